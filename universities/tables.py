"""The lists of universities, partnerships, experts and contacts: columns and filters, for the public and for staff."""

import django_filters
import django_tables2 as tables
from django import forms
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from accounts.permissions import Role
from pages.tables import DayColumn, PortalFilter, PortalTable, StateColumn
from ruoyi_coop.lib.search import matching
from universities.models import Contact, Expert, Level, Partnership, University
from universities.workflow import PartnershipState

YES_NO = [("yes", _("有")), ("no", _("没有"))]


def choice(label, choices, method=None) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=label, choices=choices, method=method, empty_label=_("全部"))


def led_by(lookup: str) -> django_filters.ModelChoiceFilter:
    units = Unit.objects.filter(is_lead=True)
    return django_filters.ModelChoiceFilter(lookup, label=_("牵头单位"), queryset=units, empty_label=_("全部"))


def of_university() -> django_filters.NumberFilter:
    """Set by links of a university's page; the page says so above the list."""
    return django_filters.NumberFilter("university", widget=forms.HiddenInput, min_value=1)


def by_day(rows, column: str, is_descending: bool):
    """Never stands before the oldest day: who waits longest comes first, the newest day last."""
    order = F(column).desc(nulls_last=True) if is_descending else F(column).asc(nulls_first=True)
    return rows.order_by(order, "pinyin", "id")


class WithLeader(tables.Table):
    leader = tables.Column(verbose_name=_("挂点领导"), orderable=False)

    def value_leader(self, record):
        return f"{record.leader}（{record.body}）" if record.body else record.leader or ""

    render_leader = value_leader


class PublicUniversityTable(PortalTable):
    name = tables.Column(linkify=True, order_by=("pinyin", "id"))
    province = tables.Column(order_by=("province", "pinyin"))
    level = tables.Column(order_by=("level", "pinyin"))
    since = DayColumn(verbose_name=_("合作起"))
    lead_unit = tables.Column(verbose_name=_("牵头单位"), order_by=("lead_unit", "pinyin"))

    class Meta(PortalTable.Meta):
        model = University
        fields = ("name", "province", "level", "since", "lead_unit")
        order_by = "name"

    def order_since(self, rows, is_descending):
        return by_day(rows, "since", is_descending), True


class UniversityTable(WithLeader, PublicUniversityTable):
    liaisons = tables.Column(verbose_name=_("联络员"), orderable=False, empty_values=(None, []))
    last_contact_on = DayColumn()

    class Meta(PublicUniversityTable.Meta):
        fields = sequence = (*PublicUniversityTable.Meta.fields, "leader", "liaisons", "last_contact_on")

    def order_last_contact_on(self, rows, is_descending):
        return by_day(rows, "last_contact_on", is_descending), True

    def value_liaisons(self, value):
        return "、".join(member.hat.user.name for member in value)

    render_liaisons = value_liaisons


class PublicUniversityFilter(PortalFilter):
    province = choice(_("省份"), ())
    level = choice(_("层次"), Level.choices)
    lead_unit = led_by("now__lead_unit")
    partner = choice(_("合作"), YES_NO, "by_partner")

    class Meta:
        model = University
        fields = ("q", "province", "level", "lead_unit", "partner")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        seen = University.objects.visible_to(self.request.actor).order_by("province")
        provinces = seen.values_list("province", flat=True).distinct()
        self.filters["province"].extra["choices"] = [(name, name) for name in provinces]

    def by_partner(self, rows, name, value):
        return rows.partners() if value == "yes" else rows.without_partnership()


class UniversityFilter(PublicUniversityFilter):
    leader = choice(_("挂点领导"), [("no", _("还没有"))], "by_leader")
    liaison = choice(_("联络员"), [("no", _("还没有"))], "by_liaison")

    class Meta(PublicUniversityFilter.Meta):
        fields = (*PublicUniversityFilter.Meta.fields, "leader", "liaison")

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.request.actor.role == Role.LEADER:
            self.filters["leader"].extra["choices"] = [("mine", _("我挂点的")), ("no", _("还没有"))]

    def by_leader(self, rows, name, value):
        return rows.cared_for_by(self.request.actor) if value == "mine" else rows.without_leader()

    def by_liaison(self, rows, name, value):
        return rows.without_liaison()


