"""When somebody ought to hear of a duty: before it is due, when it is late, up the ladder, and of blockers."""

from datetime import date, datetime
from functools import cache, partial

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Hat
from accounts.permissions import Role
from notifications.models import working_calendar
from notifications.tick import Rule, Wanted
from ruoyi_coop.lib.calendar import DAY, end_of_day, local_day
from supervision.escalation import LEVELS
from supervision.models import Blocker, Duty
from supervision.workflow import HELD
from universities.models import LeaderAttachment

BLUE, ORANGE, RED = LEVELS


def duties_due(start: datetime, end: datetime):
    """Duties due between, for whoever has them; late ones say what comes next and when. Four queries."""
    rows = [row for row in _due(start, end) if row.state in HELD]
    units, liaisons = _officials(rows), _liaisons(rows)
    calendar = working_calendar()
    ladder = cache(lambda due: _ladder(due, calendar))  # many are due on one day
    for row in rows:
        people = liaisons.get(row.university_id) if row.university_id else units.get(row.unit_id)
        yield _wanted(row, people, _("%(day)s 到期：%(title)s"), partial(_announced, row, ladder))


def heads_of_late(start: datetime, end: datetime):
    """Blue: the heads of the unit that answers for it. Two queries."""
    rows = _due(start, end)
    heads = _officials(rows, is_head=True)
    for row in rows:
        body = _("%(doer)s承办，已逾期满3个工作日。请督促办理；满7个工作日将告知挂点领导。") % {"doer": row.doer}
        yield _wanted(row, heads.get(row.unit_id), _("蓝色督办：%(title)s"), body)


def leaders_of_late(start: datetime, end: datetime):
    """Orange: the leader attached to the university, else every county leader; the heads with them."""
    body = _("%(doer)s承办，已逾期满7个工作日。请过问；满15个工作日将列入红色督办。")
    return _higher(start, end, _("橙色督办：%(title)s"), body, offices=False)


def everybody_of_late(start: datetime, end: datetime):
    """Red: office, leader and head."""
    body = _("%(doer)s承办，已逾期满15个工作日，列入红色督办，请专题调度。")
    return _higher(start, end, _("红色督办：%(title)s"), body, offices=True)


def _higher(start: datetime, end: datetime, title: str, body: str, *, offices: bool):
    rows = _due(start, end)
    leaders, heads = _leaders(rows), _officials(rows, is_head=True)
    office = list(Hat.objects.worn().filter(role=Role.OFFICE).people()) if rows and offices else []
    for row in rows:
        university = row.partnership.university_id if row.partnership_id else None
        told = leaders.get(university) or leaders.get(None, ())
        yield _wanted(row, [*told, *heads.get(row.unit_id, ()), *office], title, body % {"doer": row.doer})


def blockers_due(start: datetime, end: datetime):
    """Blockers whose clock runs out between, for the one who can clear them and whoever raised them. Two queries."""
    found = Blocker.objects.due_between(local_day(start), local_day(end) + DAY)
    for row in found.select_related("duty", "resolver__user", "raised_by"):
        if start <= end_of_day(row.until) < end:
            words = {"what": row.what, "day": date_format(row.until), "who": row.resolver.user.name, "duty": row.duty}
            yield Wanted(
                thing=row,
                deadline=end_of_day(row.until),
                people=[row.resolver.user, row.raised_by],
                title=_("堵点请在 %(day)s 前解决：%(what)s") % words,
                body=_("“%(duty)s”在等%(who)s解决。") % words,
                path=row.clearing_url,
            )


def _due(start: datetime, end: datetime) -> list[Duty]:
    rows = Duty.objects.due_between(local_day(start), local_day(end) + DAY).with_names()
    return [row for row in rows if start <= end_of_day(row.due) < end]


def _officials(rows: list[Duty], **more) -> dict:
    units = {row.unit_id for row in rows}
    return Hat.objects.worn().filter(role=Role.OFFICIAL, unit__in=units, **more).people_by("unit_id")


def _liaisons(rows: list[Duty]) -> dict:
    universities = {row.university_id for row in rows if row.university_id}
    hats = Hat.objects.worn().filter(role=Role.LIAISON, university_tie__university__in=universities)
    return hats.select_related("university_tie").people_by("university_tie.university_id")


def _leaders(rows: list[Duty]) -> dict:
    """The attached leader by university; under None all leaders, for what has no university or no leader."""
    universities = {row.partnership.university_id for row in rows if row.partnership_id}
    attached = LeaderAttachment.objects.current().filter(university__in=universities).select_related("leader__user")
    found = {row.university_id: [row.leader.user] for row in attached}
    return found | {None: list(Hat.objects.worn().filter(role=Role.LEADER).people())} if rows else found


def _announced(row: Duty, ladder) -> str:
    """What is asked, and what will happen next if nothing does: every step is announced before it is taken."""
    body = _("来源：%(origin)s。请在期限前反馈并附佐证，或在期限前申请延期。") % {
        "origin": row.origin_label or row.unit
    }
    return f"{body}{ladder(row.due)}"


def _ladder(due: date, calendar) -> str:
    dates = {level.name: date_format(calendar.after(due, level.days)) for level in LEVELS}
    return _("届时仍未反馈的：%(blue)s 告知单位负责人，%(orange)s 告知挂点领导，%(red)s 列入红色督办。") % dates


def _wanted(row: Duty, people, title: str, body) -> Wanted:
    return Wanted(row, end_of_day(row.due), people or (), partial(_title, row, title), body, row.get_absolute_url())


def _title(row: Duty, title: str) -> str:
    return title % {"title": row.title, "day": date_format(row.due)}


DOERS = frozenset({Role.OFFICIAL, Role.LIAISON})
RULES = (
    Rule(
        "duty_due",
        lazy("事项到期"),
        duties_due,
        steps=(7, 3, 1, 0, -1),
        consequence=lazy("过了 %(day)s 没有反馈的记为逾期，按蓝、橙、红三级逐级告知。"),
        roles=DOERS,
    ),
    Rule(
        "duty_blue",
        lazy("蓝色督办，告知负责人"),
        heads_of_late,
        steps=(-BLUE.days,),
        in_working_days=True,
        is_fixed=True,
        consequence=lazy("逾期满7个工作日告知挂点领导。"),
        roles=frozenset({Role.OFFICIAL}),
    ),
    Rule(
        "duty_orange",
        lazy("橙色督办，告知挂点领导"),
        leaders_of_late,
        steps=(-ORANGE.days,),
        in_working_days=True,
        is_fixed=True,
        consequence=lazy("逾期满15个工作日列入红色督办。"),
        roles=frozenset({Role.OFFICIAL, Role.LEADER}),
    ),
    Rule(
        "duty_red",
        lazy("红色督办，提请专题调度"),
        everybody_of_late,
        steps=(-RED.days,),
        in_working_days=True,
        is_fixed=True,
        urgent=True,
        consequence=lazy("提请县里专题调度，列入考核。"),
        roles=frozenset({Role.OFFICIAL, Role.LEADER, Role.OFFICE}),
    ),
    Rule(
        "blocker_due",
        lazy("堵点到期"),
        blockers_due,
        steps=(1, 0, -1),
        consequence=lazy("%(day)s 前没有解决的，督办事项因此逾期，原因记在堵点上。"),
        roles=DOERS | {Role.OFFICE, Role.LEADER},
    ),
)
