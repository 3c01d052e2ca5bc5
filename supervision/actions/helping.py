"""What helps a duty on: somebody hurries it, or clears what is in its way."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Hat
from accounts.permissions import Actor, Permission, require
from notifications.actions import create, first_time, record
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from supervision.actions.common import locked, tell, touched, who
from supervision.models import Blocker, Duty, Nudge
from supervision.workflow import HELD, OPEN


@transaction.atomic
def nudge(duty: Duty, *, by: Actor, words: str = "", urgent: bool = False) -> Nudge:
    """Hurry a duty on; once a day. An urgent one does not wait for the digest. Raises NotAllowed, NotNow."""
    row = locked(duty)
    require(by, Permission.NUDGE_DUTY, row)
    if not row.may_be_nudged_by(by):
        raise NotAllowed(_("本单位自己承办的事项不用催办。"))
    first_time(by)
    if row.state not in OPEN:
        raise NotNow(_("现在是“%s”，不用催办。") % row.get_state_display())
    last = row.nudges.filter(day=timezone.localdate()).first()
    if last:
        raise NotNow(_("今天 %s 已经催办过。") % last.by_hat)
    made = Nudge.objects.create(duty=row, words=words, by_id=by.user_id, by_hat=who(by))
    record(by, "nudged", _("催办"), row, note=words)
    title = _("催办：%(duty)s（期限 %(day)s）")
    tell(row, f"nudge:{made.day}", row.people(), title, words, by, urgent=urgent, day=date_format(row.due))
    return made


@transaction.atomic
def block(duty: Duty, *, what: str, resolver: Hat, until: date, by: Actor) -> Blocker:
    """Say what is in the way, who can clear it and by when; that person hears of it. Raises NotAllowed, NotNow."""
    row = locked(duty)
    require(by, Permission.WORK_DUTY, row)
    if row.state not in HELD:
        raise NotNow(_("现在是“%s”，不用登记堵点。") % row.get_state_display())
    if until < timezone.localdate():
        raise NotNow(_("请对方解决的日期不能早于今天。"))
    made = Blocker(duty=row, what=what, resolver=resolver, until=until, raised_by_id=by.user_id, by_hat=who(by))
    create(
        made, by=by, label=_("登记堵点"), note=_("请%(who)s在 %(day)s 前解决") % _blocker_words(made), verb="blocked"
    )
    title = _("请您在 %(day)s 前解决：%(what)s")
    words = _blocker_words(made) | {"what": what}
    tell(row, f"blocked:{made.pk}", [resolver.user], title, str(row), by, path=made.clearing_url, **words)
    touched(row, by)
    return made


@transaction.atomic
def unblock(blocker: Blocker, *, how: str, by: Actor) -> Blocker:
    """Say how a blocker was cleared: the one it names, whoever raised it, or the office. Raises NotAllowed, NotNow."""
    duty = locked(blocker.duty)
    row = Blocker.objects.select_for_update().get(pk=blocker.pk)
    if not row.may_be_cleared_by(by):
        raise NotAllowed(_("堵点由指定的解决人、提出人或县合作办销掉。"))
    first_time(by)
    if row.resolved_at:
        raise NotNow(_("这个堵点已经解决了。"))
    row.resolved_at, row.how = timezone.now(), how
    row.save(update_fields=["resolved_at", "how"])
    record(by, "unblocked", _("堵点已解决"), row, note=how)
    tell(duty, f"unblocked:{row.pk}", duty.people(), _("堵点已解决：%(duty)s"), how, by)
    touched(duty, by)
    return row


def _blocker_words(blocker: Blocker) -> dict:
    return {"who": blocker.resolver.user.name, "day": date_format(blocker.until)}
