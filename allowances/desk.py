"""What the allowances tell the desk."""

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Role
from allowances.models import AllowanceList, Line, Objection
from allowances.workflow import LineState, State
from onpost.models import Stay
from ruoyi_coop.lib.calendar import end_of_day
from ruoyi_coop.lib.desk import Waiting
from vault.models import BankAccount

EACH = 5


def waiting_for(actor: Actor) -> list[Waiting]:
    jobs = {Role.STUDENT: _for_student, Role.OFFICE: _for_office, Role.LEADER: _for_leader}
    return jobs[actor.role](actor) if actor.role in jobs else []


def _for_student(actor: Actor) -> list[Waiting]:
    """One line while the student is owed money that has nowhere to go."""
    known = BankAccount.objects.filter(user=OuterRef("placement__student"))
    stay = Stay.objects.filter(~Exists(known), placement__student=actor.user_id).order_by("-pk").first()
    if stay is None:
        return []
    return [
        Waiting(_("填写银行账号"), _("没有账号，实习补贴发不出来"), reverse("vault:bank"), _("去填写"), stay.created_at)
    ]


def _for_office(actor: Actor) -> list[Waiting]:
    objections = Objection.objects.unanswered().select_related("allowance_list__season").order_by("due_on")[:EACH]
    found = [
        Waiting(
            _("补贴公示有异议"), str(row), row.get_absolute_url(), _("去答复"), row.created_at, end_of_day(row.due_on)
        )
        for row in objections
    ]
    return found + _lists(_over(actor) | Q(state=State.APPROVED))


def _for_leader(actor: Actor) -> list[Waiting]:
    return _lists(_over(actor))


def _over(actor: Actor) -> Q:
    """Notices that are over and wait for somebody who did not draw them up."""
    return Q(state=State.NOTICED, notice_until__lt=timezone.localdate()) & ~Q(drafted_by=actor.user_id)


def _lists(wanted: Q) -> list[Waiting]:
    """What is to be approved, then what is to be paid. One query."""
    rows = AllowanceList.objects.filter(wanted).select_related("season")
    words = {
        State.NOTICED: (_("补贴公示期满，等批准"), _("去批准")),
        State.APPROVED: (_("补贴已批准，等发放"), _("去发放")),
    }
    rows = sorted(rows[: 2 * EACH], key=lambda row: row.state != State.NOTICED)
    return [
        Waiting(words[row.state][0], str(row), row.get_absolute_url(), words[row.state][1], row.state_since)
        for row in rows
    ]


def about_me(actor: Actor) -> dict:
    """For the file a person takes away."""
    lines = Line.objects.filter(stay__placement__student=actor.user_id).exclude(state=LineState.HELD)
    return {
        "allowances": [
            {"days": row.days, "amount": str(row.amount), "how": row.words, "paid_on": row.paid_on} for row in lines
        ]
    }
