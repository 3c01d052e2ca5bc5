"""A published result, for everybody: the rules in words, the seed, the counts, and the files to work it out again."""

from pathlib import Path

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from interns.models import Placement
from pages.exports import named
from pages.views import Open
from placing import reproduce
from placing.marking import total_of
from placing.models import Run
from placing.sheet import Sheet, solve
from placing.workflow import RunState

SCRIPT = Path(reproduce.__file__)


class OfResult(Open, View):
    """A published run; anything else is not found."""

    @cached_property
    def run(self) -> Run:
        rows = Run.objects.published().select_related("season", "lot")
        return get_object_or_404(rows, season=self.kwargs["pk"], round=self.kwargs.get("round", 1))

    @property
    def table(self) -> str:
        """The public table: codes, choices, lots, results; the same for ever."""
        return solve(Sheet.read(self.run.inputs), self.run.lot.seed).text()


class Result(OfResult):
    """The rules in words, the hash before and the seed after, the counts, and the files to work it out again."""

    def get(self, request, pk, round=1):
        run = self.run
        by_hand = Placement.objects.filter(season=run.season, source=Placement.Source.BY_HAND)
        context = {
            "title": _("录用结果和规则"),
            "crumbs": ((str(run.season), reverse("interns:list") + f"?season={run.season_id}"),),
            "run": run,
            "by_hand": by_hand.count(),
            "criteria": run.season.criteria.all() if total_of(run.season) else (),
            "discarded": Run.objects.filter(season=run.season, round=run.round, state=RunState.DISCARDED).count(),
        }
        return render(request, "placing/result.html", context)


class ResultCsv(OfResult):
    def get(self, request, pk, round=1):
        answer = HttpResponse("\ufeff" + self.table, content_type="text/csv; charset=utf-8")
        return named(answer, f"{self.run.season}-{round}.csv")


class Script(Open, View):
    def get(self, request):
        return named(HttpResponse(SCRIPT.read_text(), content_type="text/x-python; charset=utf-8"), "reproduce.py")
