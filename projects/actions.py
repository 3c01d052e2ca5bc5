"""What people do with projects, their milestones and reports; each change locks the project first, so none is lost."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, Role, require
from files import steps
from files.models import kept
from notifications.actions import create, edit, move, post, record
from projects.models import STARTED, Milestone, Project, Report
from projects.workflow import ENDED, LADDER, MILESTONE, PIPELINE, Progress, Stage
from ruoyi_coop.lib.errors import NotNow
from ruoyi_coop.lib.search import pinyin

CLIMBED_BY = dict(zip(LADDER[1:], ("visit", "framework", "contract", "land", "accept", "close"), strict=True))
OFFICE_HEARS = {"contract", "land", "hold"}
PARTNERS = (Role.OFFICIAL, Role.LIAISON)


@transaction.atomic
def add_project(values: dict, *, by: Actor, day: date | None = None, evidence=None) -> Project:
    """Register a project as an intention; an official registers those of the own unit. Raises NotNow."""
    project = Project(**values, pinyin=pinyin(values["title"]))
    require(by, Permission.ADD_PROJECT, project)
    _check_expert(project)
    create(project, by=by, label=_("登记意向"))
    steps.take(project.steps, STARTED, by=by, day=day, evidence=evidence)
    return _refresh(project)


@transaction.atomic
def edit_project(project: Project, values: dict, *, by: Actor, version: int | None = None) -> Project:
    """Change what is written about a project. Only the office may hand it to another unit. Raises Conflict, NotNow."""
    require(by, Permission.EDIT_PROJECT, project)
    if values.get("unit", project.unit) != project.unit:
        require(by, Permission.DECIDE_PROJECT, project)
    row = edit(project, values | {"pinyin": pinyin(values.get("title", project.title))}, by=by, version=version)
    _check_expert(row)
    return _refresh(row)


@transaction.atomic
def move_project(
    project: Project,
    name: str,
    *,
    by: Actor,
    day: date | None = None,
    evidence=None,
    note: str = "",
    version: int | None = None,
) -> Project:
    """Climb a rung, hold, resume, take back or end; every rung keeps its day and its proof.

    Raises NotAllowed, Conflict, and NotNow when the stage, the day, a missing proof or an open milestone forbids it.
    """
    if "evidence" in PIPELINE[name].asks and not evidence:
        raise NotNow(_("请附上佐证材料。"))
    before = _locked(project)
    day = day or timezone.localdate()
    row = move(before, PIPELINE, name, by=by, note=note, values=_columns(before, name, day), version=version)
    if name == "take_back":
        steps.strike(row.steps, CLIMBED_BY[Stage(before.state)])
    else:
        if reason := steps.why_not_day(row.steps, day):
            raise NotNow(reason)
        steps.take(row.steps, name, by=by, day=day, evidence=evidence, note=note)
    label = PIPELINE[name].label
    _tell(
        row, f"{name}:{row.version}", _("项目“%(project)s”：%(move)s") % {"project": row, "move": label}, note, by, name
    )
    return _refresh(row)


@transaction.atomic
def report_progress(project: Project, *, status: str, text: str = "", upload=None, by: Actor) -> Report:
    """Say how a project goes: a status word, a few words, a checked file. The other side hears of it.

    Raises NotNow when the project has ended or trouble is reported without a word.
    """
    require(by, Permission.REPORT_PROGRESS, project)
    row = _locked(project)
    if row.state in ENDED:
        raise NotNow(_("项目已经结束，不用再报进展。"))
    if status != Project.Status.ON_PLAN and not text.strip():
        raise NotNow(_("有困难或停滞时，请写一句原因。"))
    report = _report(row, by, status=status, text=text, upload=upload)
    label = Project.Status(status).label
    changes = {str(_("进展")): [row.get_status_display() or "—", str(label)]}
    record(by, "reported", _("报进展"), row, note=text, changes=changes)
    _tell(row, f"report:{report.pk}", _("项目“%(project)s”：%(status)s") % {"project": row, "status": label}, text, by)
    _refresh(row, status=status, reported_at=report.at)
    return report


@transaction.atomic
def add_milestone(project: Project, values: dict, *, by: Actor) -> Milestone:
    """Promise a result for a day. Raises NotNow when the project has ended."""
    require(by, Permission.EDIT_MILESTONE, project)
    row = _locked(project)
    if row.state in ENDED:
        raise NotNow(_("项目已经结束，不能再加里程碑。"))
    milestone = Milestone(project=row, original_due=values["due"], **values)
    create(milestone, by=by, label=_("新增里程碑"), note=_("期限 %s") % date_format(values["due"]))
    _refresh(row)
    return milestone


@transaction.atomic
def edit_milestone(
    milestone: Milestone, values: dict, *, by: Actor, reason: str = "", version: int | None = None
) -> Milestone:
    """Change a milestone that is still open; another day needs a reason, and the first day stays on record."""
    require(by, Permission.EDIT_MILESTONE, milestone)
    project = _locked(milestone.project)
    current = Milestone.objects.select_for_update().get(pk=milestone.pk)
    if current.state != Progress.OPEN:
        raise NotNow(_("已报完成的里程碑不能再改；需要改时请先退回。"))
    if values.get("due", current.due) != current.due and not reason.strip():
        raise NotNow(_("改期限要写明理由。"))
    row = edit(milestone, values, by=by, version=version, note=reason)
    _refresh(project)
    return row


@transaction.atomic
def report_milestone(
    milestone: Milestone, *, done_on: date, text: str = "", upload=None, by: Actor, version: int | None = None
) -> Milestone:
    """Say that a milestone is done, with its proof; somebody else confirms it. Raises NotNow, Conflict, NotAllowed."""
    if not upload:
        raise NotNow(_("请附上佐证材料。"))
    if done_on > timezone.localdate():
        raise NotNow(_("完成日期不能晚于今天。"))
    project = _running(milestone)
    values = {"done_on": done_on, "reported_by_id": by.user_id}
    row = move(milestone, MILESTONE, "report", by=by, note=text, values=values, version=version)
    _report(project, by, milestone=row, kind=Report.Kind.DONE, text=text, upload=upload)
    confirmers = (Role.OFFICE,) if row.holder == Milestone.Holder.UNIT else (Role.OFFICIAL,)
    _tell_about(row, project.people_with(*confirmers), _("等您确认：%s") % row, text, by)
    _refresh(project)
    return row


@transaction.atomic
def confirm_milestone(milestone: Milestone, *, by: Actor, version: int | None = None) -> Milestone:
    """Accept that it is done; not by the person who reported it. Raises NotNow, Conflict, NotAllowed."""
    project = _locked(milestone.project)
    row = move(milestone, MILESTONE, "confirm", by=by, version=version)
    _tell_about(row, row.people(), _("已确认完成：%s") % row, "", by)
    _refresh(project)
    return row


@transaction.atomic
def send_milestone_back(milestone: Milestone, *, reason: str, by: Actor, version: int | None = None) -> Milestone:
    """Refuse a report of completion; the day stays as it was. Raises NotNow, Conflict, NotAllowed."""
    project = _locked(milestone.project)
    values = {"done_on": None, "reported_by_id": None}
    row = move(milestone, MILESTONE, "send_back", by=by, note=reason, values=values, version=version)
    _tell_about(row, row.people(), _("退回重办：%s") % row, reason, by)
    _refresh(project)
    return row


def _locked(project: Project) -> Project:
    return Project.objects.select_for_update().get(pk=project.pk)


def _running(milestone: Milestone) -> Project:
    project = _locked(milestone.project)
    if not project.runs:
        raise NotNow(_("项目现在是“%s”，不能报完成。") % project.get_state_display())
    return project


def _check_expert(project: Project) -> None:
    if project.expert and project.expert.university_id != project.partnership.university_id:
        raise NotNow(_("专家不是这所高校的。"))


def _columns(project: Project, name: str, day: date) -> dict:
    """The columns beside the stage that a move sets or takes back."""
    if name == "contract":
        return {"signed_on": day}
    if name == "take_back" and project.state == Stage.CONTRACT:
        return {"signed_on": None}
    if name == "hold":
        return {"held_from": project.state}
    return {"held_from": ""} if name in {"resume", "terminate"} else {}


def _refresh(project: Project, **more) -> Project:
    """Bring the derived columns up to date: the nearest deadline, and when somebody last did something."""
    more |= {"next_due": nearest_deadline(project) if project.runs else None, "touched_at": timezone.now()}
    Project.objects.filter(pk=project.pk).update(**more)
    for name, value in more.items():
        setattr(project, name, value)
    return project


def nearest_deadline(project: Project) -> date | None:
    """The first day by which something of a running project must be done: an open milestone's, or the promise."""
    dates = project.milestones.filter(state=Progress.OPEN).order_by("due").values_list("due", flat=True)[:1]
    return min([day for day in (*dates, project.promised_on) if day], default=None)


def _report(project: Project, by: Actor, *, upload=None, **columns) -> Report:
    who = f"{by.name} · {by.hat_label}"
    file = kept(upload, by=by)
    return Report.objects.create(project=project, upload=file, by_id=by.user_id, by_hat=who, **columns)


def _tell(project: Project, key: str, title: str, body: str, by: Actor, name: str = "") -> None:
    roles = (*PARTNERS, Role.OFFICE) if name in OFFICE_HEARS else PARTNERS
    people = project.people_with(*roles).exclude(pk=by.user_id)
    post(people, project, key=key, title=title, body=body, path=project.get_absolute_url())


def _tell_about(milestone: Milestone, people, title: str, body: str, by: Actor) -> None:
    key = f"{milestone.state}:{milestone.version}"
    post(people.exclude(pk=by.user_id), milestone, key=key, title=title, body=body, path=milestone.get_absolute_url())
