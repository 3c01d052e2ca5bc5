"""The desk: what waits for this person, from all apps, before anything else; and the county's public front page."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.permissions import Permission, can
from allowances import desk as allowances
from bases import desk as bases
from certificates import desk as certificates
from handover import desk as handover
from interns import desk as interns
from meetings import desk as meetings
from needs import desk as needs
from news import desk as news
from notifications.models import Message
from onpost import desk as onpost
from pages.views import Open, Titled
from placing import desk as placing
from projects import desk as projects
from ruoyi_coop.lib.desk import Figure, counted
from service import desk as service
from supervision import desk as supervision
from universities import desk as universities

DESKS = (
    supervision,
    service,
    needs,
    projects,
    interns,
    placing,
    onpost,
    certificates,
    allowances,
    bases,
    meetings,
    universities,
    handover,
)
FIGURES = (universities, bases, needs, projects, supervision, service, interns)
SHOWN = 30


def _figures(actor) -> list[Figure]:
    return counted(figure for desk in FIGURES for figure in desk.figures(actor))


class Home(Titled, TemplateView):
    template_name = "home.html"

    def get_title(self):
        return _("工作台")

    def get_context_data(self, **context):
        actor = self.request.actor
        waiting = sorted((task for desk in DESKS for task in desk.waiting_for(actor)), key=lambda task: task.sort_key())
        return super().get_context_data(
            waiting=waiting[:SHOWN],
            standing=interns.standing(actor),
            asks=service.asks(actor),
            more=max(0, len(waiting) - SHOWN),
            figures=_figures(actor),
            may_report=can(actor, Permission.WORK_DUTY),
            owed=[*service.owed_to(actor), *supervision.owed_to(actor)],
            own_projects=projects.own_projects(actor),
            events=meetings.coming(actor)[:4],
            told=Message.objects.bell().of(actor)[:5],
            **context,
        )


class Front(Open, Titled, TemplateView):
    """What anybody sees first: the county's figures counted from records, posts, coming events, news."""

    template_name = "front.html"

    def get(self, request, *args, **kwargs):
        if request.actor.user_id and "public" not in request.GET:
            return redirect("home")
        return super().get(request, *args, **kwargs)

    def get_title(self):
        return _("芮城县校合作")

    def get_context_data(self, **context):
        actor = self.request.actor
        return super().get_context_data(
            figures=_figures(actor),
            positions=interns.open_positions(actor)[:6],
            events=meetings.coming(actor)[:4],
            articles=news.latest(actor)[:5],
            statement=news.latest(actor).filter(source="运城日报").first(),
            **context,
        )
