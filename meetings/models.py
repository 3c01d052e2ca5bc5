"""Meetings and events: when, where or by which link, who is invited and what they answered."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from accounts.permissions import Actor, Role
from meetings.workflow import TONES, State
from notifications.models import Record, Staged
from ruoyi_coop.lib.search import SearchColumn, search_index


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """Public events for everybody; a meeting for the invited, its unit and those who oversee."""
        public = Q(is_public=True, state__in=(State.CALLED, State.HELD))
        if actor.reads_all:
            return self
        if actor.user_id is None:
            return self.filter(public)
        invited = Invitation.objects.filter(person=actor.user_id).exclude(meeting__state=State.DRAFT).values("meeting")
        mine = Q(pk__in=invited)
        if actor.role == Role.OFFICIAL:
            mine |= Q(unit=actor.unit_id)
        return self.filter(public | mine)

    def coming(self):
        return self.filter(state=State.CALLED, ends__gt=timezone.now()).order_by("starts", "id")


class Meeting(Staged):
    """One meeting or event; `sequence` counts the changes that a calendar program must hear of."""

    class Kind(models.TextChoices):
        DISPATCH = "dispatch", _("调度会")
        SYMPOSIUM = "symposium", _("座谈会")
        PLAQUE = "plaque", _("授牌仪式")
        VISIT = "visit", _("专家来访")
        TALK = "talk", _("线上讲座")
        OTHER = "other", _("其他活动")

    title = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("类型"), max_length=12, choices=Kind, default=Kind.DISPATCH)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="meetings", verbose_name=_("召集单位"))
    chair = models.CharField(_("主持人"), max_length=40, blank=True)
    starts = models.DateTimeField(_("开始"))
    ends = models.DateTimeField(_("结束"))
    place = models.CharField(_("地点"), max_length=80, blank=True)
    link = models.URLField(_("线上链接"), blank=True)
    agenda = models.TextField(_("会议说明"), max_length=2000, blank=True)
    is_public = models.BooleanField(_("在首页公开"), default=False)
    agenda_set_at = models.DateTimeField(_("议程安排时间"), null=True, editable=False)
    agenda_sent_at = models.DateTimeField(_("议程发出时间"), null=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)
    search = SearchColumn("title", "agenda", "place")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("会议活动")
        ordering = ["-starts", "id"]
        indexes = [
            search_index("meeting_search"),
            models.Index(fields=["starts", "id"], name="meeting_starts"),
            models.Index(fields=["state", "starts"], name="meeting_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="meeting_ends_after_start"),
            models.CheckConstraint(condition=~Q(place="") | ~Q(link=""), name="meeting_somewhere"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("meetings:meeting", args=[self.pk])

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def uid(self) -> str:
        """The same for ever: calendar programs recognise the meeting by it."""
        return f"meeting-{self.pk}@ruicheng-xianxiao"

    def roles_of(self, actor: Actor) -> set[Role]:
        """An official of the unit that calls it."""
        return {actor.role} if actor.role == Role.OFFICIAL and actor.unit_id == self.unit_id else set()

    def earlier(self):
        """The meetings of this kind that the same unit held before, the last one first."""
        rows = Meeting.objects.filter(unit=self.unit_id, kind=self.kind, starts__lt=self.starts)
        return rows.exclude(state__in=(State.DRAFT, State.CANCELLED)).exclude(pk=self.pk).order_by("-starts", "-id")

    @property
    def agenda_words(self) -> str:
        """The agenda as one reads it out: its items, or the words written where there are none."""
        items = [f"{item.place}. {item.title}" for item in self.items.all()]
        return "\n".join(items) or self.agenda

    @property
    def minutes(self) -> int:
        return int((self.ends - self.starts).total_seconds() // 60)

    def invited(self):
        """The people invited who have not declined."""
        no = Invitation.Answer.NO
        return User.objects.filter(invitations__meeting=self, is_active=True).exclude(
            pk__in=self.invitations.filter(answer=no).values("person")
        )


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        return self.filter(person=actor.user_id) if actor.user_id else self.none()

    def unanswered(self):
        return self.filter(answer="")


class Invitation(Record):
    """That one person is invited, and what they answered."""

    class Answer(models.TextChoices):
        YES = "yes", _("参加")
        NO = "no", _("不参加")
        MAYBE = "maybe", _("待定")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="invitations", verbose_name=_("会议"))
    person = models.ForeignKey(User, models.PROTECT, related_name="invitations", verbose_name=_("受邀人"))
    answer = models.CharField(_("答复"), max_length=6, choices=Answer, blank=True)
    note = models.CharField(_("留言"), max_length=200, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("邀请")
        ordering = ["person__pinyin", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="invitation_once")]

    def __str__(self):
        return f"{self.meeting} · {self.person}"

    def get_absolute_url(self):
        return self.meeting.get_absolute_url()

    @property
    def thread(self) -> str:
        return self.meeting.key

    @property
    def tone(self) -> str:
        return {"yes": "good", "no": "bad", "maybe": "warn"}.get(self.answer, "")

    def roles_of(self, actor: Actor) -> set[Role]:
        """Only the invited person answers, under whatever hat."""
        return {actor.role} if actor.user_id == self.person_id else set()


class AgendaItem(models.Model):
    """One item of a meeting's agenda: proposed from the records, or written by the secretary."""

    class Kind(models.TextChoices):
        DECISION = "decision", _("上次定的，这次先答")
        LATE = "late", _("上次以来逾期或该开工没开工")
        BLOCKER = "blocker", _("堵了五个工作日以上")
        EXTENSION = "extension", _("申请延期，等决定")
        DUE = "due", _("下次会前到期")
        OWN = "own", _("其他议题")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items", verbose_name=_("会议"))
    place = models.PositiveSmallIntegerField(_("顺序"))
    kind = models.CharField(_("类别"), max_length=10, choices=Kind, default=Kind.OWN)
    source = models.CharField(max_length=80, blank=True)  # the key of the record it is about
    title = models.CharField(_("议题"), max_length=200)
    why = models.CharField(_("为什么"), max_length=300, blank=True)
    path = models.CharField(max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(_("分钟"), default=5)

    class Meta:
        verbose_name = verbose_name_plural = _("议程")
        ordering = ["place", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "source"], condition=~Q(source=""), name="agenda_item_once_a_matter"
            )
        ]

    def __str__(self):
        return self.title
