"""The groups of three, what the county promises for each style of service, and the requests they answer."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as words
from django.utils.translation import gettext_lazy as _

from accounts.models import Hat, User
from accounts.permissions import Actor, Role
from notifications.models import Record, Staged
from ruoyi_coop.lib.calendar import CHINA
from ruoyi_coop.lib.search import SearchColumn, search_index
from service.workflow import ENDED, TONES, WITH_TEAM, State
from universities.models import Partnership, University

PLACES = (1, 2, 3)  # 三人小组
ASKERS = frozenset({Role.LIAISON, Role.MENTOR})
SEES_TEAMS = frozenset({Role.OFFICE, Role.LEADER, Role.OFFICIAL, Role.AUDITOR})
INVOLVED = SEES_TEAMS | ASKERS


class Style(models.TextChoices):
    GUIDE = "guide", _("向导式")
    EXPRESS = "express", _("快递式")
    FULL_CARE = "full_care", _("保姆式")


# What each style is for, said beside its button, and the subject of a request that was made with one click.
FOR = {
    Style.GUIDE: _("带路和介绍：找谁办、怎么办、去哪里"),
    Style.EXPRESS: _("急事快办：材料、用车、场地，马上要"),
    Style.FULL_CARE: _("全程陪办：从头到尾有人跟着办"),
}
SUBJECTS = {
    Style.GUIDE: _("请派人带路、介绍情况"),
    Style.EXPRESS: _("有急事请尽快办"),
    Style.FULL_CARE: _("请派人全程陪办"),
}


class TeamQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """The county's own people see who serves; a partner meets the holder on the request's page."""
        return self if actor.role in SEES_TEAMS else self.none()

    def active(self):
        return self.filter(is_active=True)

    def with_members(self):
        """Add today's members as `three`, in one more query."""
        members = TeamMember.objects.current().select_related("hat__user", "hat__unit").order_by("place")
        return self.prefetch_related(Prefetch("members", members, to_attr="three"))

    def serving(self, university_id: int | None):
        """The group that serves a university: its own before the one for everybody; an empty one serves nobody."""
        rows = self.active().filter(Q(university=university_id) if university_id else Q(university=None))
        everybody = self.active().filter(university=None)
        found = (rows | everybody).filter(pk__in=TeamMember.objects.current().values("team"))
        return found.order_by(F("university").asc(nulls_last=True), "id").first()


class ServiceTeam(Record):
    """A group of three on call: for one university, or for everybody who has no group of their own."""

    name = models.CharField(_("小组名称"), max_length=40, unique=True)
    university = models.ForeignKey(
        University,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("服务的高校"),
        related_name="service_teams",
        help_text=_("不选就是通用小组：服务还没有专门小组的高校和所有企业。"),
    )
    is_active = models.BooleanField(_("在岗"), default=True)
    last_place = models.PositiveSmallIntegerField(default=0, editable=False)  # whose turn it was
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("三人小组")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["university"],
                condition=Q(is_active=True),
                nulls_distinct=False,
                name="service_team_once",
                violation_error_message=_("这所高校（或通用）已有一个在岗的小组。"),
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("service:teams")

    def roles_of(self, actor: Actor) -> set[Role]:
        return set()

    def turn_order(self, after: int) -> list["TeamMember"]:
        """Today's members, beginning with the one after that place and ending with it."""
        members = list(self.members.current().select_related("hat__user", "hat__unit").order_by("place"))
        return sorted(members, key=lambda member: (member.place <= after, member.place))


class MemberQuerySet(models.QuerySet):
    def current(self):
        """Those who have not been replaced and still wear the hat they were named under."""
        return self.filter(left_on=None, hat__in=Hat.objects.worn())


