"""Fills a Chart and a Matrix: as things stand now, or as the events say they stood at the end of any past day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Unit
from accounts.permissions import Actor
from bases.models import Base
from meetings.models import Meeting
from notifications.models import Event, working_calendar
from projects.models import Project
from projects.workflow import ENDED, PIPELINE, RUNNING, Stage
from ruoyi_coop.lib.calendar import CHINA, DAY
from supervision import escalation, lights
from supervision.models import Duty
from supervision.workflow import DONE, OPEN, SETTLED, State
from universities.models import Partnership, University
from wall.chart import Cell, Chart, Mark, Matrix, Row

BEFORE, AFTER = 120, 420  # days the axis shows around the day asked for
ORDER = {"red": 0, "yellow": 1, "grey": 2, "green": 3, "off": 4}
ORIGIN = f"{Project._meta.label_lower}:"
NO_WORK = ("nudged", "handed")
HIDDEN = (State.DRAFT, State.APPROVAL, State.CANCELLED)


@dataclass
class DutyFacts:
    """What the wall needs of one duty, on one day."""

    pk: int
    title: str
    unit_id: int
    university_id: int | None
    due: date
    start_open: date | None
    state: str
    original: date | None = None


@dataclass
class ProjectFacts:
    """What the wall needs of one project, on one day, with the duties that hang on it."""

    pk: int
    title: str
    partnership_id: int
    unit_id: int
    state: str
    promised_on: date | None
    touched: datetime
    since: date | None
    duties: list[DutyFacts]

    @property
    def runs(self) -> bool:
        return self.state in RUNNING

    @property
    def open(self) -> list[DutyFacts]:
        return [duty for duty in self.duties if duty.state in OPEN]

    @property
    def due(self) -> date | None:
        return min([*(duty.due for duty in self.open), *([self.promised_on] if self.promised_on else [])], default=None)

    @property
    def start(self) -> date | None:
        return min((duty.start_open for duty in self.open if duty.start_open), default=None)

    def light(self, day: date) -> str:
        return lights.of(day, self.runs, self.due, self.start, self.touched) or "off"


def chart(actor: Actor, asked: dict, found: list[ProjectFacts] | None = None) -> Chart:
    """The rows of these filters, the most urgent first; what changed since the last dispatch meeting is marked.

    `found` is the picture of the day where the caller has it already.
    """
    today = timezone.localdate()
    day = asked.get("as_of") or today
    meeting = last_meeting(day)
    found = picture(actor, day) if found is None else found
    changes = changed_since(meeting, day, found) if meeting else {}
    rows = _rows(_wanted(found, asked, day, changes), day, changes)
    start, end = day - timedelta(days=BEFORE), day + timedelta(days=AFTER)
    return Chart(day, day < today, start.replace(day=1), end.replace(day=1), rows, meeting, _note(day))


def matrix(actor: Actor, asked: dict, found: list[ProjectFacts] | None = None) -> Matrix:
    """How many rows of each light each partnership has with each unit; a cell opens exactly these rows."""
    day = asked.get("as_of") or timezone.localdate()
    found = _wanted(picture(actor, day) if found is None else found, asked, day, {})
    names = Names(found, day)
    lines = sorted({row.partnership_id for row in found}, key=names.order)
    units = sorted({row.unit_id for row in found}, key=names.unit)
    bases = _bases(lines)
    counts: dict[tuple[int, int], dict[str, int]] = {}
    for row in found:
        cell = counts.setdefault((lines.index(row.partnership_id), units.index(row.unit_id)), {})
        cell[row.light(day)] = cell.get(row.light(day), 0) + 1
    cells = {
        place: Cell(cell, _path(asked, names.university_id(lines[place[0]]), units[place[1]]))
        for place, cell in counts.items()
    }
    heads = tuple((names.university(line), names.lead(line), tuple(bases[line])) for line in lines)
    return Matrix(heads, tuple(names.unit(unit) for unit in units), cells)


def picture(actor: Actor, day: date) -> list[ProjectFacts]:
    """Every row of the ladder the actor may see that had begun and not ended by the end of that day."""
    today = timezone.localdate()
    seen = Project.objects.visible_to(actor)
    found = _now(seen) if day >= today else _then(seen, _end_of(day))
    return [row for row in found if row.state not in ENDED]


def _now(seen) -> list[ProjectFacts]:
    duties = _hanging(
        Duty.objects.filter(origin__startswith=ORIGIN).values(
            "pk", "origin", "title", "unit_id", "university_id", "due", "start_open", "state", "original_due"
        )
    )
    columns = ("pk", "title", "partnership_id", "unit_id", "state", "promised_on", "touched_at", "state_since")
    return [
        ProjectFacts(*row[:-1], timezone.localdate(row[-1]), duties.get(row[0], []))
        for row in seen.values_list(*columns)
    ]


def _then(seen, before: datetime) -> list[ProjectFacts]:
    """The same from the events: the last facts of each project and duty, and the last event of each timeline."""
    facts = Event.objects.facts_of(Project, before)
    touched = _touched(before)
    originals = dict(Duty.objects.filter(origin__startswith=ORIGIN).values_list("pk", "original_due"))
    duties = _hanging(
        one | {"pk": pk, "original_due": originals.get(pk)}
        for pk, one in Event.objects.facts_of(Duty, before).items()
        if pk in originals
    )
    reached = _reached(before)
    return [
        ProjectFacts(
            pk,
            one["title"],
            one["partnership_id"],
            one["unit_id"],
            one["state"],
            _day(one["promised_on"]),
            touched.get(pk, created),  # nobody has done anything since it was entered
            reached.get(pk),
            duties.get(pk, []),
        )
        for pk, created in seen.values_list("pk", "created_at")
        if (one := facts.get(pk))
    ]


def _hanging(rows: Iterable[dict]) -> dict[int, list[DutyFacts]]:
    """Duties by the project they hang on, in order of day; drafts and what was cancelled do not show."""
    found = defaultdict(list)
    for row in rows:
        if row["state"] not in HIDDEN and row["origin"].startswith(ORIGIN):
            found[int(row["origin"].removeprefix(ORIGIN))].append(
                DutyFacts(
                    row["pk"],
                    row["title"],
                    row["unit_id"],
                    row["university_id"],
                    _day(row["due"]),
                    _day(row["start_open"]),
                    row["state"],
                    row["original_due"],
                )
            )
    for duties in found.values():
        duties.sort(key=lambda duty: (duty.due, duty.pk))
    return found


def _touched(before: datetime) -> dict[int, datetime]:
    """When a person last did something for each project; hurrying others on and the clock's own sums are not that."""
    rows = Event.objects.filter(thread__startswith=ORIGIN, at__lt=before, actor__isnull=False)
    rows = rows.exclude(verb__in=NO_WORK).values_list("thread").annotate(Max("at"))
    return {int(thread.removeprefix(ORIGIN)): at for thread, at in rows.order_by()}


