"""What county and university do together: one row that climbs from first talks to close, and what was said of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Hat, Unit
from accounts.permissions import Actor, Role
from files.models import Step, StepQuerySet, Upload
from needs.models import Need, Supply
from notifications.models import Staged
from projects.workflow import ENDED, PIPELINE, RUNNING, SIGNED, TONES, UNSIGNED, Stage
from ruoyi_coop.lib.search import SearchColumn, search_index
from supervision import lights
from universities.models import Expert, LeaderAttachment, Partnership, UniversityMember, university_id_of

RUNS = Q(state__in=RUNNING)
DATES = {"due": "next_due", "start": "next_start", "touched": "touched_at"}  # what its light is judged by


def _universities_of(actor: Actor):
    return UniversityMember.objects.filter(hat=actor.hat_id).values("university")


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """A unit sees what it owns or leads, a university its own; the office, leaders and auditors see all."""
        if actor.reads_all:
            return self
        if actor.role == Role.OFFICIAL:
            led = Partnership.objects.filter(lead_unit=actor.unit_id).values("pk")
            return self.filter(Q(unit=actor.unit_id) | Q(partnership__in=led))
        if actor.role == Role.LIAISON:
            return self.filter(partnership__university__in=_universities_of(actor))
        return self.none()

    def held_by(self, actor: Actor):
        """“我的”: what the unit owns, what concerns the university, what a leader is attached to."""
        if actor.role == Role.OFFICIAL:
            return self.filter(unit=actor.unit_id)
        if actor.role == Role.LEADER:
            attached = LeaderAttachment.objects.current().filter(leader=actor.hat_id)
            return self.filter(partnership__university__in=attached.values("university"))
        return self.visible_to(actor)

    def running(self):
        return self.filter(RUNS)

    def intents(self):
        """The list of intentions (意向清单): rows below the contract, those given up too. None is a project."""
        return self.filter(signed_on=None)

    def contracted(self):
        """What is called a project: rows that reached a contract, whatever became of them."""
        return self.filter(signed_on__isnull=False)

    def signed(self):
        """Projects with a contract: from that rung on, held or not, but not those terminated.

        An intention or a framework is never one of them.
        """
        return self.filter(signed_on__isnull=False).exclude(state=Stage.TERMINATED)

    def showing(self, name: str):
        return self.filter(lights.showing(name, RUNS, **DATES))

    def lit(self):
        """Add each row's light."""
        return self.annotate(light=lights.light(RUNS, **DATES))

    def with_names(self):
        return self.select_related("partnership__university", "unit")


