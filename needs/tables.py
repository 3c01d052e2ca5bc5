"""The lists of needs and supplies: columns and filters."""

import django_filters
import django_tables2 as tables
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Unit
from needs.models import Need, Supply
from needs.workflow import OPEN, SUPPLY_TONES, TONES, State, SupplyState
from pages.tables import DayColumn, PortalFilter, PortalTable, StateColumn
from universities.models import University

FIELDS_OFFERED = 200
STATES = [("open", _("在库（已入库、对接中）")), *State.choices]
NUMBER = {"td": {"class": "number"}, "th": {"class": "number"}}


def choice(label, choices=(), **options) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=label, choices=choices, empty_label=_("全部"), **options)


class WithFields(PortalFilter):
    """Offers the fields that occur in the rows the person may see."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        used = self.queryset.order_by("field").values_list("field", flat=True).distinct()[:FIELDS_OFFERED]
        self.filters["field"].extra["choices"] = [(word, word) for word in used]


class NeedTable(PortalTable):
    title = tables.Column(linkify=True, order_by=("pinyin", "id"))
    state = StateColumn(tones=TONES, order_by=("state", "pinyin", "id"))
    kind = tables.Column(orderable=False)
    field = tables.Column(orderable=False)
    unit = tables.Column(orderable=False)
    host = tables.Column(orderable=False)
    days_here = tables.Column(_("在此阶段"), attrs=NUMBER, order_by=("-rung_on", "-id"))
    answer_count = tables.Column(_("应答"), attrs=NUMBER, orderable=False)
    wanted_by = DayColumn(_("希望时间"), order_by=("wanted_by", "id"))

    class Meta(PortalTable.Meta):
        model = Need
        fields = ("title", "state", "kind", "field", "unit", "host", "days_here", "answer_count", "wanted_by")
        order_by = "days_here"

    def render_days_here(self, value):
        return ngettext("%d 天", "%d 天", value) % value

    def value_days_here(self, value):
        return value


class NeedFilter(WithFields):
    state = choice(_("状态"), STATES, method="at_state")
    kind = choice(_("需求类型"), Need.Kind.choices)
    field = choice(_("领域"))
    unit = django_filters.ModelChoiceFilter(
        label=_("责任单位"),
        queryset=Unit.objects.filter(Exists(Need.objects.filter(unit=OuterRef("pk")))),
        empty_label=_("全部单位"),
    )
    answer = choice(_("应答"), [("waiting", _("等应答"))], method="by_answer")

    class Meta:
        model = Need
        fields = ()

    def at_state(self, rows, name, value):
        return rows.filter(state__in=OPEN if value == "open" else (value,))

    def by_answer(self, rows, name, value):
        return rows.unanswered(self.request.actor)


class SupplyTable(PortalTable):
    title = tables.Column(linkify=True, order_by=("pinyin", "id"))
    state = StateColumn(tones=SUPPLY_TONES, order_by=("state", "pinyin", "id"))
    university = tables.Column(orderable=False)
    kind = tables.Column(orderable=False)
    field = tables.Column(orderable=False)
    maturity = tables.Column(orderable=False)
    answers = tables.Column(orderable=False)
    state_since = DayColumn(_("更新"), order_by=("state_since", "id"))

    class Meta(PortalTable.Meta):
        model = Supply
        fields = ("title", "state", "university", "kind", "field", "maturity", "answers", "state_since")
        order_by = "-state_since"


class SupplyFilter(WithFields):
    state = choice(_("状态"), SupplyState.choices)
    kind = choice(_("供给类型"), Supply.Kind.choices)
    field = choice(_("领域"))
    maturity = choice(_("成熟度"), Supply.Maturity.choices)
    university = django_filters.ModelChoiceFilter(
        label=_("高校"),
        queryset=University.objects.filter(Exists(Supply.objects.filter(university=OuterRef("pk")))),
        empty_label=_("全部高校"),
    )

    class Meta:
        model = Supply
        fields = ()