def _reached(before: datetime) -> dict[int, date]:
    """The day on which each project came to the stage it had then: that of its last move."""
    rows = Event.objects.filter(subject__startswith=ORIGIN, at__lt=before, verb__in=("created", *PIPELINE.names))
    rows = rows.values_list("subject").annotate(Max("at"))
    return {int(subject.removeprefix(ORIGIN)): timezone.localdate(at) for subject, at in rows.order_by()}


def _day(value) -> date | None:
    return parse_date(value) if isinstance(value, str) else value


def _end_of(day: date) -> datetime:
    return datetime.combine(day + DAY, time(), tzinfo=CHINA)


def last_meeting(day: date) -> date | None:
    """The day of the last dispatch meeting before that day."""
    before = datetime.combine(day, time(), tzinfo=CHINA)
    rows = Meeting.objects.filter(kind=Meeting.Kind.DISPATCH, ends__lt=before).exclude(state__in=("draft", "cancelled"))
    last = rows.order_by("-ends").values_list("ends", flat=True).first()
    return timezone.localdate(last) if last else None


@dataclass
class Change:
    """What became different about a project since a day: in words, and on which duties."""

    words: str
    duties: set[int]


def changed_since(meeting: date, day: date, found: list[ProjectFacts]) -> dict[int, Change]:
    """Compare with the end of the meeting's day; only records with an event in between are looked up."""
    start, end = _end_of(meeting), _end_of(day)
    between = Event.objects.filter(facts__isnull=False, at__gte=start, at__lt=end)
    subjects = set(between.order_by().values_list("subject", flat=True))
    projects = _before(Project, start, subjects)
    duties = _before(Duty, start, subjects)
    changes = {}
    for row in found:
        words, marks = _stage_words(row, projects, subjects), set()
        for duty in row.duties:
            if key_of_pk(Duty, duty.pk) in subjects and (word := _duty_words(duty, duties.get(duty.pk))):
                marks.add(duty.pk)
                words.append(word)
        if words:
            changes[row.pk] = Change("；".join(words), marks)
    return changes


