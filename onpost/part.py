"""The part of the placement page that is an internship under way: its steps, who has it, what to do, the facts."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, Role
from interns.models import Placement
from interns.workflow import PlacementState
from onpost import papers
from onpost.access import may
from onpost.actions import party_of, why_not_check_in
from onpost.attendance import attendance_of
from onpost.coverage import gaps, said
from onpost.models import GRACE, Agreement, Stay
from onpost.workflow import ABSENCE, STAY, AgreementState, StayState
from pages.parts import Part

MOST = 5


@dataclass
class Button:
    label: str
    url: str
    tone: str = ""


def part_of(actor: Actor, placement: Placement) -> Part | None:
    """None before the place is confirmed, and for a placement that was given up."""
    if placement.state != PlacementState.CONFIRMED:
        return None
    return Part("onpost/_of_placement.html", Journey(actor, placement).context())


class Journey:
    """One internship as one person sees it."""

    def __init__(self, actor: Actor, placement: Placement):
        self.actor, self.placement, self.post = actor, placement, placement.position

    def may(self, permission: Permission) -> bool:
        return may(self.actor, permission, self.placement)

    @cached_property
    def agreement(self) -> Agreement | None:
        return self.placement.agreements.live().prefetch_related("signatures").first()

    @cached_property
    def stay(self) -> Stay | None:
        stay = Stay.objects.filter(placement=self.placement).first()
        if stay:
            stay.placement = self.placement
        return stay

    @cached_property
    def policies(self) -> list:
        return list(self.placement.insurances.filter(struck_at=None).select_related("proof"))

    @cached_property
    def open_days(self) -> list:
        """The stretches without insurance, of the stay or of the days still to come."""
        first = self.stay.first_day if self.stay else max(self.post.starts_on, timezone.localdate())
        last = self.stay.until if self.stay else self.post.ends_on
        return gaps(first, last, [(row.starts_on, row.ends_on) for row in self.policies])

    @property
    def is_signed(self) -> bool:
        return bool(self.agreement and self.agreement.state == AgreementState.SIGNED)

    @property
    def missed(self) -> bool:
        """The post is over and nobody was checked in."""
        return self.stay is None and self.post.ends_on < timezone.localdate()

    def context(self) -> dict:
        return {
            "steps": self.steps(),
            "who": self.who(),
            "until": self.until(),
            "buttons": self.buttons(),
            "danger": self.danger(),
            "why_not": self.why_not(),
            "stay": self.stay,
            "moves": self.moves(),
            "stay_url": reverse("onpost:stays") + f"{self.stay.pk}/" if self.stay else "",
            "facts": self.facts(),
            "policies": [self._policy(row) for row in self.policies],
            "arrival": papers.arrival(self.placement) if self.shows_arrival else (),
            "pdf_url": reverse("onpost:arrival", args=[self.placement.pk, "pdf"]),
            "ics_url": reverse("onpost:arrival", args=[self.placement.pk, "ics"]),
            "absences": self.absences(),
            "notes": list(self.stay.notes.all()[:MOST]) if self.stay else (),
            "problems": list(self.stay.problems.all()[:MOST]) if self.stay else (),
        }

    # --------------------------------------------------------------- where it stands

    def place(self) -> int:
        """Which of the five steps is the present one; 5 when all is over."""
        if self.stay:
            return 3 if self.stay.is_on_post else 5
        if not self.is_signed:
            return 0
        return 1 if self.open_days else 2

    def steps(self) -> list[dict]:
        here = self.place()
        done = [self.is_signed, not self.open_days, bool(self.stay), here > 3, here > 4]
        return [
            {"label": label, "note": note, "state": "current" if number == here else "done" if done[number] else ""}
            for number, (label, note) in enumerate(zip(self._labels(), self._notes(), strict=True))
        ]

    def _labels(self) -> list[str]:
        early = self.stay and self.stay.state == StayState.ENDED_EARLY
        return [_("协议"), _("保险"), _("报到"), _("在岗"), _("提前结束") if early else _("结束")]

    def _notes(self) -> list:
        lacks = "、".join(self.agreement.lacks) if self.agreement else ""
        begun = self.stay.first_day if self.stay else self.post.starts_on
        last = self.stay.until if self.stay else self.post.ends_on
        note = _("缺%s") % lacks if lacks else ""
        return [note, "", _short(begun), "", _short(last)]

    def who(self) -> str:
        """Who has it now."""
        if self.missed:
            return ""
        host = self.post.host.short_name or self.post.host.name
        if self.stay:
            return {StayState.ON_POST: self._teacher() or host, StayState.LEAVING: str(Role.OFFICE.label)}.get(
                self.stay.state, ""
            )
        waiting = (self.agreement.holder if self.agreement else _("三方"), _("用人单位、高校或学生"), host)
        return waiting[self.place()]

    def _teacher(self) -> str:
        return str(self.post.tutor) if self.post.tutor_id else ""

    def until(self) -> date | None:
        if self.missed:
            return None
        if self.stay:
            return self.stay.planned_end if self.stay.is_on_post else None
        return self.post.starts_on

    def why_not(self) -> str:
        """What stands in the way of checking in, for those who would do it today."""
        if self.stay or self.missed or not self.may(Permission.CHECK_IN):
            return ""
        today = timezone.localdate()
        return why_not_check_in(self.placement, today) if today >= self.post.starts_on else ""

    # --------------------------------------------------------------- what to do

    def buttons(self) -> list[Button]:
        return [*self._before(), *self._during()]

    def _before(self) -> list[Button]:
        if self.missed or (self.stay and not self.stay.is_on_post):
            return [self._to_agreement()] if self.agreement else []
        found = [self._to_agreement()] if self.agreement or self.may(Permission.SIGN_INTERNSHIP) else []
        if self.open_days and self.may(Permission.KEEP_INSURANCE):
            found.append(Button(_("登记意外险"), self._url("insure")))
        if not self.stay and self.may(Permission.CHECK_IN) and self.post.starts_on <= timezone.localdate():
            found.append(Button(_("办理报到"), self._url("check_in"), "" if self.why_not() else "primary"))
        return found

    def _to_agreement(self) -> Button:
        url = self.agreement.get_absolute_url() if self.agreement else self._url("agreement_of")
        mine = self.agreement and party_of(self.agreement, self.actor)
        waits = not self.agreement or (mine and not self.is_signed and mine not in self.agreement.signed_by)
        signs = waits and self.may(Permission.SIGN_INTERNSHIP)
        return Button(_("签协议") if signs else _("看协议"), url, "primary" if signs else "")

    def _during(self) -> list[Button]:
        if not self.stay or timezone.localdate() > self.stay.until + GRACE:
            return []
        found = []
        if self.may(Permission.WRITE_NOTE):
            found.append(Button(_("写周记"), reverse("onpost:note"), "primary"))
        if self.stay.is_on_post and self.may(Permission.WRITE_NOTE):
            found.append(Button(_("请假"), self._stay_url("leave")))
        if self.may(Permission.CONFIRM_WEEK):
            found.append(Button(_("登记缺勤"), self._stay_url("absence")))
        return found

    def danger(self) -> Button | None:
        """The one button a student must find without looking."""
        open_ = self.stay and timezone.localdate() <= self.stay.until + GRACE
        if not open_ or not self.may(Permission.REPORT_PROBLEM):
            return None
        return Button(_("遇到困难或危险，点这里"), self._stay_url("report"))

    def _url(self, name: str) -> str:
        return reverse(f"onpost:{name}", args=[self.placement.pk])

    def _stay_url(self, name: str) -> str:
        return reverse(f"onpost:{name}", args=[self.stay.pk])

    def moves(self) -> list:
        return STAY.moves_for(self.stay, self.actor, may) if self.stay else []

    # --------------------------------------------------------------- the facts

    def facts(self) -> list[tuple[str, str]]:
        found = [(_("带教老师"), papers.tutor_words(self.placement)), (_("保险"), self._cover())]
        return found + (self._attendance() if self.stay else [])

    def _cover(self) -> str:
        return _("未覆盖：%s") % said(self.open_days) if self.open_days else _("已覆盖全部实习日期")

    def _attendance(self) -> list[tuple[str, str]]:
        counted = attendance_of([self.stay])[self.stay.pk]
        words = {"present": counted.present, "due": counted.due}
        found = [(_("出勤"), _("已确认 %(present)d 天，应到 %(due)d 天") % words)]
        if counted.absent:
            found.append((_("请假和缺勤"), _("%d 天") % counted.absent))
        if counted.unconfirmed:
            found.append((_("没有确认的周"), "、".join(_short(day) for day in counted.unconfirmed)))
        if self.stay.end_reason:
            found.append((_("申请提前结束的理由"), self.stay.end_reason))
        return found

    def _policy(self, row) -> dict:
        strikes = self.may(Permission.KEEP_INSURANCE)
        return {
            "row": row,
            "proof": reverse("onpost:proof", args=[row.pk]) if row.proof_id else "",
            "strike": reverse("onpost:strike", args=[row.pk]) if strikes else "",
        }

    @property
    def shows_arrival(self) -> bool:
        return not self.missed and (self.stay is None or self.stay.is_on_post)

    def absences(self) -> list[dict]:
        if not self.stay:
            return []
        rows = list(self.stay.absences.all()[:MOST])
        for row in rows:
            row.stay = self.stay
        return [
            {
                "row": row,
                "offers": ABSENCE.moves_for(row, self.actor, may),
                "base": reverse("onpost:move_absence", args=[row.pk, "x"]).removesuffix("x/"),
            }
            for row in rows
        ]


def _short(day: date) -> str:
    return f"{day:%-m.%-d}"
