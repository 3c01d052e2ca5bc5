"""What of a project follows from the duties that hang on it: nearest dates, its promise, when it was last touched."""

from dataclasses import replace
from datetime import date

from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from notifications.actions import edit
from notifications.models import working_calendar
from projects.models import Project, endings, graph_of
from ruoyi_coop.lib.schedule import plan
from supervision.actions import move_due
from supervision.models import Duty
from supervision.workflow import OPEN, State


def refresh(project: Project, *, touched: bool = True, **more) -> Project:
    """Bring the derived columns up to date: the nearest dates, and that somebody did something."""
    due, start = nearest_dates(project) if project.runs else (None, None)
    more |= {"next_due": due, "next_start": start}
    if touched:
        more["touched_at"] = timezone.now()
    Project.objects.filter(pk=project.pk).update(**more)
    for name, value in more.items():
        setattr(project, name, value)
    return project


def nearest_dates(project: Project) -> tuple[date | None, date | None]:
    """The first day by which something of a project must be done, and the first by which work must begin."""
    found = Duty.objects.filter(origin=project.key).open().aggregate(due=Min("due"), start=Min("start_open"))
    return min([day for day in (found["due"], project.promised_on) if day], default=None), found["start"]


def follow(project: Project, by: Actor) -> None:
    """A duty that hangs on the project changed: bring its derived columns and its promise up to date."""
    row = Project.objects.select_for_update().get(pk=project.pk)
    last = _end_of_plan(row)
    if last and row.promised_on and last > row.promised_on:
        by = replace(by, submission=None)
        row = edit(row, {"promised_on": last}, by=by, label=_("承诺日期随延期改变"))
        _stretch(row, by)
    refresh(row, touched=by.user_id is not None)  # what the clock computes again wakes nothing that sleeps


def _end_of_plan(project: Project) -> date | None:
    """The day of the last step of its plan, as it stands now."""
    last = endings(project.milestones.planned())
    return max((step.duty.due for step in last if step.duty.state != State.CANCELLED), default=None)


def _stretch(project: Project, by: Actor) -> None:
    """Give every open step of a plan the room that a later promise leaves it; nothing comes earlier."""
    steps = [step for step in project.milestones.planned() if step.duty.state in OPEN]
    made = plan(graph_of(steps), project.promised_on, timezone.localdate(), working_calendar())
    slots = {slot.step.key: slot for slot in made.slots}
    for step in steps:
        slot = slots[step.position]
        if slot.end > step.duty.due:
            move_due(step.duty, slot.end, slot.start, by=by, label=_("随承诺顺延"))
