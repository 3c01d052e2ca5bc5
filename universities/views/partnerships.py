"""Partnerships (1+1+N): the list, the page of one, and the forms of its moves."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Permission, Role
from notifications.models import Event
from pages.views import TIMELINE_LENGTH, FormPage, ListPage, RecordPage
from universities import actions, forms, rhythm, tables
from universities.models import LOOKS_INSIDE, Partnership
from universities.views.shared import ForPartners, door, doors
from universities.workflow import PARTNERSHIP

DOORS = (
    (
        lazy("登记联系"),
        Permission.LOG_CONTACT,
        lambda row: reverse("universities:log_contact", kwargs={"pk": row.university_id}),
    ),
    (lazy("修改目标"), Permission.MANAGE_PARTNERSHIP, door("universities:edit_partnership")),
)


class Partnerships(ForPartners, ListPage):
    model = Partnership
    title = lazy("1+1+N 合作")
    table_class = tables.PartnershipTable
    filterset_class = tables.PartnershipFilter
    actions = ((lazy("建立合作"), "universities:begin", Permission.MANAGE_PARTNERSHIP),)
    empty = lazy("换个条件，或清除筛选。")

    @property
    def intro(self):
        return rhythm.MEANING if self.request.GET.get("quiet") == "yes" else ""

    def get_queryset(self):
        return super().get_queryset().whole().with_leader().select_related("university", "lead_unit")


class PartnershipPage(RecordPage):
    """One university, one lead unit, N bases: who leads since when, who led before, and what grew of it."""

    model = Partnership
    template_name = "universities/partnership.html"
    workflow = PARTNERSHIP

    def get_queryset(self):
        return super().get_queryset().select_related("university", "lead_unit", "successor__lead_unit")

    def get_title(self):
        return _("%(university)s 1+1+N 合作") % {"university": self.object.university}

    def get_crumbs(self):
        return ((_("1+1+N 合作"), reverse("universities:partnerships")),)

    def get_context_data(self, **context):
        row = self.object
        whole = row.successor or row
        self.inside = self.request.actor.role in LOOKS_INSIDE | {Role.LIAISON}
        return super().get_context_data(
            whole=whole,
            doors=doors(self.request.actor, row.roles_of(self.request.actor), DOORS, row) if row.is_current else (),
            attachment=row.university.attachment(),
            silence=self.get_silence(),
            meaning=rhythm.MEANING,
            people=row.university.hats_with(Role.LIAISON, Role.OFFICIAL).people_by("role"),
            former=whole.former.select_related("lead_unit").order_by("-during"),
            **context,
        )

    def get_silence(self):
        """The rhythm of this partnership when it is quiet, for those who see its inside."""
        found = rhythm.rhythm_of(self.object.pk) if self.inside else None
        return found if found and found.is_quiet else None

    def get_timeline(self):
        return Event.objects.about(self.object.university)[:TIMELINE_LENGTH] if self.inside else None


class BeginPartnership(FormPage):
    permission = Permission.MANAGE_PARTNERSHIP
    title = lazy("建立合作")
    form_class = forms.PartnershipForm
    submit = lazy("建立合作")

    def get_crumbs(self):
        return ((_("1+1+N 合作"), reverse("universities:partnerships")),)

    def get_initial(self):
        return {"university": self.request.GET.get("university", "")}

    def perform(self, form, by):
        return actions.begin_partnership(by=by, **form.values())


class EditPartnership(FormPage):
    model = Partnership
    permission = Permission.MANAGE_PARTNERSHIP
    title = lazy("修改合作目标")
    form_class = forms.GoalForm

    def perform(self, form, by):
        return actions.edit_partnership(self.thing, form.values(), by=by, version=form.cleaned_data["version"])


class OnPartnership(FormPage):
    """A move of a partnership, with a form of its own."""

    model = Partnership
    permission = Permission.MANAGE_PARTNERSHIP
    name = ""

    def get_queryset(self):
        return super().get_queryset().select_related("university", "lead_unit")

    def get_title(self):
        return str(PARTNERSHIP[self.name].label)

    def get_context_data(self, **context):
        move = PARTNERSHIP[self.name]
        words = {"why_not": PARTNERSHIP.why_not(self.thing, move), "submit": move.label, "warning": move.warning}
        return super().get_context_data(**words | context)

    def perform(self, form, by):
        act = getattr(actions, self.action)
        return act(self.thing, by=by, version=form.cleaned_data["version"], **form.values())


class HandOver(OnPartnership):
    name = action = "hand_over"
    form_class = forms.HandOverForm


class EndPartnership(OnPartnership):
    name, action = "end", "end_partnership"
    form_class = forms.EndForm
