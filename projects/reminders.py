"""When somebody ought to hear of something in the projects app."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Hat
from accounts.permissions import Role
from notifications.tick import Rule, Wanted
from projects.models import Milestone
from ruoyi_coop.lib.calendar import DAY, end_of_day, local_day


def milestones_due(start: datetime, end: datetime):
    """Open milestones due between, for whoever holds them. Three queries."""
    rows = _due(start, end)
    units = _officials(rows)
    universities = {milestone.project.partnership.university_id for milestone in rows}
    hats = Hat.objects.worn().filter(role=Role.LIAISON, university_tie__university__in=universities)
    liaisons = hats.select_related("university_tie").people_by("university_tie.university_id")
    for milestone in rows:
        project = milestone.project
        of_unit = milestone.holder == Milestone.Holder.UNIT
        people = units.get(project.unit_id) if of_unit else liaisons.get(project.partnership.university_id)
        body = _("项目“%(project)s”。请在期限前报完成并附佐证；逾期1天、3天再提醒，逾期3天同时告知责任单位负责人。")
        yield _wanted(milestone, people, _("里程碑 %(day)s 到期：%(title)s"), body)


def heads_of_late(start: datetime, end: datetime):
    """The same milestones once they are late, for the heads of the owner unit. Two queries."""
    rows = _due(start, end)
    heads = _officials(rows, is_head=True)
    for milestone in rows:
        body = _("项目“%(project)s”由本单位负责。请督促办理，或在项目页面写明理由改期。")
        yield _wanted(milestone, heads.get(milestone.project.unit_id), _("里程碑已逾期3天：%(title)s"), body)


def _due(start: datetime, end: datetime) -> list[Milestone]:
    rows = Milestone.objects.due_between(local_day(start), local_day(end) + DAY).with_project()
    return [milestone for milestone in rows if start <= end_of_day(milestone.due) < end]


def _officials(rows: list[Milestone], **more) -> dict:
    units = {milestone.project.unit_id for milestone in rows}
    return Hat.objects.worn().filter(role=Role.OFFICIAL, unit__in=units, **more).people_by("unit_id")


def _wanted(milestone: Milestone, people, title: str, body: str) -> Wanted:
    words = {"title": milestone.title, "day": date_format(milestone.due), "project": milestone.project}
    return Wanted(
        thing=milestone,
        deadline=end_of_day(milestone.due),
        people=people or (),
        title=title % words,
        body=body % words,
        path=milestone.get_absolute_url(),
    )


RULES = (
    Rule("milestone_due", lazy("里程碑到期"), milestones_due, steps=(7, 3, 1, 0, -1, -3)),
    Rule("milestone_late", lazy("里程碑逾期，告知负责人"), heads_of_late, steps=(-3,)),
)
