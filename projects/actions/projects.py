"""What people do with a row of the ladder and say of it; each change locks the row first, so none is lost."""

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, Role, can, require
from files import steps
from files.models import kept
from needs.actions import move_need
from needs.models import Need, Supply
from needs.workflow import OPEN, SupplyState
from needs.workflow import State as NeedState
from notifications.actions import create, edit, first_time, move, post, record
from projects.actions.agreements import keep_agreement, keep_visit
from projects.actions.dates import refresh
from projects.models import Project, Report
from projects.workflow import ENDED, LADDER, PIPELINE, Stage
from ruoyi_coop.lib.errors import NotNow
from ruoyi_coop.lib.search import pinyin
from supervision.actions import let_go, set_aside, take_up

CLIMBED_BY = dict(
    zip(LADDER[1:], ("intention", "visit", "framework", "contract", "land", "accept", "close"), strict=True)
)
WITH_DUTIES = {"hold": set_aside, "resume": take_up, "terminate": let_go}  # its duties go the same way
OFFICE_HEARS = {"contract", "land", "hold"}
PARTNERS = (Role.OFFICIAL, Role.LIAISON)


@transaction.atomic
def add_project(
    values: dict, *, by: Actor, day: date | None = None, evidence=None, stage: str = Stage.INTENTION
) -> Project:
    """Put a row on the ladder, in talks or as an intention; an official those of the own unit. Raises NotNow."""
    project = Project(**values, state=stage, pinyin=pinyin(values["title"]))
    project.first_promised_on = project.promised_on
    require(by, Permission.ADD_PROJECT, project)
    _check_expert(project)
    create(project, by=by, label=_("开始对接") if stage == Stage.TALKS else _("登记意向"))
    steps.take(project.steps, stage, by=by, day=day, evidence=evidence)
    return refresh(project)


@transaction.atomic
def begin_talks(need: Need, supply: Supply, *, by: Actor, day: date | None = None) -> Project:
    """Put a need and a supply that somebody found to fit on the ladder; every field is carried, both stay linked.

    Raises NotAllowed, NotNow (the need is not in the store, no running partnership, this pair talks already).
    """
    require(by, Permission.MATCH_NEED, need)
    need = Need.objects.select_for_update().get(pk=need.pk)
    first_time(by)
    partnership = supply.university.partnership()
    if partnership is None:
        raise NotNow(_("%s现在没有合作，请先建立 1+1+N 合作。") % supply.university)
    if need.state not in OPEN or supply.state != SupplyState.ACCEPTED:
        raise NotNow(_("需求和供给都要先审核入库，才能开始对接。"))
    if Project.objects.filter(need=need, supply=supply).exclude(state=Stage.TERMINATED).exists():
        raise NotNow(_("这对需求和供给已经在对接。"))
    values = {
        "title": _free_title(need.title, partnership),
        "partnership": partnership,
        "unit": need.unit,
        "expert": supply.expert,
        "field": need.field,
        "summary": "\n\n".join(text for text in (need.detail, supply.detail) if text)[:2000],
        "need": need,
        "supply": supply,
    }
    project = add_project(values, by=by, day=day, stage=Stage.TALKS)
    if need.state == NeedState.ACCEPTED:
        move_need(need, "begin_talks", by=replace(by, submission=None), day=day, note=str(supply))
    title = _("开始对接：%s") % project
    _tell(project, "talks", title, str(supply), by)
    return project


def _free_title(title: str, partnership) -> str:
    """The need's title; a second pair of one need with one university gets a number."""
    taken = set(
        Project.objects.filter(partnership=partnership, title__startswith=title).values_list("title", flat=True)
    )
    names = [title, *(f"{title}（{number}）" for number in range(2, 100))]
    return next(name for name in names if name not in taken)


