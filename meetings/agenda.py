"""The agenda that writes itself: what the records say a meeting must speak of, ranked; same data, same order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from django.db.models import Case, Q, QuerySet, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from meetings.models import AgendaItem, Meeting
from notifications.models import working_calendar
from supervision.models import Blocker, Duty, Extension

STUCK = 5  # working days after which a blocker goes before the meeting
REMEMBERED = 12  # earlier meetings whose unfinished decisions come back
FIRST_TIME = timedelta(days=30)  # how far back a unit's first meeting looks
MOST = 40  # of each kind; more would be no agenda
WEEK = timedelta(days=7)

Kind = AgendaItem.Kind


@dataclass(frozen=True)
class Proposal:
    """One thing to speak of: the record it is about, why, and how many minutes it usually takes."""

    kind: str
    source: str
    title: str
    why: str
    path: str
    minutes: int = 5

    @property
    def label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def name(self) -> str:
        """Its name among the fields of a form."""
        return self.source.replace(".", "_").replace(":", "_")


def proposals(meeting: Meeting, actor: Actor, today: date | None = None) -> list[Proposal]:
    """What this meeting should speak of, the most pressing first, each matter once; only what the actor may see."""
    today = today or timezone.localdate()
    earlier = list(meeting.earlier()[:REMEMBERED])
    last = earlier[0] if earlier else None
    duties = Duty.objects.visible_to(actor).with_names()
    since = timezone.localdate(last.starts) if last else today - FIRST_TIME
    sources = (
        _decisions(duties, earlier),
        _late(duties, since, today),
        _stuck(actor, today),
        _extensions(actor),
        _due(duties, today, _next_day(meeting, last)),
    )
    found = {}
    for row in chain.from_iterable(sources):
        found.setdefault(row.source, row)
    return list(found.values())


def with_kept(meeting: Meeting, found: list[Proposal]) -> list[Proposal]:
    """The proposals, and after them what stands on the agenda though the records no longer propose it."""
    known = {row.source for row in found}
    items = [item for item in meeting.items.all() if item.source and item.source not in known]
    return found + [Proposal(one.kind, one.source, one.title, one.why, one.path, one.minutes) for one in items]


def _next_day(meeting: Meeting, last: Meeting | None) -> date:
    """When the next meeting probably is: as long after this one as this one is after the last; at most a quarter."""
    pause = min(max(meeting.starts - last.starts, WEEK), timedelta(days=92)) if last else WEEK
    return timezone.localdate(meeting.starts + pause)


def _decisions(duties: QuerySet, earlier: list[Meeting]) -> Iterator[Proposal]:
    """All that the last meeting decided, with its state; of older ones what is still open."""
    if not earlier:
        return
    fresh = Q(origin=earlier[0].key)
    old = Q(origin__in=[meeting.key for meeting in earlier[1:]], pk__in=Duty.objects.open().values("pk"))
    last_first = Case(When(origin=earlier[0].key, then=0), default=1)
    for duty in duties.filter(fresh | old).order_by(last_first, "due", "pk")[:MOST]:
        words = {"state": duty.get_state_display(), "who": duty.doer, "day": date_format(duty.due)}
        yield _of(duty, Kind.DECISION, _("%(state)s，%(who)s，期限 %(day)s") % words)


def _late(duties: QuerySet, since: date, today: date) -> Iterator[Proposal]:
    """Open duties that since the last meeting passed their day, or the day on which they had to be begun."""
    late = Q(due__gte=since, due__lt=today)
    idle = Q(start_open__gte=since, start_open__lt=today, due__gte=today)
    for duty in duties.open().lit(today).filter(late | idle).order_by("due", "pk")[:MOST]:
        yield _of(duty, Kind.LATE, duty.light_reason)


def _stuck(actor: Actor, today: date) -> Iterator[Proposal]:
    calendar = working_calendar()
    rows = Blocker.objects.visible_to(actor).standing().select_related("duty", "resolver__user")
    for row in rows.order_by("created_at", "pk")[:MOST]:
        days = calendar.count(timezone.localdate(row.created_at), today)
        if days > STUCK:
            why = _("%(duty)s：堵了%(days)d个工作日，等%(who)s解决")
            words = {"duty": row.duty.title, "days": days, "who": row.resolver.user}
            yield Proposal(Kind.BLOCKER, row.key, row.what, why % words, row.get_absolute_url(), 10)


def _extensions(actor: Actor) -> Iterator[Proposal]:
    rows = Extension.objects.visible_to(actor).asked().select_related("duty")
    for row in rows.order_by("created_at", "pk")[:MOST]:
        words = {"from": date_format(row.from_due), "to": date_format(row.to_due), "why": row.reason}
        why = _("从 %(from)s 延到 %(to)s：%(why)s") % words
        yield Proposal(Kind.EXTENSION, row.key, row.duty.title, why, row.get_absolute_url())


def _due(duties: QuerySet, today: date, until: date) -> Iterator[Proposal]:
    for duty in duties.open().filter(due__gte=today, due__lte=until).order_by("due", "pk")[:MOST]:
        yield _of(duty, Kind.DUE, _("%(who)s，%(day)s 到期") % {"who": duty.doer, "day": date_format(duty.due)}, 3)


def _of(duty: Duty, kind: str, why: str, minutes: int = 5) -> Proposal:
    """A duty as an item, with what it hangs on: many projects have a milestone of the same name."""
    of = duty.origin_label if kind != Kind.DECISION else ""
    title = f"{of}：{duty.title}" if of else duty.title
    return Proposal(kind, duty.key, title[:200], why[:300], duty.get_absolute_url(), minutes)
