"""Fills a Chart and a Matrix from the projects the actor may see, as they are recorded now."""

from datetime import date, timedelta

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Actor
from projects import lights
from projects.models import OPEN, RUNS, Milestone, Project
from projects.workflow import ENDED, Progress
from wall.chart import Cell, Chart, Mark, Matrix, Row

BEFORE, AFTER = 120, 420  # days the axis shows at least around the day asked for
ORDER = {"red": 0, "yellow": 1, "grey": 2, "green": 3, "": 4}


def chart(actor: Actor, asked: dict) -> Chart:
    """The projects of these filters with their milestones, the most urgent first; two queries."""
    today = timezone.localdate()
    as_of = asked.get("as_of") or today
    rows = _rows(_projects(actor, asked, as_of))
    start, end = as_of - timedelta(days=BEFORE), as_of + timedelta(days=AFTER)
    return Chart(as_of, as_of < today, start.replace(day=1), end.replace(day=1), rows)


def matrix(actor: Actor, asked: dict) -> Matrix:
    """How many projects of each light each partnership has with each unit."""
    as_of = asked.get("as_of") or timezone.localdate()
    projects = _projects(actor, asked, as_of).prefetch_related("partnership__bases")
    lines = {project.partnership_id: project.partnership for project in projects}
    units = {project.unit_id: project.unit for project in projects}
    counts: dict[tuple[int, int], dict[str, int]] = {}
    for project in projects:
        cell = counts.setdefault((list(lines).index(project.partnership_id), list(units).index(project.unit_id)), {})
        cell[project.light or "off"] = cell.get(project.light or "off", 0) + 1
    cells = {
        place: Cell(found, _path(list(lines.values())[place[0]], list(units)[place[1]]))
        for place, found in counts.items()
    }
    names = tuple(
        (str(line.university), str(line.lead_unit), tuple(base.name for base in line.bases.all()))
        for line in lines.values()
    )
    return Matrix(names, tuple(unit.short_name for unit in units.values()), cells)


def _path(partnership, unit: int) -> str:
    return f"{reverse('projects:list')}?university={partnership.university_id}&unit={unit}"


def _projects(actor: Actor, asked: dict, as_of: date):
    light = lights.light(RUNS, today=as_of)
    mark = lights.light(OPEN, "due", "project__touched_at", today=as_of)
    found = Project.objects.visible_to(actor).exclude(state__in=ENDED).annotate(light=light)
    wanted = {
        "partnership__university": asked.get("university"),
        "unit": asked.get("unit"),
        "light": asked.get("light"),
    }
    milestones = Prefetch("milestones", Milestone.objects.annotate(light=mark).order_by("due", "id"))
    found = found.filter(**{name: value for name, value in wanted.items() if value})
    return found.with_names().select_related("partnership__lead_unit").prefetch_related(milestones)


def _rows(projects) -> tuple[Row, ...]:
    ordered = sorted(projects, key=lambda project: (ORDER[project.light], project.next_due or date.max, project.pk))
    return tuple(_row(number, project) for number, project in enumerate(ordered, 1))


def _row(number: int, project: Project) -> Row:
    return Row(
        number=number,
        title=project.title,
        path=project.get_absolute_url(),
        university=str(project.partnership.university),
        lead=project.partnership.lead_unit.short_name,
        unit=project.unit.short_name,
        stage=str(project.get_state_display()),
        light=project.light or "off",
        reason=project.light_reason,
        since=timezone.localdate(project.state_since),
        until=project.next_due,
        marks=tuple(_mark(milestone, project) for milestone in project.milestones.all()),
    )


def _mark(milestone: Milestone, project: Project) -> Mark:
    of_unit = milestone.holder == Milestone.Holder.UNIT
    return Mark(
        day=milestone.due,
        title=milestone.title,
        light=(milestone.light or "off") if milestone.state == Progress.OPEN else "done",
        holder=project.unit.short_name if of_unit else str(project.partnership.university),
        original=milestone.original_due if milestone.original_due != milestone.due else None,
    )