@transaction.atomic
def edit_project(project: Project, values: dict, *, by: Actor, version: int | None = None) -> Project:
    """Change what is written about a project. Only the office may hand it to another unit. Raises Conflict, NotNow."""
    require(by, Permission.EDIT_PROJECT, project)
    if values.get("unit", project.unit) != project.unit:
        require(by, Permission.DECIDE_PROJECT, project)
    if values.get("promised_on") and not project.first_promised_on:
        values = values | {"first_promised_on": values["promised_on"]}
    row = edit(project, values | {"pinyin": pinyin(values.get("title", project.title))}, by=by, version=version)
    _check_expert(row)
    return refresh(row) if row.version != project.version else row


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
    **more,
) -> Project:
    """Climb a rung, hold, resume, take back or end; every rung keeps its day and its proof.

    A signature becomes an agreement (`parties`, `ends_on`), a site visit keeps its `people` and `sites`.
    Raises NotAllowed, Conflict, and NotNow when the stage, the day, a missing proof or an open milestone forbids it.
    """
    if "evidence" in PIPELINE[name].asks and not evidence:
        raise NotNow(_("请附上佐证材料。"))
    quiet = replace(by, submission=None)
    if name in WITH_DUTIES and can(by, PIPELINE[name].permission, project):
        WITH_DUTIES[name](project, by=quiet, note=note)
    before = _locked(project)
    day = day or timezone.localdate()
    row = move(before, PIPELINE, name, by=by, note=note, values=_columns(before, name, day), version=version)
    if name == "take_back":
        steps.strike(row.steps, CLIMBED_BY[Stage(before.state)])
    else:
        if reason := steps.why_not_day(row.steps, day):
            raise NotNow(reason)
        step = steps.take(row.steps, name, by=by, day=day, evidence=evidence, note=note)
        _keep_paper(row, name, step, more, by)
    _answer_need(row, name, note, by)
    label = PIPELINE[name].label
    _tell(
        row, f"{name}:{row.version}", _("项目“%(project)s”：%(move)s") % {"project": row, "move": label}, note, by, name
    )
    return refresh(row)


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
    refresh(row, status=status, reported_at=report.at)
    return report


def _answer_need(project: Project, name: str, note: str, by: Actor) -> None:
    """A contract meets the need it came from; when the last talks about it fail, it looks for others again."""
    need = project.need
    if need is None or need.state != NeedState.IN_TALKS:
        return
    by = replace(by, submission=None)
    if name == "contract" and can(by, Permission.MATCH_NEED, need):
        move_need(need, "meet", by=by, note=str(project))
    going = need.talks.exclude(pk=project.pk).exclude(state__in=ENDED)
    if name == "terminate" and not project.signed_on and not going.exists() and can(by, Permission.MATCH_NEED, need):
        move_need(need, "talks_failed", by=by, note=note)


def _keep_paper(project: Project, name: str, step, more: dict, by: Actor) -> None:
    """What a rung leaves behind besides its day: the agreement that was signed, the places that were seen."""
    by = replace(by, submission=None)
    if name in ("framework", "contract") and more.get("parties"):
        keep_agreement(
            {
                "kind": name,
                "title": f"{project} · {PIPELINE[name].label}"[:120],
                "partnership": project.partnership,
                "project": project,
                "parties": more["parties"],
                "signed_on": step.day,
                "ends_on": more.get("ends_on"),
            },
            scan=step.evidence,
            by=by,
        )
    if name == "visit" and more.get("people"):
        values = {"day": step.day, "people": more["people"], "summary": step.note, "upload": step.evidence}
        keep_visit(project, values, sites=more.get("sites") or [], by=by)


def _locked(project: Project) -> Project:
    return Project.objects.select_for_update().get(pk=project.pk)


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


def _report(project: Project, by: Actor, *, upload=None, **columns) -> Report:
    who = f"{by.name} · {by.hat_label}"
    file = kept(upload, by=by)
    return Report.objects.create(project=project, upload=file, by_id=by.user_id, by_hat=who, **columns)


def _tell(project: Project, key: str, title: str, body: str, by: Actor, name: str = "") -> None:
    roles = (*PARTNERS, Role.OFFICE) if name in OFFICE_HEARS else PARTNERS
    people = project.people_with(*roles).exclude(pk=by.user_id)
    post(people, project, key=key, title=title, body=body, path=project.get_absolute_url())
