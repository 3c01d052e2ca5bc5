"""The backward schedule of a project: from a template, placed from the promise, computed again when days change."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.permissions import PUBLIC as CLOCK
from accounts.permissions import Actor, Permission, require
from notifications.actions import create, edit, first_time
from notifications.models import CalendarDay, Heartbeat, working_calendar
from projects.actions.dates import follow
from projects.models import Holder, Milestone, Project, Template, TemplateStep, endings, graph_of
from projects.workflow import ENDED
from ruoyi_coop.lib.errors import NotNow
from ruoyi_coop.lib.schedule import Circle, Plan, Slot, Step, plan
from supervision import actions as duties
from supervision.models import Duty
from supervision.workflow import OPEN, State


@transaction.atomic
def accept_plan(
    project: Project, template: Template, steps: list[Step], promise: date, *, by: Actor, ask_until: date | None = None
) -> Project:
    """Make a milestone of every step, placed as late as the promise allows; the promise is kept for ever.

    A plan that comes too late is accepted only with `ask_until`: until that day is granted nothing is due after the
    promise; with the same submit it is asked for.
    Raises NotAllowed, NotNow (past promise, a circle, too late, planned already).
    """
    require(by, Permission.EDIT_MILESTONE, project)
    row = _locked(project)
    first_time(by)
    made = placed(steps, ask_until or promise)
    _check_plan(row, made, promise, ask_until)
    row.milestones.filter(days__isnull=False).update(days=None)  # cancelled ones of an earlier plan leave their places
    first = {"promised_on": promise, "first_promised_on": row.first_promised_on or promise, "template": template}
    row = edit(row, first, by=by, label=_("倒排工期"), note=_plan_words(template, made, promise))
    by = replace(by, submission=None)
    holders = dict(template.steps.values_list("position", "holder"))
    milestones = [_milestone(row, slot, holders, promise, by) for slot in made.slots]
    if ask_until:
        _ask(milestones, promise, ask_until, by)
    follow(row, by)
    return Project.objects.get(pk=row.pk)


def placed(steps: list[Step], promise: date) -> Plan:
    """Compute the plan in the county's working days. Raises NotNow for a circle or an impossible step."""
    try:
        return plan(steps, promise, timezone.localdate(), working_calendar())
    except Circle as circle:
        raise NotNow(_("这些步骤互相等待，排不出工期：%s。") % circle) from circle
    except ValueError as error:
        raise NotNow(_("步骤“%s”的工作日或前置步骤不对。") % error) from error


def _check_plan(project: Project, made: Plan, promise: date, ask_until: date | None) -> None:
    if project.state in ENDED:
        raise NotNow(_("项目已经结束，不能再排工期。"))
    if promise < timezone.localdate():
        raise NotNow(_("承诺日期不能早于今天。"))
    if not made.slots:
        raise NotNow(_("模板里没有步骤。"))
    if made.late_by:
        raise NotNow(_("按今天开工也要晚%d个工作日，请先选一个办法。") % made.late_by)
    if ask_until and ask_until <= promise:
        raise NotNow(_("申请的日期要晚于承诺日期。"))
    if project.milestones.planned().exclude(duty__state=State.CANCELLED).exists():
        raise NotNow(_("这个项目已经排过工期；日期有变请用“重新计算”或申请延期。"))


def _plan_words(template: Template, made: Plan, promise: date) -> str:
    words = {"template": template, "count": len(made.slots), "day": date_format(promise)}
    return _("按“%(template)s”排了%(count)d步，%(day)s 完成") % words


def _milestone(project: Project, slot: Slot, holders: dict, promise: date, by: Actor) -> Milestone:
    of_university = holders.get(slot.step.key) == Holder.UNIVERSITY
    due = min(slot.end, promise)
    values = {"title": slot.step.title, "due": due, "start_by": min(slot.start, due)}
    duty = _duty(project, values, of_university, by)
    place = {"position": slot.step.key, "days": slot.step.days, "after": list(slot.step.after)}
    return Milestone.objects.create(project=project, duty=duty, **place)


def _duty(project: Project, values: dict, of_university: bool, by: Actor) -> Duty:
    """What the own unit plans for itself it has accepted with that; a university is asked first."""
    university = project.partnership.university if of_university else None
    state = State.ASSIGNED if of_university or by.unit_id != project.unit_id else State.ACCEPTED
    values = values | {"unit": project.unit, "university": university, "partnership_id": project.partnership_id}
    return duties.hang(values, by=by, kind=Duty.Kind.MILESTONE, origin=project, state=state)


