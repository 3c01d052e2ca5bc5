"""The office's pages of a placement: what a run would use, the run as it goes, the draft and what becomes of it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from accounts.permissions import Permission, require
from interns.models import Season
from pages.views import ListPage, MovePage, RecordPage, Titled
from placing import actions, tables
from placing.marking import posts_to_mark, total_of
from placing.models import Outcome, Run, current_round, lot_of
from placing.workflow import RUN
from ruoyi_coop.lib.errors import AlreadyDone, NotNow

REFRESH = 3  # seconds between looks at a run that is being worked on


def season_of(pk: int) -> Season:
    return get_object_or_404(Season, pk=pk)


class Placing(Titled, TemplateView):
    """Before the run: the numbers that open their lists, what if, and the one button."""

    template_name = "placing/placing.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            require(request.actor, Permission.PLACE_STUDENTS)
        return super().dispatch(request, *args, **kwargs)

    def get_title(self):
        return _("组织录用")

    @cached_property
    def season(self):
        return season_of(self.kwargs["pk"])

    def get_crumbs(self):
        return ((str(self.season), self.season.get_absolute_url()),)

    def get(self, request, pk):
        run = Run.objects.standing().filter(season=self.season, round=current_round(self.season)).first()
        return redirect(run) if run else super().get(request)

    def get_context_data(self, **context):
        round = current_round(self.season)
        why_not = actions.why_not(self.season, round)
        posts = actions.positions_of(self.season)
        return super().get_context_data(
            season=self.season,
            round=round,
            lot=lot_of(self.season, round),
            why_not=why_not,
            applications=actions.applications_of(self.season, round).count(),
            posts=len(posts),
            places=sum(post.left for post in posts),
            total=total_of(self.season),
            to_mark=posts_to_mark([self.season]).count(),
            ways=actions.what_if(self.season, round) if not why_not else (),
            **context,
        )


class Start(View):
    http_method_names = ["post"]

    def post(self, request, pk):
        require(request.actor, Permission.PLACE_STUDENTS)
        season = season_of(pk)
        try:
            return redirect(actions.start(season, by=request.actor))
        except NotNow as no:
            messages.error(request, str(no))
        except AlreadyDone:
            pass
        return redirect("placing:placing", pk=pk)


class RunPage(RecordPage):
    """How far it is; then the draft, its figures, and what may be done with it."""

    model = Run
    workflow = RUN
    template_name = "placing/run.html"
    context_object_name = "run"

    def get_queryset(self):
        return super().get_queryset().select_related("season", "lot")

    def get_crumbs(self):
        return ((str(self.thing.season), self.thing.season.get_absolute_url()),)

    def render_to_response(self, context, **options):
        answer = super().render_to_response(context, **options)
        if self.object.is_working:
            answer["Refresh"] = str(REFRESH)
        return answer


class MoveRun(MovePage):
    model = Run
    workflow = RUN

    def get_queryset(self):
        return super().get_queryset().select_related("season", "lot")

    def perform(self, form, by):
        version = form.cleaned_data["version"]
        return actions.move_run(self.thing, self.move.name, by=by, note=form.note, version=version)


class Outcomes(ListPage):
    """Who gets what in this run: what its figures count."""

    model = Outcome
    table_class, filterset_class = tables.OutcomeTable, tables.OutcomeFilter

    @cached_property
    def run(self):
        rows = Run.objects.visible_to(self.request.actor).select_related("season")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_title(self):
        return _("录用名单")

    def get_crumbs(self):
        return ((str(self.run), self.run.get_absolute_url()),)

    def get_queryset(self):
        rows = super().get_queryset().filter(run=self.run)
        return rows.select_related("application__student__student", "position__host")