class TeamMember(Record):
    """One of the three, from the day of being named until replaced; who left stays on what they held."""

    team = models.ForeignKey(ServiceTeam, models.CASCADE, related_name="members", verbose_name=_("三人小组"))
    hat = models.ForeignKey(Hat, models.PROTECT, related_name="+", verbose_name=_("身份"))
    place = models.PositiveSmallIntegerField(_("第几位"), choices=[(number, number) for number in PLACES])
    left_on = models.DateField(_("离组日期"), null=True, blank=True, editable=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("小组成员")
        ordering = ["team", "place", "id"]
        indexes = [models.Index(fields=["hat", "team"], name="service_member_hat")]
        constraints = [
            models.CheckConstraint(condition=Q(place__in=PLACES), name="service_three_places"),
            models.UniqueConstraint(fields=["team", "place"], condition=Q(left_on=None), name="service_place_once"),
            models.UniqueConstraint(fields=["team", "hat"], condition=Q(left_on=None), name="service_member_once"),
        ]

    def __str__(self):
        return f"{self.hat.user}（{self.hat.unit.short_name}）" if self.hat.unit_id else str(self.hat.user)


class PromiseQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """A promise is for everybody to read."""
        return self

    def on(self, style: str, day: date):
        """The promise that holds on a day: the newest published by then, or None."""
        return self.filter(style=style, published_on__lte=day).order_by("-published_on").first()

    def today(self) -> dict[str, "Promise"]:
        """What holds today, by style; one query."""
        rows = self.filter(published_on__lte=timezone.localdate()).order_by("published_on")
        return {promise.style: promise for promise in rows}


class Promise(Record):
    """What the county promises for one style from a day on; a newer one never changes what was asked before."""

    style = models.CharField(_("服务方式"), max_length=10, choices=Style)
    hours = models.PositiveSmallIntegerField(
        _("几个工作小时内答复"), validators=[MinValueValidator(1), MaxValueValidator(70)]
    )
    done_days = models.PositiveSmallIntegerField(
        _("几个工作日内办结"), validators=[MinValueValidator(1), MaxValueValidator(250)]
    )
    published_on = models.DateField(_("公布日期"), default=timezone.localdate)
    is_confirmed = models.BooleanField(_("县里已确认"), default=False)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("承诺时限")
        ordering = ["-published_on", "style"]
        constraints = [models.UniqueConstraint(fields=["style", "published_on"], name="service_promise_once_a_day")]

    def __str__(self):
        numbers = {"hours": self.hours, "days": self.done_days}
        return words("%(hours)d个工作小时内答复，%(days)d个工作日内办结") % numbers

    def roles_of(self, actor: Actor) -> set[Role]:
        return set()

    def get_absolute_url(self):
        return reverse("service:teams")


def month_of(day: date) -> tuple[datetime, datetime]:
    """The first moment of a day's month in China and that of the next."""
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return tuple(datetime.combine(start, time.min, tzinfo=CHINA) for start in (first, following))


class RequestQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """Those who read all; members of its group and the lead unit; the university's own; otherwise the asker's."""
        if actor.reads_all:
            return self
        own = Q(asker=actor.user_id)
        if actor.role == Role.OFFICIAL:
            return self.filter(_in_team(actor) | Q(university__in=_led_by(actor)))
        if actor.role == Role.LIAISON:
            return self.filter(own | Q(university__in=University.objects.tied_to(actor).values("pk")))
        return self.filter(own) if actor.role == Role.MENTOR else self.none()

    def with_names(self):
        return self.select_related(
            "team", "university", "asker", "holder__hat__user", "holder__hat__unit", "escalated_to__user", "promise"
        )

    def asked_in(self, day: date):
        """Those asked in the month of the day."""
        start, end = month_of(day)
        return self.filter(asked_at__gte=start, asked_at__lt=end)

    def answered(self):
        return self.filter(answered_at__isnull=False)

    def answered_in_time(self):
        return self.filter(answered_at__lte=F("promised_at"))

    def answered_late(self):
        """Answered after the promised time, or still waiting beyond it; who withdrew unanswered does not count."""
        late = Q(answered_at__gt=F("promised_at"))
        return self.filter(late | Q(state=State.ASKED, promised_at__lte=timezone.now()))

    def done_in_time(self):
        return self.filter(state=State.CONFIRMED, done_said_at__lte=F("done_due"))

    def done_late(self):
        return self.filter(state=State.CONFIRMED, done_said_at__gt=F("done_due"))

    def with_team(self):
        """Those at which the group still has to do something."""
        return self.filter(state__in=WITH_TEAM)

    def held_by(self, actor: Actor):
        return self.with_team().filter(holder__hat=actor.hat_id)

    def unheard(self, now: datetime):
        """Those for the clock: the holder did not answer, or the group did not finish, and no leader knows yet."""
        silent = Q(state=State.ASKED, answer_due__lte=now)
        return self.filter(silent | Q(state__in=WITH_TEAM, done_due__lte=now), escalated_at=None)

    def escalated_for(self, actor: Actor):
        return self.with_team().filter(Q(escalated_to=actor.hat_id) | Q(escalated_to=None), escalated_at__isnull=False)


def _in_team(actor: Actor) -> Q:
    return Q(team__in=TeamMember.objects.filter(hat=actor.hat_id, left_on=None).values("team"))


def _led_by(actor: Actor):
    return Partnership.objects.current().filter(lead_unit=actor.unit_id).values("university")


class ServiceRequest(Staged):
    """One call for help: who asked, who of the three has it now, and until when the county promised what."""

    style = models.CharField(_("服务方式"), max_length=10, choices=Style)
    subject = models.CharField(_("什么事"), max_length=60)
    detail = models.TextField(_("补充说明"), max_length=2000, blank=True)
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("请求人"), related_name="+", editable=False
    )
    asker_hat = models.CharField(_("请求人身份"), max_length=120, editable=False)
    university = models.ForeignKey(
        University, models.PROTECT, null=True, verbose_name=_("高校"), related_name="service_requests", editable=False
    )
    host_name = models.CharField(_("企业"), max_length=80, blank=True, editable=False)
    team = models.ForeignKey(
        ServiceTeam, models.PROTECT, verbose_name=_("三人小组"), related_name="requests", editable=False
    )
    promise = models.ForeignKey(Promise, models.PROTECT, verbose_name=_("承诺"), related_name="+", editable=False)
    holder = models.ForeignKey(TeamMember, models.PROTECT, verbose_name=_("谁在办"), related_name="held")
    held_since = models.DateTimeField(_("接手时间"), editable=False)
    tried = models.PositiveSmallIntegerField(default=0, editable=False)  # how many of the three let the time pass
    asked_at = models.DateTimeField(_("请求时间"), editable=False)
    promised_at = models.DateTimeField(_("承诺答复时间"), editable=False)  # kept for ever, whoever has it later
    answer_due = models.DateTimeField(_("答复期限"), editable=False)  # of whoever has it now
    done_due = models.DateTimeField(_("办结期限"))
    answered_at = models.DateTimeField(_("答复时间"), null=True, editable=False)
    done_said_at = models.DateTimeField(_("报办结时间"), null=True, editable=False)
    confirm_due = models.DateTimeField(_("请确认的期限"), null=True, editable=False)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, editable=False)
    escalated_at = models.DateTimeField(_("上报时间"), null=True, editable=False)
    escalated_to = models.ForeignKey(
        Hat, models.PROTECT, null=True, verbose_name=_("上报给"), related_name="+", editable=False
    )
    satisfied = models.BooleanField(_("是否满意"), null=True, editable=False)
    rating = models.CharField(_("评价"), max_length=1000, blank=True, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.ASKED, editable=False)
    pinyin = models.CharField(max_length=400, blank=True, editable=False)
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)
    search = SearchColumn("subject", "detail", "host_name", "pinyin")

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("服务请求")
        ordering = ["-asked_at", "-id"]
        indexes = [
            search_index("service_request_search"),
            models.Index(fields=["-asked_at", "-id"], name="service_asked"),
            models.Index(fields=["state", "-asked_at"], name="service_state"),
            models.Index(fields=["style", "-asked_at"], name="service_style"),
            models.Index(fields=["university", "-asked_at"], name="service_university"),
            models.Index(fields=["asker", "-asked_at"], name="service_asker"),
            models.Index(fields=["answer_due"], condition=Q(state=State.ASKED), name="service_answer_due"),
            models.Index(fields=["done_due"], condition=Q(state__in=WITH_TEAM), name="service_done_due"),
            models.Index(fields=["confirm_due"], condition=Q(state=State.DONE_SAID), name="service_confirm_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=(State.ANSWERED, State.DONE_SAID, State.CONFIRMED))
                | Q(answered_at__isnull=False),
                name="service_answer_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CONFIRMED) | Q(confirmed_at__isnull=False), name="service_confirmed_has_time"
            ),
        ]

    def __str__(self):
        return self.subject

    def get_absolute_url(self):
        return reverse("service:request", args=[self.pk])

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def place(self) -> str:
        """Where the asker comes from."""
        return str(self.university) if self.university_id else self.host_name

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    @property
    def who_has_it(self) -> str:
        """Who has to do the next thing; "" when it has ended."""
        if self.state == State.DONE_SAID:
            return words("%(person)s（请求人）") % {"person": self.asker}
        if self.has_ended:
            return ""
        if not self.escalated_at:
            return str(self.holder)
        return words("%(holder)s；已上报%(leader)s") % {"holder": self.holder, "leader": self.leader_words}

    @property
    def leader_words(self) -> str:
        return str(self.escalated_to.user) if self.escalated_to_id else str(Role.LEADER.label)

    @property
    def has_since(self) -> datetime:
        return self.done_said_at if self.state == State.DONE_SAID else self.held_since

    @property
    def has_until(self) -> datetime | None:
        """The deadline of whoever has it now."""
        return {
            State.ASKED: self.answer_due,
            State.ANSWERED: self.done_due,
            State.DONE_SAID: self.confirm_due,
        }.get(self.state)

    @property
    def whose(self) -> str:
        """Who has it now and until when, as the sentence every message carries; "" when it has ended."""
        if self.has_ended:
            return ""
        until = date_format(timezone.localtime(self.has_until), "DATETIME_FORMAT")
        return words("现在在%(who)s手里，到%(until)s为止。") % {"who": self.who_has_it, "until": until}

    def next_member(self) -> TeamMember | None:
        """The one of the group after the holder, or None when there is nobody else."""
        order = self.team.turn_order(after=self.holder.place)
        return next((member for member in order if member.pk != self.holder_id), None)

    def is_served_by(self, actor: Actor) -> bool:
        """One of its three today, its holder, or the leader it was reported to."""
        if not actor.hat_id:
            return False
        if self.escalated_at and actor.role == Role.LEADER and self.escalated_to_id in (None, actor.hat_id):
            return True
        return self.team.members.filter(hat=actor.hat_id, left_on=None).exists()

    def roles_of(self, actor: Actor) -> set[Role]:
        """The asker, under a hat that asks; those who serve, under the hat they were named with."""
        tied = self.asker_id == actor.user_id if actor.role in ASKERS else self.is_served_by(actor)
        return {actor.role} if tied else set()

    def leaders(self):
        """Whom it was reported to: the attached leader, else every leader."""
        hats = Hat.objects.worn().filter(role=Role.LEADER)
        return (hats.filter(pk=self.escalated_to_id) if self.escalated_to_id else hats).people()

    def people(self):
        """The three of its group, for messages."""
        return User.objects.filter(pk__in=self.team.members.current().values("hat__user"))


def partners_without_team():
    """Universities with a partnership today that only the general group serves, if any."""
    own = ServiceTeam.objects.active().filter(university__isnull=False).values("university")
    return University.objects.partners().exclude(pk__in=own)