class PartnershipTable(WithLeader, PortalTable):
    university = tables.Column(linkify=lambda record: record.get_absolute_url(), order_by=("university__pinyin", "id"))
    lead_unit = tables.Column(order_by=("lead_unit__pinyin", "university__pinyin"))
    since = DayColumn(verbose_name=_("牵头起"), order_by=("during", "id"))
    began_on = DayColumn(order_by=("began_on", "id"))
    state = StateColumn(
        verbose_name=_("状态"), accessor="get_state_display", orderable=False, tones={PartnershipState.RUNNING: "good"}
    )

    class Meta(PortalTable.Meta):
        model = Partnership
        fields = sequence = ("university", "lead_unit", "since", "leader", "began_on", "state")
        order_by = "university"


class PartnershipFilter(PortalFilter):
    lead_unit = led_by("lead_unit")
    state = choice(_("状态"), PartnershipState.choices, "by_state")
    quiet = choice(_("往来"), [("yes", _("安静的"))], "by_quiet")
    leader = choice(_("挂点领导"), [("mine", _("我挂点的"))], "by_leader")

    class Meta:
        model = Partnership
        fields = ("q", "lead_unit", "state", "quiet", "leader")

    def search(self, rows, name, value):
        return rows.filter(university__in=matching(University.objects.all(), value).values("pk"))

    def by_quiet(self, rows, name, value):
        return rows.quiet()

    def by_leader(self, rows, name, value):
        return rows.filter(university__in=University.objects.cared_for_by(self.request.actor).values("pk"))

    def by_state(self, rows, name, value):
        return rows.filter(during__endswith__isnull=value == PartnershipState.RUNNING)


class PublicExpertTable(PortalTable):
    name = tables.Column(linkify=True, order_by=("pinyin", "id"))
    university = tables.Column(linkify=True, order_by=("university__pinyin", "pinyin"))
    title = tables.Column(order_by=("title", "pinyin"))

    class Meta(PortalTable.Meta):
        model = Expert
        fields = sequence = ("name", "university", "department", "title", "field")
        order_by = "name"


class ExpertTable(PublicExpertTable):
    since = DayColumn(order_by=("since", "id"))

    class Meta(PublicExpertTable.Meta):
        fields = sequence = (*PublicExpertTable.Meta.fields, "since")


class PublicExpertFilter(PortalFilter):
    status = choice(_("合作"), [("engaged", _("合作中")), ("over", _("已结束"))], "by_status")
    of = of_university()

    class Meta:
        model = Expert
        fields = ("q", "status", "of")

    def search(self, rows, name, value):
        """By the expert's own words or the university's name."""
        own = matching(Expert.objects.all(), value).values("pk")
        theirs = matching(University.objects.all(), value).values("pk")
        return rows.filter(Q(pk__in=own) | Q(university__in=theirs))

    def by_status(self, rows, name, value):
        return rows.engaged() if value == "engaged" else rows.exclude(pk__in=Expert.objects.engaged().values("pk"))


class ExpertFilter(PublicExpertFilter):
    lead_unit = django_filters.ModelChoiceFilter(
        label=_("牵头单位"), queryset=Unit.objects.filter(is_lead=True), method="led_by", empty_label=_("全部")
    )
    reach = choice(_("联系方式"), [("no", _("还没有"))], "by_reach")

    class Meta(PublicExpertFilter.Meta):
        fields = (*PublicExpertFilter.Meta.fields, "lead_unit", "reach")

    def led_by(self, rows, name, unit):
        led = Partnership.objects.current().filter(lead_unit=unit)
        return rows.filter(university__in=led.values("university"))

    def by_reach(self, rows, name, value):
        return rows.without_reach()


class ContactTable(PortalTable):
    day = DayColumn(order_by=("day", "id"))
    university = tables.Column(linkify=lambda record: record.get_absolute_url(), order_by=("university__pinyin", "day"))
    kind = tables.Column(orderable=False)
    direction = tables.Column(orderable=False)
    people = tables.Column(orderable=False)
    summary = tables.Column(orderable=False)
    logged_by = tables.Column(accessor="logged_by__name", verbose_name=_("登记人"), orderable=False)

    class Meta(PortalTable.Meta):
        model = Contact
        fields = sequence = ("day", "university", "kind", "direction", "people", "summary", "logged_by")
        order_by = "-day"


class ContactFilter(PortalFilter):
    kind = choice(_("方式"), Contact.Kind.choices)
    direction = choice(_("谁联系谁"), Contact.Direction.choices)
    after = django_filters.DateFilter("day", "gte", label=_("从"), widget=forms.DateInput({"type": "date"}))
    before = django_filters.DateFilter("day", "lte", label=_("到"), widget=forms.DateInput({"type": "date"}))
    of = of_university()

    class Meta:
        model = Contact
        fields = ("q", "kind", "direction", "after", "before", "of")

    def search(self, rows, name, value):
        return rows.filter(university__in=matching(University.objects.all(), value).values("pk"))