class Project(Staged):
    """One row of the ladder, owned by a unit: first talks, then an intention, and from its contract on a project.

    It climbs and is never copied, so that nothing is filled in twice and no rung is counted as another.
    """

    FACTS = ("title", "partnership_id", "unit_id", "state", "status", "promised_on", "signed_on")

    class Status(models.TextChoices):
        ON_PLAN = "on_plan", _("按计划")
        TROUBLED = "troubled", _("有困难")
        STALLED = "stalled", _("已停滞")

    title = models.CharField(_("项目名称"), max_length=80)
    partnership = models.ForeignKey(Partnership, models.PROTECT, verbose_name=_("所属合作"), related_name="projects")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("责任单位"), related_name="projects")
    expert = models.ForeignKey(
        Expert, models.PROTECT, null=True, blank=True, verbose_name=_("专家"), related_name="projects"
    )
    need = models.ForeignKey(
        Need, models.PROTECT, null=True, editable=False, related_name="talks", verbose_name=_("来自需求")
    )
    supply = models.ForeignKey(
        Supply, models.PROTECT, null=True, editable=False, related_name="talks", verbose_name=_("来自供给")
    )
    field = models.CharField(_("领域"), max_length=40, blank=True)
    summary = models.TextField(_("内容"), max_length=2000, blank=True)
    promised_on = models.DateField(_("承诺完成日期"), null=True, blank=True)
    first_promised_on = models.DateField(_("最初承诺日期"), null=True, editable=False)
    template = models.ForeignKey(
        "projects.Template", models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("工期模板")
    )
    amount = models.DecimalField(_("金额（万元）"), max_digits=12, decimal_places=2, null=True, blank=True)
    state = models.CharField(_("阶段"), max_length=12, choices=Stage, default=Stage.INTENTION, editable=False)
    held_from = models.CharField(_("搁置前阶段"), max_length=12, blank=True, editable=False)
    signed_on = models.DateField(_("签约日期"), null=True, editable=False)
    status = models.CharField(_("进展"), max_length=10, choices=Status, blank=True, editable=False)
    reported_at = models.DateTimeField(_("最近报告"), null=True, editable=False)
    touched_at = models.DateTimeField(_("最近更新"), default=timezone.now, editable=False)
    next_due = models.DateField(_("下一个期限"), null=True, editable=False)
    next_start = models.DateField(null=True, editable=False)  # the first latest start of work that has not begun
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)
    search = SearchColumn("title", "field", "summary", "pinyin")

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("项目")
        ordering = ["pinyin", "id"]
        indexes = [
            search_index("projects_project_search"),
            models.Index(fields=["pinyin", "id"], name="projects_pinyin"),
            models.Index(fields=["state", "pinyin", "id"], name="projects_state"),
            models.Index(fields=["next_due", "id"], name="projects_due"),
            models.Index(fields=["touched_at", "id"], name="projects_touched"),
            models.Index(fields=["next_due"], condition=Q(state__in=RUNNING), name="projects_running_due"),
            models.Index(fields=["unit", "pinyin", "id"], name="projects_unit"),
            models.Index(fields=["signed_on"], condition=Q(signed_on__isnull=False), name="projects_signed"),
            models.Index(fields=["state_since", "id"], name="projects_since"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "title"], name="projects_title_once"),
            models.UniqueConstraint(
                fields=["need", "supply"], condition=~Q(state=Stage.TERMINATED), name="projects_pair_once"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=SIGNED) | Q(signed_on__isnull=False), name="projects_contract_has_date"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=UNSIGNED) | Q(signed_on=None), name="projects_intention_is_not_signed"
            ),
            models.CheckConstraint(
                condition=Q(state=Stage.ON_HOLD, held_from__in=RUNNING) | (~Q(state=Stage.ON_HOLD) & Q(held_from="")),
                name="projects_held_from",
            ),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gte=0), name="projects_amount_positive"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("projects:project", args=[self.pk])

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def university(self):
        return self.partnership.university

    @property
    def runs(self) -> bool:
        return self.state in RUNNING

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    @property
    def holder(self) -> str:
        """Who has to do the next thing."""
        return str(Role.OFFICE.label) if self.state == Stage.ACCEPTED else self.unit.short_name

    @property
    def held_until(self):
        return self.next_due if self.runs else None

    @property
    def light_reason(self) -> str:
        """Why the light of a row from `lit()` is what it is."""
        return lights.because(self.light, self.next_due, self.next_start, self.touched_at)

    def roles_of(self, actor: Actor) -> set[Role]:
        """An official of the owner unit, a liaison of the university."""
        if actor.role == Role.OFFICIAL:
            tied = actor.unit_id == self.unit_id
        else:
            tied = actor.role == Role.LIAISON and university_id_of(actor) == self.partnership.university_id
        return {actor.role} if tied else set()

    def people_with(self, *roles: Role):
        """Who to tell: the owner unit's officials, the university's liaisons, everybody with a site-wide role."""
        tied = {
            Role.OFFICIAL: Q(unit=self.unit_id),
            Role.LIAISON: Q(university_tie__university=self.partnership.university_id),
        }
        return Hat.objects.worn().among(roles, tied).people()


BEGUN = ("talks", "intention")  # the rungs a row may begin on: steps that no move need lead to


class ProjectStepQuerySet(StepQuerySet):
    def visible_to(self, actor: Actor):
        return self.filter(project__in=Project.objects.visible_to(actor))


class ProjectStage(Step):
    """That a project reached a rung (or an exit) on a day, with its proof."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="steps")

    objects = ProjectStepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("项目阶段")
        ordering = ["project_id", "day", "id"]
        indexes = [models.Index(fields=["move", "day"], condition=Q(struck_at=None), name="projects_step_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "move"],
                condition=Q(struck_at=None) & ~Q(move__in=("hold", "resume")),
                name="projects_step_once",
            )
        ]

    def __str__(self):
        return f"{self.label} {self.day}"

    @property
    def label(self) -> str:
        return str(Stage(self.move).label if self.move in BEGUN else PIPELINE[self.move].label)


class ReportQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        return self.filter(project__in=Project.objects.visible_to(actor))


class Report(models.Model):
    """What somebody said of a project as a whole, with the file they sent; never changed afterwards."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="reports", verbose_name=_("项目"))
    status = models.CharField(_("进展"), max_length=10, choices=Project.Status)
    text = models.CharField(_("说明"), max_length=500, blank=True)
    upload = models.ForeignKey(Upload, models.PROTECT, null=True, related_name="+", verbose_name=_("附件"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by_hat = models.CharField(_("报告人"), max_length=120, blank=True)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("进展报告")
        ordering = ["-id"]
        indexes = [models.Index(fields=["project", "-id"], name="reports_project")]

    def __str__(self):
        return f"{self.get_status_display()} {self.project}"

    @property
    def tone(self) -> str:
        return {"on_plan": "good", "troubled": "warn", "stalled": "bad"}.get(self.status, "")