def _ask(milestones: list[Milestone], promise: date, until: date, by: Actor) -> None:
    """Ask for the later day on the step that ends the plan; when it is granted, the others get their room with it."""
    late = working_calendar().count(promise, until)
    reason = _("按工作日倒排，今天开工也要到 %(day)s，比承诺晚%(late)d个工作日。")
    reason %= {"day": date_format(until), "late": late}
    duties.file_extension(
        endings(milestones)[-1].duty, until, reason=reason, progress=_("刚排定工期，尚未开工。"), by=by
    )


@transaction.atomic
def compute_again(project: Project, *, by: Actor, why: str = "") -> int:
    """Place again what has not begun and lies ahead, for the present promise; returns how many steps moved.

    What has begun, is done, or should have begun already stays. Doing it twice moves nothing the second time.
    Raises NotAllowed, NotNow (no plan).
    """
    require(by, Permission.EDIT_MILESTONE, project)
    return replan(project, by=by, why=why)


@transaction.atomic
def replan(project: Project, *, by: Actor, why: str = "") -> int:
    """The same for the clock, when holidays become known. The caller has checked the permission."""
    planned = list(project.milestones.planned().filter(duty__state__in=OPEN).order_by("duty_id"))
    held = Duty.objects.select_for_update().in_bulk([step.duty_id for step in planned])
    row = _locked(project)  # after its duties, as everywhere
    if not planned or row.promised_on is None:
        raise NotNow(_("这个项目还没有排工期。"))
    made = placed(graph_of(planned), row.promised_on)
    slots = {slot.step.key: slot for slot in made.slots}
    moved = [_moved(held[step.duty_id], slots[step.position], by, why) for step in planned]
    if any(moved):
        follow(row, by)
    return sum(moved)


def replan_all() -> int:
    """For the clock, once a night: when holidays became known, move what lies ahead; returns how many steps moved.

    Only projects that run are looked at; where nothing changed, nothing is written.
    """
    days = CalendarDay.objects.order_by("day").values_list("day", "is_working")
    told = sha256(repr(list(days)).encode()).hexdigest()
    beat = Heartbeat.objects.filter(name="replan").first()
    if beat and beat.detail.get("calendar") == told:
        return 0
    rows = Project.objects.running().filter(milestones__days__isnull=False, promised_on__isnull=False).distinct()
    moved = sum(replan(project, by=CLOCK, why=_("放假安排有变")) for project in rows if _has_open(project))
    Heartbeat.touch("replan", calendar=told, moved=moved)
    return moved


def _has_open(project: Project) -> bool:
    return project.milestones.planned().filter(duty__state__in=OPEN).exists()


def _moved(duty: Duty, slot: Slot, by: Actor, why: str) -> bool:
    today = timezone.localdate()
    stays = duty.begun_on or duty.start_by <= today or slot.start <= today
    if stays or (duty.due, duty.start_by) == (slot.end, slot.start):
        return False
    label = _("重新计算工期")
    duties.move_due(duty, slot.end, slot.start, by=replace(by, submission=None), label=label, note=why)
    return True


@transaction.atomic
def add_milestone(project: Project, values: dict, *, by: Actor) -> Milestone:
    """Promise one more result for a day, outside the plan. Raises NotNow when the project has ended."""
    require(by, Permission.EDIT_MILESTONE, project)
    row = _locked(project)
    if row.state in ENDED:
        raise NotNow(_("项目已经结束，不能再加里程碑。"))
    of_university = values["holder"] == Holder.UNIVERSITY
    duty = _duty(row, {"title": values["title"], "due": values["due"]}, of_university, by)
    return Milestone.objects.create(project=row, duty=duty)


@transaction.atomic
def save_template(template: Template | None, values: dict, steps: list[dict], *, by: Actor, version=None) -> Template:
    """Write a template and its steps: [{position, title, days, holder, after}]. Raises NotNow (circle), Conflict."""
    require(by, Permission.MANAGE_TEMPLATE)
    placed([Step(one["position"], one["title"], one["days"], tuple(one["after"])) for one in steps], date(2026, 1, 5))
    values = values | {"steps_told": _steps_words(steps), "is_proposed": False}
    if template is None:
        row = create(Template(**values), by=by, label=_("新建工期模板"))
    else:
        row = edit(template, values, by=by, version=version)
    row.steps.all().delete()
    TemplateStep.objects.bulk_create(TemplateStep(template=row, **one) for one in steps)
    return row


def _steps_words(steps: list[dict]) -> str:
    return "；".join(
        f"{one['position']} {one['title']} {one['days']}"
        + (f"←{','.join(map(str, one['after']))}" if one["after"] else "")
        for one in steps
    )


def _locked(project: Project) -> Project:
    return (
        Project.objects.select_for_update(of=["self"])
        .select_related("partnership__university", "unit")
        .get(pk=project.pk)
    )