def key_of_pk(model, pk: int) -> str:
    return f"{model._meta.label_lower}:{pk}"


def _before(model, moment: datetime, subjects: set[str]) -> dict[int, dict]:
    label = f"{model._meta.label_lower}:"
    wanted = [subject for subject in subjects if subject.startswith(label)]
    return Event.objects.filter(subject__in=wanted).facts_of(model, moment, "state", "due") if wanted else {}


def _stage_words(row: ProjectFacts, before: dict, subjects: set[str]) -> list[str]:
    if key_of_pk(Project, row.pk) not in subjects:
        return []
    was = before.get(row.pk)
    if was is None:
        return [_("新登记")]
    if was["state"] == row.state:
        return []
    return [_("%(before)s → %(after)s") % {"before": Stage(was["state"]).label, "after": Stage(row.state).label}]


def _duty_words(duty: DutyFacts, was: dict | None) -> str:
    """What became of it since; most duties say nothing, so the words are made last."""
    if was and was["state"] == duty.state and _day(was["due"]) == duty.due:
        return ""
    words = {"title": duty.title, "day": date_format(duty.due)}
    if was is None:
        return _("新增“%(title)s”") % words
    if duty.state in DONE and was["state"] not in DONE:
        return _("“%(title)s”已反馈完成") % words
    if duty.state in SETTLED and was["state"] not in SETTLED:
        return _("“%(title)s”已复核") % words
    if duty.state not in DONE and was["state"] in DONE:
        return _("“%(title)s”退回重办") % words
    return _("“%(title)s”改期至 %(day)s") % words if _day(was["due"]) != duty.due else ""


class Names:
    """The names behind the numbers of these rows: two queries, and the lead units of that day."""

    def __init__(self, rows: list[ProjectFacts], day: date):
        partnerships = {row.partnership_id for row in rows}
        self.partnerships = Partnership.objects.select_related("university").in_bulk(partnerships)
        self.units = {unit.pk: unit.short_name for unit in Unit.objects.all()}
        universities = {one.university_id for one in self.partnerships.values()}
        current = Partnership.objects.current(day).filter(university__in=universities)
        self.leads = dict(current.values_list("university_id", "lead_unit_id"))

    def university_id(self, partnership: int) -> int:
        return self.partnerships[partnership].university_id

    def university(self, partnership: int) -> str:
        return self.partnerships[partnership].university.name

    def order(self, partnership: int) -> tuple:
        return self.partnerships[partnership].university.pinyin, partnership

    def lead(self, partnership: int) -> str:
        lead = self.leads.get(self.university_id(partnership), self.partnerships[partnership].lead_unit_id)
        return self.units[lead]

    def unit(self, unit: int) -> str:
        return self.units[unit]


