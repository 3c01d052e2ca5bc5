"""How each person is told: by mail in the day's digest or at once, by text message or not, and never in quiet hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from notifications.models import Habits, Message, Wish, working_calendar
from ruoyi_coop.lib.calendar import CHINA, DAY, WorkingCalendar, local_day

NOTICE = "notice"  # the kind of everything that is told because somebody did something
LONGEST_HOLIDAY = 30  # days
CEILING = 25  # mailed reminders per person and week that no rule demands; the rest stays under the bell
USUAL = Habits()
DEFAULT = Wish()


@dataclass(frozen=True)
class Letter:
    """When a mail goes out, and whether as a part of the digest."""

    due: datetime
    in_digest: bool


class Manners:
    """The habits and wishes of some people (None: of everybody who has any), read once in two queries."""

    def __init__(self, now: datetime, calendar: WorkingCalendar | None = None, people: Iterable[int] | None = None):
        self.now, self._calendar, self._moments = now, calendar, {}
        habits, wishes = Habits.objects.all(), Wish.objects.all()
        if people is not None:
            habits, wishes = habits.filter(person__in=people), wishes.filter(person__in=people)
        self._habits = {row.person_id: row for row in habits}
        self._wishes = {(row.person_id, row.kind): row for row in wishes}

    def wish(self, person_id: int, kind: str) -> Wish:
        return self._wishes.get((person_id, kind), DEFAULT)

    def mail(
        self, person_id: int, kind: str, *, urgent=False, required=False, deadline=None, opens: datetime | None = None
    ) -> Letter | None:
        """When the person hears by mail of a matter that opens then; None when they switched the kind off."""
        wanted, opens = self.wish(person_id, kind).mail, max(opens or self.now, self.now)
        if urgent:
            return Letter(opens, in_digest=False)
        if wanted == Wish.Mail.OFF and not required:
            return None
        if wanted == Wish.Mail.NOW:
            return Letter(self._awake(person_id, opens, deadline), in_digest=False)
        moment = self.digest_moment(person_id)
        if deadline and self.now < deadline <= moment:  # in the digest it would come too late
            return Letter(self._awake(person_id, opens, deadline), in_digest=False)
        return Letter(moment, in_digest=True)

    def sms(self, person, kind: str, *, urgent=False, deadline=None) -> datetime | None:
        if not person.mobile or not self.wish(person.pk, kind).sms:
            return None
        return self.now if urgent else self._awake(person.pk, self.now, deadline)

    def digest_moment(self, person_id: int) -> datetime:
        """The next time this person's digest goes out: their hour, on a working day, after now."""
        at = self._habits.get(person_id, USUAL).digest_at
        if at not in self._moments:
            self._moments[at] = next_moment(at, self.now, self.calendar)
        return self._moments[at]

    @property
    def calendar(self) -> WorkingCalendar:
        """The days ahead in which the next working day surely lies."""
        if self._calendar is None:
            self._calendar = working_calendar(local_day(self.now), LONGEST_HOLIDAY)
        return self._calendar

    def _awake(self, person_id: int, moment: datetime, deadline: datetime | None) -> datetime:
        """The end of the quiet hours, when the moment lies in them and that is not too late."""
        habits, local = self._habits.get(person_id, USUAL), moment.astimezone(CHINA)
        if not habits.is_quiet(local.time()):
            return moment
        end = datetime.combine(local.date(), habits.quiet_until, tzinfo=CHINA)
        end += DAY if end <= moment else timedelta(0)
        return moment if deadline and moment < deadline <= end else end


def next_moment(at, now: datetime, calendar: WorkingCalendar) -> datetime:
    day = local_day(now)
    while not calendar.is_working(day) or datetime.combine(day, at, tzinfo=CHINA) <= now:
        day += DAY
    return datetime.combine(day, at, tzinfo=CHINA)


def monday(now: datetime) -> datetime:
    """The beginning of the week of a moment, in China."""
    day = local_day(now)
    return datetime.combine(day - DAY * day.weekday(), datetime.min.time(), tzinfo=CHINA)


def mailed_this_week(people: Iterable[int], now: datetime, required: Iterable[str]) -> dict[int, int]:
    """How many reminders each has had by mail since Monday, those not counted that a rule demands. One query."""
    sent = Message.objects.filter(recipient__in=people, state=Message.State.DONE, sent_at__gte=monday(now))
    rows = sent.filter(channel=Message.Channel.MAIL).reminders().exclude(rule__in=required)
    return dict(rows.order_by().values_list("recipient").annotate(Count("id")))
