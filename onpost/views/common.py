"""What the pages of this app share: the tabs of its lists, the checks before a form, papers sent as files."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, Role
from interns.models import Placement
from notifications.models import Event
from onpost.access import must, placement_of
from pages.views import TIMELINE_LENGTH, FormPage, ListPage
from ruoyi_coop.lib.errors import NotAllowed

INVOLVED = {Role.OFFICE, Role.LEADER, Role.AUDITOR, Role.LIAISON, Role.MENTOR}
CONFIRMING = {Role.OFFICE, Role.MENTOR}


def tabs(actor: Actor, here: str) -> list[dict]:
    """The lists of this app, one beside the other, for those who work with more than their own internship."""
    lists = [
        (_("在岗"), "onpost:stays"),
        (_("报到前"), "onpost:coming"),
        (_("实习协议"), "onpost:agreements"),
        (_("实习问题"), "onpost:problems"),
    ]
    lists += [(_("每周出勤"), "onpost:weeks")] if actor.role in CONFIRMING else []
    return [{"label": label, "url": reverse(name), "current": name == here} for label, name in lists]


class InternList(ListPage):
    """A list with the app's tabs; students have their placement page instead."""

    template_name = "onpost/list.html"
    here = ""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and request.actor.role not in INVOLVED:
            raise NotAllowed(_("这一页供县合作办、用人单位和高校使用；学生请看自己的录用页。"))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **context):
        return super().get_context_data(tabs=tabs(self.request.actor, self.here), **context)


class InternForm(FormPage):
    """A form about something that belongs to a placement: 404 for the unseen, 403 for who has no part in it."""

    permission: Permission

    def check(self):
        must(self.request.actor, Permission(self.permission), placement_of(self.thing))

    def get_crumbs(self):
        placement = placement_of(self.thing)
        return ((str(placement), placement.get_absolute_url()),)


class OfPlacement(InternForm):
    model = Placement

    def get_queryset(self):
        return super().get_queryset().select_related("student__student", "position__host", "position__tutor", "season")


class OwnTimeline:
    """The events of this record alone: its thread is the placement's, which tells them all."""

    def get_timeline(self):
        return Event.objects.filter(subject=self.object.key).order_by("-id")[:TIMELINE_LENGTH]


def paper(content: bytes | str, kind: str, name: str) -> HttpResponse:
    """A file made for this answer."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
