"""Which running partnerships have grown quiet, measured against each one's own rhythm; one statement for all."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

TWO_WAY_KINDS = ("received", "visited", "online")  # by nature both sides take part
ANSWERED_WITHIN = 30  # days between one side's contact and the other's
YEARS = 2
ENOUGH = 3  # contacts from which a partnership has a rhythm of its own
COUNTY_RHYTHM = 60  # days, for those that have none yet
TIMES, AT_LEAST = 1.5, 21

MEANING = lazy(
    "往来是双方都动了的联系：来访、走访、线上会商，或一方去电去函后三十天内另一方也联系了（按后一次的日期算）。"
    "“平时”是近两年相邻两次往来间隔天数的中位数；近两年往来不足三次的，按县里通常的六十天看。"
    "超过平时的一倍半并且超过二十一天没有往来，就算安静。"
)

# The same definition for the database: one row for each partnership that runs on the day.
STATEMENT = """
WITH two_way AS (
    SELECT DISTINCT c.university_id, c.day FROM universities_contact c
    WHERE c.day <= %(today)s AND (c.kind = ANY(%(kinds)s) OR EXISTS (
        SELECT 1 FROM universities_contact o WHERE o.university_id = c.university_id
        AND o.direction <> c.direction AND o.day BETWEEN c.day - %(within)s AND c.day))
), spaced AS (
    SELECT university_id, day, lag(day) OVER (PARTITION BY university_id ORDER BY day) AS before FROM two_way
), rhythm AS (
    SELECT university_id, max(day) AS last, count(*) FILTER (WHERE day >= %(since)s) AS number,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY day - before) FILTER (WHERE before >= %(since)s) AS usual
    FROM spaced GROUP BY university_id
), measured AS (
    SELECT p.id, r.last, %(today)s - coalesce(r.last, p.began_on) AS gap,
        coalesce(r.number >= %(enough)s, false) AS own,
        CASE WHEN r.number >= %(enough)s THEN r.usual ELSE %(county)s END AS usual
    FROM universities_partnership p LEFT JOIN rhythm r USING (university_id) WHERE p.during @> %(today)s
)
SELECT id, last, gap, usual, own, gap > %(times)s * usual AND gap > %(least)s AS is_quiet FROM measured
"""


@dataclass(frozen=True)
class Rhythm:
    """How long one partnership has been without two-way contact, and how long it usually is."""

    last: date | None  # the last two-way contact
    gap: int  # days since it, or since the partnership began
    usual: float
    is_own: bool  # False: the county's default
    is_quiet: bool

    @property
    def words(self) -> str:
        """The sentence of the desk line, the note and the message."""
        numbers = {"gap": self.gap, "usual": round(self.usual)}
        if self.last is None:
            return _("合作 %(gap)d 天还没有往来，按县里通常的 %(usual)d 天看") % numbers
        if self.is_own:
            return _("已 %(gap)d 天没有往来，平时约 %(usual)d 天") % numbers
        return _("已 %(gap)d 天没有往来，以往次数少，按县里通常的 %(usual)d 天看") % numbers


def rhythms(today: date | None = None) -> dict[int, Rhythm]:
    """The rhythm of every running partnership by its number; one query."""
    return _read(STATEMENT, today)


def rhythm_of(partnership_id: int, today: date | None = None) -> Rhythm | None:
    """That of one, or None when it does not run; one query."""
    return _read(f"{STATEMENT} WHERE id = %(one)s", today, one=partnership_id).get(partnership_id)


def quiet(today: date | None = None) -> dict[int, Rhythm]:
    """Those that are quiet, the longest first; one query."""
    return _read(f"SELECT * FROM ({STATEMENT}) AS every WHERE is_quiet ORDER BY gap DESC, id", today)


def _read(statement: str, today: date | None, **more) -> dict[int, Rhythm]:
    with connection.cursor() as cursor:
        cursor.execute(statement, _numbers(today or timezone.localdate()) | more)
        return {row[0]: Rhythm(*row[1:]) for row in cursor.fetchall()}


def _numbers(today: date) -> dict:
    return {
        "today": today,
        "since": _years_before(today),
        "kinds": list(TWO_WAY_KINDS),
        "within": ANSWERED_WITHIN,
        "enough": ENOUGH,
        "county": COUNTY_RHYTHM,
        "times": TIMES,
        "least": AT_LEAST,
    }


def _years_before(today: date) -> date:
    leap_day = (today.month, today.day) == (2, 29)
    return today.replace(year=today.year - YEARS, day=28 if leap_day else today.day)
