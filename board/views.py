"""The board of a season: what is wrong first, then how far all have come; every figure opens its rows."""

from django.db.models import F, Min
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from board import tables
from board.stages import STAGES, funnel, live, with_steps
from board.troubles import BY_NAME, TROUBLES
from interns.models import Application, Season
from interns.workflow import ApplicationState
from pages.views import ListPage, Titled
from ruoyi_coop.lib.errors import NotAllowed


class OfSeason:
    """A page about one season, for those who read all."""

    def dispatch(self, request, *args, **kwargs):
        if not request.actor.reads_all:
            raise NotAllowed(_("只有县合作办、领导和审计员能看批次看板。"))
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def season(self) -> Season:
        return get_object_or_404(Season, pk=self.kwargs["pk"])

    def get_crumbs(self):
        season = self.season
        board = (_("批次看板"), reverse("board:season", args=[season.pk]))
        return ((str(season), season.get_absolute_url()), board)


class Board(OfSeason, Titled, TemplateView):
    template_name = "board/season.html"

    def get_title(self):
        return _("%s · 看板") % self.season

    def get_crumbs(self):
        return super().get_crumbs()[:1]

    def get_context_data(self, **context):
        counts = funnel(live(self.season))
        ways = self._applied() + [self._stage(stage, counts[stage.name]) for stage in STAGES]
        return super().get_context_data(
            season=self.season,
            troubles=self._troubles(),
            funnel=ways,
            done=counts[STAGES[-1].name],
            most=counts[STAGES[0].name],
            progress_words=_("%(done)d / %(most)d 人办完")
            % {"done": counts[STAGES[-1].name], "most": counts[STAGES[0].name]},
            placements=reverse("board:placements", args=[self.season.pk]),
            **context,
        )

    def _troubles(self) -> list[dict]:
        """Those that there are; the rest is said to be in order."""
        found = [(trouble, _size(trouble.rows(self.season), trouble.since)) for trouble in TROUBLES]
        return [
            {"trouble": trouble, "count": count, "since": since, "url": self._url(trouble)}
            for trouble, (count, since) in found
            if count
        ]

    def _url(self, trouble) -> str:
        return reverse("board:trouble", args=[self.season.pk, trouble.name])

    def _applied(self) -> list[dict]:
        rows = Application.objects.filter(season=self.season, state=ApplicationState.SUBMITTED)
        url = f"{reverse('interns:applications')}?season={self.season.pk}&state={ApplicationState.SUBMITTED}"
        return [{"label": _("已提交报名"), "value": rows.count(), "url": url}]

    def _stage(self, stage, count: int) -> dict:
        url = f"{reverse('board:placements', args=[self.season.pk])}?stage={stage.name}"
        return {"label": stage.label, "value": count, "url": url}


def _size(rows, since: str) -> tuple:
    """How many rows, and since when the oldest of them; one query."""
    counted = rows.aggregate(oldest=Min(since))
    return rows.count(), counted["oldest"]


class Placements(OfSeason, ListPage):
    """Every placement of the season that holds a place, with its progress."""

    table_class, filterset_class = tables.ProgressTable, tables.ProgressFilter

    def get_title(self):
        return _("实习进度")

    def get_queryset(self):
        rows = live(self.season).select_related("student__student", "position__host")
        return with_steps(rows)


class TroubleRows(OfSeason, ListPage):
    """The rows that one figure of the board counts."""

    table_class, filterset_class = tables.TroubleTable, tables.NoFilter

    @cached_property
    def trouble(self):
        if self.kwargs["name"] not in BY_NAME:
            raise Http404
        return BY_NAME[self.kwargs["name"]]

    def get_title(self):
        return str(self.trouble.label)

    @property
    def intro(self):
        return _("由%s办理。") % self.trouble.owner

    def get_queryset(self):
        rows = self.trouble.rows(self.season).select_related(*self.trouble.related)
        return rows.annotate(since=F(self.trouble.since)).order_by("since", "pk")
