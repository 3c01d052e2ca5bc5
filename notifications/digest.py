"""One mail per person and working day: what waited for it is gathered, ranked by consequence, and sent as one.

A digest is a message like any other, so it is claimed, retried and given up like any other; its parts point to it and
share its fate. Its key names the person and the day, so there is never a second one: what comes too late for today's
goes into the next.
"""

from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications import clock
from notifications.manner import CEILING, Manners, mailed_this_week
from notifications.models import DIGEST, Message
from notifications.tick import announced, still_wanted
from ruoyi_coop.lib.calendar import local_day

PEOPLE_AT_ONCE = 200
S = Message.State


def gather() -> int:
    """Fold what is due for a digest into one per person; returns how many were gathered."""
    gathered = 0
    while count := _gather_some():
        gathered += count
    return gathered


@transaction.atomic
def _gather_some() -> int:
    now = clock.now()
    rows = _due(now)
    if not rows:
        return 0
    groups = defaultdict(list)
    for row in _without_stale(rows):
        groups[row.recipient_id].append(row)
    digests = _digests(groups, now)
    late = [row for person, parts in groups.items() if person not in digests for row in parts]
    _postpone(late, now)
    _fold({person: groups[person] for person in digests}, digests, now)
    return len(rows)


def _due(now: datetime) -> list[Message]:
    """All that waits for some people's digest; rows another worker is gathering are left to it."""
    waiting = Message.objects.pending().filter(waits_for_digest=True, due__lte=now)
    people = waiting.order_by().values_list("recipient", flat=True).distinct()[:PEOPLE_AT_ONCE]
    rows = waiting.filter(recipient__in=list(people)).order_by("id")
    return list(rows.select_for_update(skip_locked=True, of=("self",)))


def _without_stale(rows: list[Message]) -> list[Message]:
    """Ask the rules once more: what was finished meanwhile disappears, even while the beat stands still."""
    fresh = still_wanted(rows)
    Message.objects.filter(pk__in=[row.pk for row in rows if row.pk not in fresh]).delete()
    return [row for row in rows if row.pk in fresh]


def _digests(groups: dict[int, list[Message]], now: datetime) -> dict[int, Message]:
    """The digest of each person for the day of their latest part; left out when that one may have gone already."""
    moments = {person: max(row.due for row in parts) for person, parts in groups.items()}
    keys = {f"{DIGEST}{person}:{local_day(moment)}": person for person, moment in moments.items()}
    Message.objects.bulk_create(
        [_new(key, person, moments[person], now) for key, person in sorted(keys.items())], ignore_conflicts=True
    )
    rows = Message.objects.pending().filter(key__in=keys, channel=Message.Channel.MAIL, attempts=0)
    return {keys[row.key]: row for row in rows.select_for_update(skip_locked=True, of=("self",))}


def _new(key: str, person: int, moment: datetime, now: datetime) -> Message:
    title = _("今日提醒")
    return Message(key=key, channel="mail", recipient_id=person, subject=key, title=title, due=moment, created_at=now)


def _postpone(rows: list[Message], now: datetime) -> None:
    """To the next digest, or out at once when that would be too late."""
    manners = Manners(now, people={row.recipient_id for row in rows})
    for row in rows:
        moment = manners.digest_moment(row.recipient_id)
        row.waits_for_digest = not (row.deadline and now < row.deadline <= moment)
        row.due = moment if row.waits_for_digest else now
    Message.objects.bulk_update(rows, ["due", "waits_for_digest"])


def _fold(groups: dict[int, list[Message]], digests: dict[int, Message], now: datetime) -> None:
    required = {name for name, rule in announced().items() if rule.is_fixed}
    had = mailed_this_week(groups, now, required)
    changed = []
    for person, parts in groups.items():
        room = max(0, CEILING - had.get(person, 0))
        for part in _over(parts, room, required, now):
            part.state, part.error = S.DROPPED, _("本周邮件提醒已满%d条，只在站内提醒") % CEILING
        for part in parts:
            part.digest = digests[person]
            part.state = S.FOLDED if part.state == S.PENDING else part.state
        digests[person].title = title_of([part for part in parts if part.state == S.FOLDED], now)
        changed += parts
    Message.objects.bulk_update(changed, ["state", "error", "digest"], batch_size=1000)
    Message.objects.bulk_update(digests.values(), ["title"])


def _over(parts: list[Message], room: int, required: set[str], now: datetime) -> list[Message]:
    """Those reminders beyond the week's ceiling that matter least."""
    optional = [part for part in parts if part.rule and part.rule not in required]
    return ranked(optional, now)[room:]


def rank(part: Message, now: datetime) -> tuple:
    """Overdue with a consequence, overdue, by deadline, then news: smaller is more pressing."""
    late = part.deadline is not None and part.deadline <= now
    group = (0 if part.consequence else 1) if late else 2 if part.deadline else 3
    return group, part.deadline or part.due, part.pk or 0


def ranked(parts, now: datetime) -> list[Message]:
    return sorted(parts, key=lambda part: rank(part, now))


def title_of(parts: list[Message], now: datetime) -> str:
    count = len(parts)
    late = sum(part.deadline is not None and part.deadline <= now for part in parts)
    words = ngettext("今日提醒：%d 件", "今日提醒：%d 件", count) % count
    return words + (_("（%d 件已逾期）") % late if late else "")


def words(digest: Message) -> dict:
    """What the mail shows: its parts in order of consequence under headings, and how many stayed under the bell."""
    now = clock.now()
    parts = ranked(digest.parts.folded(), now)
    left_out = digest.parts.filter(state=S.DROPPED).count()
    sections = defaultdict(list)
    for part in parts:
        sections[_heading(part, now)].append(part)
    return {"sections": list(sections.items()), "left_out": left_out, "title": title_of(parts, now)}


def _heading(part: Message, now: datetime) -> str:
    if part.deadline is None:
        return _("通知")
    if part.deadline <= now:
        return _("已逾期")
    days = local_day(part.deadline) - local_day(now)
    return _("今天到期") if days <= timedelta(0) else _("快到期")
