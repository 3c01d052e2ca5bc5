"""The register: its list, the page of one university, and the forms that change it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import STAFF, Permission, Role, granted
from pages.views import FormPage, ListPage, Open, RecordPage
from universities import actions, forms, tables
from universities.models import LOOKS_INSIDE, Contact, Expert, University
from universities.views.shared import door, doors

EXPERTS_SHOWN, CONTACTS_SHOWN = 8, 5


class Universities(Open, ListPage):
    model = University
    title = lazy("合作高校")
    actions = ((lazy("登记高校"), "universities:add", Permission.ADD_UNIVERSITY),)
    empty = lazy("换个条件，或清除筛选。")

    @property
    def for_staff(self) -> bool:
        return self.request.actor.role in STAFF

    def get_queryset(self):
        rows = super().get_queryset().with_today()
        return rows.with_liaisons() if self.for_staff else rows

    def get_table_class(self):
        return tables.UniversityTable if self.for_staff else tables.PublicUniversityTable

    def get_filterset_class(self):
        return tables.UniversityFilter if self.for_staff else tables.PublicUniversityFilter


class UniversityPage(Open, RecordPage):
    """The public reads what the cooperation is; staff and its own liaisons see who has it and what was said."""

    model = University
    template_name = "universities/university.html"

    def get_crumbs(self):
        return ((_("合作高校"), reverse("universities:list")),)

    def get_context_data(self, **context):
        actor, university = self.request.actor, self.object
        self.roles = university.roles_of(actor)
        self.inside = actor.role in LOOKS_INSIDE or Role.LIAISON in self.roles
        partnership = university.partnership()
        table = UNIVERSITY_DOORS if partnership else (BEGIN, *UNIVERSITY_DOORS)
        experts = Expert.objects.visible_to(actor).filter(university=university).engaged()
        return super().get_context_data(
            inside=self.inside,
            partnership=partnership,
            experts=experts[:EXPERTS_SHOWN],
            doors=doors(actor, self.roles, table, university),
            **(self.inner() if self.inside else {}),
            **context,
        )

    def inner(self) -> dict:
        """What only staff and the university's own liaisons see."""
        university = self.object
        contacts = university.contacts.select_related("upload", "logged_by")
        actor = self.request.actor
        return {
            "attachment": university.attachment(),
            "people": university.hats_with(Role.LIAISON, Role.OFFICIAL).people_by("role"),
            "contacts": [entry_of(contact, actor) for contact in contacts[:CONTACTS_SHOWN]],
        }

    def get_timeline(self):
        return super().get_timeline() if self.inside else None


def begin_url(university: University) -> str:
    return f"{reverse('universities:begin')}?university={university.pk}"


def entry_of(contact: Contact, actor) -> dict:
    return {"row": contact, "editable": contact.may_be_edited_by(actor) and granted(actor.role, Permission.LOG_CONTACT)}


BEGIN = (lazy("建立合作"), Permission.MANAGE_PARTNERSHIP, begin_url)
UNIVERSITY_DOORS = (
    (lazy("登记联系"), Permission.LOG_CONTACT, door("universities:log_contact")),
    (
        lazy("登记专家"),
        Permission.EDIT_EXPERT,
        lambda thing: f"{reverse('universities:add_expert')}?university={thing.pk}",
    ),
    (lazy("安排挂点领导"), Permission.ATTACH_LEADER, door("universities:attach")),
    (lazy("修改"), Permission.EDIT_UNIVERSITY, door("universities:edit")),
)


class EditUniversity(FormPage):
    model = University
    permission = Permission.EDIT_UNIVERSITY
    title = lazy("修改高校")

    def get_form_class(self):
        listed = self.thing.moe_code and not self.thing.off_list_reason
        return forms.UniversityForm if listed else forms.UniversityByHandForm

    def perform(self, form, by):
        return actions.edit_university(self.thing, form.values(), by=by, version=form.cleaned_data["version"])


class AttachLeader(FormPage):
    model = University
    permission = Permission.ATTACH_LEADER
    title = lazy("安排挂点领导")
    form_class = forms.AttachForm
    template_name = "universities/attach.html"

    def get_context_data(self, **context):
        detach = door("universities:detach")(self.thing)
        return super().get_context_data(attachment=self.thing.attachment(), detach_url=detach, **context)

    def perform(self, form, by):
        actions.attach_leader(self.thing, by=by, **form.values())
        return self.thing


class DetachLeader(FormPage):
    """Asks about the attachment that runs: its version travels with the form."""

    model = University
    permission = Permission.ATTACH_LEADER
    title = lazy("结束领导挂点")
    warning = lazy("结束后这所高校没有挂点领导，直到安排新的一位；历史保留。")
    form_class = forms.EndForm

    def get_form_kwargs(self):
        row = self.thing.attachments.open_ended().first()
        return super().get_form_kwargs() | {"thing": row}

    def perform(self, form, by):
        values = form.values()
        actions.detach_leader(
            self.thing, values["day"], reason=values["reason"], by=by, version=form.cleaned_data["version"]
        )
        return self.thing
