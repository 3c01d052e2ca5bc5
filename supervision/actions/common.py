"""What every action on a duty does: lock it, note that somebody did something, tell whom it concerns."""

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Actor, Role
from files.models import kept
from notifications.actions import post
from ruoyi_coop.lib.calendar import end_of_day
from supervision import origins
from supervision.models import Duty, Report
from supervision.workflow import State


def locked(duty: Duty) -> Duty:
    return Duty.objects.select_for_update(of=["self"]).select_related("unit", "university").get(pk=duty.pk)


def touched(duty: Duty, by: Actor) -> Duty:
    """Note that somebody did something, and let what the duty hangs on follow."""
    duty.touched_at = timezone.now()
    Duty.objects.filter(pk=duty.pk).update(touched_at=duty.touched_at)
    origins.follow(duty.origin, by)
    return duty


def say(duty: Duty, by: Actor, *, upload=None, **columns) -> Report:
    return Report.objects.create(duty=duty, upload=kept(upload, by=by), by_id=by.user_id, by_hat=who(by), **columns)


def who(by: Actor) -> str:
    return f"{by.name} · {by.hat_label}"


NEWS = {
    State.APPROVAL: (lazy("待审批：%(duty)s"), (Role.OFFICE,)),
    State.RETURNED: (lazy("退回改派：%(duty)s"), (Role.OFFICE,)),
    State.REPORTED: (lazy("等复核：%(duty)s"), (Role.OFFICE,)),
    State.SUSPENDED: (lazy("已中止：%(duty)s"), ()),
    State.CANCELLED: (lazy("已撤销：%(duty)s"), ()),
    State.CLOSED: (lazy("已销号：%(duty)s"), ()),
}


def tell_of_state(duty: Duty, by: Actor, note: str = "", name: str = "") -> None:
    """Tell those who have it now, or whom the change concerns."""
    key = f"{duty.state}:{duty.version}"
    if duty.state == State.ASSIGNED:
        title = _("交办：%(duty)s，请在 %(day)s 前完成")
        return tell(duty, key, duty.people(), title, note or duty.detail, by, day=date_format(duty.due))
    if name == "redo":
        return tell(duty, key, duty.people(), _("退回重办：%(duty)s"), note, by)
    if name == "send_back":
        return tell(duty, key, duty.drafters(), _("退回修改：%(duty)s"), note, by)
    if name == "resume":
        return tell(duty, key, duty.people(), _("已恢复：%(duty)s"), note, by)
    if duty.state == State.REPORTED and duty.university_id:
        return tell(duty, key, duty.people_with(Role.OFFICIAL), _("等复核：%(duty)s"), note, by)
    if duty.state in NEWS:
        title, roles = NEWS[duty.state]
        tell(duty, key, duty.people_with(*roles) if roles else duty.people(), str(title), note, by)
    return None


def tell_former(before: Duty, row: Duty, note: str, by: Actor) -> None:
    """Whoever had it and did not give it back hears who has it now; the duty itself they may no longer see."""
    now = set(row.people())
    former, title = [person for person in before.people() if person not in now], _("已改派给%(to)s：%(duty)s")
    tell(row, f"taken:{row.version}", former, title, note, by, to=row.doer, path=reverse("home"))


def tell(
    duty: Duty, key: str, people, title: str, body: str, by: Actor, *, path: str = "", urgent: bool = False, **words
) -> None:
    people = [person for person in people if person.pk != by.user_id]
    title = title % ({"duty": duty} | words)
    path = path or duty.get_absolute_url()
    deadline = end_of_day(duty.due)
    post(people, duty, key=key, title=title, body=body, path=path, deadline=deadline, urgent=urgent)
