"""Pages of meetings and events."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from accounts.permissions import Permission, Role, can, require
from meetings import actions, calendars, forms, tables
from meetings.agenda import proposals, with_kept
from meetings.models import AgendaItem, Invitation, Meeting
from meetings.workflow import MEETING
from pages.views import FormPage, ListPage, MovePage, OnThing, Open, RecordPage
from ruoyi_coop.lib.errors import NotNow
from supervision.forms import NewDutyForm


class Meetings(Open, ListPage):
    model = Meeting
    filterset_class = tables.MeetingFilter

    def get_title(self):
        return _("会议活动")

    @property
    def actions(self):
        return [(_("召集会议"), "meetings:add", Permission.CALL_MEETING)]

    def get_table_class(self):
        return tables.PublicMeetingTable if self.request.actor.role == Role.PUBLIC else tables.MeetingTable

    def get_queryset(self):
        return super().get_queryset().select_related("unit")


class MeetingPage(Open, RecordPage):
    model = Meeting
    workflow = MEETING
    template_name = "meetings/meeting.html"
    context_object_name = "meeting"

    def get_queryset(self):
        return super().get_queryset().select_related("unit")

    def get_crumbs(self):
        return ((_("会议活动"), reverse("meetings:list")),)

    @cached_property
    def invitation(self):
        user = self.request.actor.user_id
        return self.thing.invitations.filter(person=user).first() if user else None

    @cached_property
    def inside(self) -> bool:
        """More than the public: the invited, the unit that calls, those who oversee."""
        actor = self.request.actor
        return bool(self.invitation) or actor.reads_all or actor.role in self.thing.roles_of(actor)

    def get_timeline(self):
        return super().get_timeline() if self.inside else None

    def get_context_data(self, **context):
        return super().get_context_data(
            inside=self.inside,
            invitation=self.invitation,
            items=list(self.object.items.all()) if self.inside else (),
            answers=Invitation.Answer.choices,
            invitations=self.object.invitations.select_related("person") if self.inside else (),
            may_call=can(self.request.actor, Permission.CALL_MEETING, self.object),
            may_decide=not actions.why_not_decide(self.object, self.request.actor),
            **context,
        )


class Ics(Open, OnThing, View):
    model = Meeting

    def get(self, request, pk):
        answer = HttpResponse(calendars.ics(self.thing), content_type="text/calendar; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="invite.ics"'
        return answer


class AddMeeting(FormPage):
    form_class = forms.MeetingForm
    permission = Permission.CALL_MEETING

    def get_title(self):
        return _("召集会议")

    def get_crumbs(self):
        return ((_("会议活动"), reverse("meetings:list")),)

    def perform(self, form, by):
        return actions.call_together(form.values(), by=by)


class EditMeeting(FormPage):
    model = Meeting
    form_class = forms.MeetingForm
    permission = Permission.CALL_MEETING

    def get_title(self):
        return _("修改会议")

    def perform(self, form, by):
        return actions.edit_meeting(self.thing, form.values(), by=by, version=form.cleaned_data["version"])


class Invite(FormPage):
    model = Meeting
    form_class = forms.InviteForm
    permission = Permission.CALL_MEETING
    template_name = "meetings/invite.html"

    def get_title(self):
        return _("邀请参会")

    @property
    def submit(self):
        return _("邀请")

    def get_initial(self):
        return {"q": self.request.GET.get("q", "").replace("\0", "")[:60]}

    def perform(self, form, by):
        said = form.values()
        people = said.get("people") or []
        if not people and not said["unit"]:
            raise NotNow(_("请勾选要邀请的人，或选一个单位。"))
        count = actions.invite(self.thing, people, by=by, unit=said["unit"])
        messages.info(self.request, _("新邀请了 %d 人。") % count)
        return self.thing


class Uninvite(View):
    http_method_names = ["post"]

    def post(self, request, pk, person):
        meeting = get_object_or_404(Meeting.objects.visible_to(request.actor), pk=pk)
        require(request.actor, Permission.CALL_MEETING, meeting)
        actions.uninvite(get_object_or_404(meeting.invitations, person=person), by=request.actor)
        return redirect(meeting)


class Answer(OnThing, View):
    """Yes, no or maybe, in one click."""

    http_method_names = ["post"]
    model = Meeting

    def post(self, request, pk):
        form = forms.AnswerForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("请选择参加、不参加或待定。"))
            return redirect(self.thing)
        said = form.cleaned_data
        try:
            actions.answer(self.thing, said["answer"], by=request.actor, note=said["note"])
            messages.success(request, _("已答复：%s") % Invitation.Answer(said["answer"]).label)
        except NotNow as no:
            messages.error(request, str(no))
        return redirect(self.thing)


class MoveMeeting(MovePage):
    model = Meeting
    workflow = MEETING

    def perform(self, form, by):
        version = form.cleaned_data["version"]
        return actions.move_meeting(self.thing, self.move.name, by=by, note=form.note, version=version)


class Decide(FormPage):
    """A decision of the meeting becomes a duty: what, who, until when, filled in from the item of the agenda."""

    model = Meeting
    form_class = NewDutyForm
    permission = Permission.CALL_MEETING
    template_name = "meetings/decide.html"

    def get_title(self):
        return _("议定并交办")

    @cached_property
    def item(self) -> AgendaItem | None:
        asked = self.request.GET.get("item", "")
        known = asked.isdecimal() and len(asked) < 10
        return self.thing.items.filter(pk=asked).first() if known else None

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"kinds": ("resolution",), "thing": None, "instance": None}

    def get_initial(self):
        return actions.decision_from(self.thing, self.item)

    def get_context_data(self, **context):
        return super().get_context_data(item=self.item, submit=_("交办"), **context)

    def perform(self, form, by):
        actions.decide(self.thing, form.values(), by=by)
        self.done = _("已交办，责任单位已收到。")
        return self.thing


class Agenda(FormPage):
    """What the records propose, ticked and ordered by the secretary; saved, or saved and sent."""

    model = Meeting
    form_class = forms.AgendaForm
    permission = Permission.CALL_MEETING
    template_name = "meetings/agenda.html"

    def get_title(self):
        return _("安排议程")

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "proposals": with_kept(self.thing, proposals(self.thing, self.request.actor))
        }

    def get_context_data(self, **context):
        context = super().get_context_data(**context)
        form = context["form"]
        planned = [item.minutes for item in form.items()] if form.is_bound and form.is_valid() else self._planned(form)
        over = sum(planned) > self.thing.minutes
        return context | {"planned": sum(planned), "over": over, "may_send": self.thing.state == "called"}

    def _planned(self, form) -> list[int]:
        """The minutes of what is ticked when the page opens."""
        rows = [row for row in form.rows if row["take"].value()]
        return [int(row["minutes"].value() or 0) for row in rows]

    def perform(self, form, by):
        if gone := form.gone():
            words = _("有 %d 个勾选的议题在您填写时已经办结或撤销，没有列入。")
            messages.warning(self.request, words % gone)
        meeting = actions.set_agenda(self.thing, form.items(), by=by, version=form.cleaned_data["version"])
        if "send" in self.request.POST:
            actions.send_agenda(meeting, by=by.sending(None))
            self.done = _("议程已发给受邀的人。")
        return meeting