def _wanted(found: list[ProjectFacts], asked: dict, day: date, changes: dict) -> list[ProjectFacts]:
    if university := asked.get("university"):
        own = set(Partnership.objects.filter(university=university).values_list("pk", flat=True))
        found = [row for row in found if row.partnership_id in own]
    if unit := asked.get("unit"):
        found = [row for row in found if row.unit_id == unit.pk]
    if light := asked.get("light"):
        found = [row for row in found if row.light(day) == light]
    return [row for row in found if row.pk in changes] if asked.get("changed") else found


def _rows(found: list[ProjectFacts], day: date, changes: dict[int, Change]) -> tuple[Row, ...]:
    names, calendar = Names(found, day), working_calendar()
    doers = dict(University.objects.filter(pk__in=_doing(found)).values_list("pk", "short_name"))
    lit = [(row, row.light(day)) for row in found]
    lit.sort(key=lambda pair: (ORDER[pair[1]], pair[0].due or date.max, pair[0].pk))
    return tuple(
        _row(number, row, light, day, names, doers, calendar, changes.get(row.pk))
        for number, (row, light) in enumerate(lit, 1)
    )


def _doing(found: list[ProjectFacts]) -> set[int]:
    return {duty.university_id for row in found for duty in row.duties if duty.university_id}


def _row(number, row: ProjectFacts, light: str, day: date, names: Names, doers, calendar, change: Change | None) -> Row:
    level = escalation.level_of(min((duty.due for duty in row.open), default=None), day, calendar) if row.runs else None
    return Row(
        number=number,
        title=row.title,
        path=reverse("projects:project", args=[row.pk]),
        university=names.university(row.partnership_id),
        lead=names.lead(row.partnership_id),
        unit=names.unit(row.unit_id),
        stage=str(Stage(row.state).label),
        light=light,
        reason=lights.because(light, row.due, row.start, row.touched, day),
        since=row.since,
        until=row.due if row.runs else None,
        escalation=level.name if level else "",
        change=change.words if change else "",
        marks=tuple(_mark(duty, row, day, names, doers, change) for duty in row.duties),
    )


def _mark(duty: DutyFacts, row: ProjectFacts, day: date, names: Names, doers: dict, change: Change | None) -> Mark:
    light = lights.of(day, row.runs and duty.state in OPEN, duty.due, duty.start_open, row.touched) or "off"
    return Mark(
        day=duty.due,
        title=duty.title,
        light="done" if duty.state in DONE else light,
        holder=doers.get(duty.university_id) or names.unit(duty.unit_id),
        original=duty.original if duty.original and duty.original != duty.due else None,
        is_changed=bool(change) and duty.pk in change.duties,
    )


def _bases(partnerships: list[int]) -> dict[int, list[str]]:
    found = defaultdict(list)
    for partnership, name in Base.objects.filter(partnership__in=partnerships).values_list("partnership_id", "name"):
        found[partnership].append(name)
    return found


def _path(asked: dict, university: int, unit: int) -> str:
    """The wall's own table with exactly the rows of one cell, on the same day."""
    words = f"?tab=table&university={university}&unit={unit}"
    words += f"&light={asked['light']}" if asked.get("light") else ""
    words += f"&as_of={asked['as_of']:%Y-%m-%d}" if asked.get("as_of") else ""
    return reverse("wall:wall") + words


def _note(day: date) -> str:
    """Say so when history does not reach back to the day."""
    if day >= timezone.localdate():
        return ""
    first = Event.objects.filter(facts__isnull=False).order_by("at").values_list("at", flat=True).first()
    if first and day < timezone.localdate(first):
        return _("变动从 %s 起有记录，更早的日子看不到。") % date_format(timezone.localdate(first))
    return ""
