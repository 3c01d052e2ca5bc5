"""What happened (Event), what somebody should hear of it (Message), and the days they may be told (CalendarDay)."""

from datetime import date, time, timedelta

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor, Permission, can
from notifications import clock
from ruoyi_coop.lib.calendar import WorkingCalendar
from ruoyi_coop.lib.search import SearchColumn, search_index


def key_of(thing) -> str:
    """The name under which history and messages keep a record: "projects.project:12". History outlives its subject."""
    return f"{thing._meta.label_lower}:{thing.pk}"


def thing_of(key: str):
    """The record behind a key, or None when it is gone."""
    label, _colon, pk = key.partition(":")
    return apps.get_model(label)._base_manager.filter(pk=pk).first()


class EventQuerySet(models.QuerySet):
    def about(self, thing):
        """The timeline of one record: its own events and those of its parts, newest first."""
        return self.filter(thread=key_of(thing)).order_by("-id")

    def facts_of(self, model, before, *names: str):
        """The last facts recorded of each record of the model before a moment: {pk: facts}. One query.

        With names only these facts, as text: reading all of them from JSON is what costs most.
        """
        label = f"{model._meta.label_lower}:"
        rows = self.filter(facts__isnull=False, subject__startswith=label, at__lt=before)
        latest = rows.order_by("subject", "-id").distinct("subject")
        if not names:
            return {int(key.removeprefix(label)): facts for key, facts in latest.values_list("subject", "facts")}
        found = latest.values_list("subject", *(KeyTextTransform(name, "facts") for name in names))
        return {int(key.removeprefix(label)): dict(zip(names, facts, strict=True)) for key, *facts in found}

    def visible_to(self, actor: Actor):
        return self if can(actor, Permission.READ_AUDIT) else self.none()


class Event(models.Model):
    """One change, by one person under one hat. Rows are only ever added; a database trigger refuses the rest."""

    at = models.DateTimeField(_("时间"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, verbose_name=_("经办人"), related_name="+"
    )
    actor_name = models.CharField(_("经办人"), max_length=40)
    actor_role = models.CharField(max_length=20)
    actor_hat = models.CharField(_("身份"), max_length=120)
    verb = models.CharField(_("动作"), max_length=60)
    label = models.CharField(_("做了什么"), max_length=120)
    subject = models.CharField(_("对象编号"), max_length=80)
    subject_label = models.CharField(_("对象"), max_length=200)
    thread = models.CharField(max_length=80)
    note = models.TextField(_("说明"), blank=True)
    changes = models.JSONField(_("变动"), default=dict, blank=True)  # {field label: [before, after]} in words
    facts = models.JSONField(
        null=True, editable=False, encoder=DjangoJSONEncoder
    )  # {column: value} after the change, for “as of any day”
    submission = models.UUIDField(null=True, editable=False)
    search = SearchColumn("actor_name", "label", "subject_label")

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("事件")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["thread", "-id"], name="event_thread"),
            models.Index(fields=["subject", "-id"], name="event_subject"),
            models.Index(fields=["subject", "-id"], condition=Q(facts__isnull=False), name="event_facts"),
            models.Index(fields=["actor", "-id"], name="event_actor"),
            models.Index(fields=["-at"], name="event_at"),
            models.Index(fields=["actor_role", "-id"], name="event_role"),
            search_index("event_search"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=Q(submission__isnull=False), name="event_submission_once"
            ),
        ]

    def __str__(self):
        return f"{self.actor_name} {self.label} {self.subject_label}"

    @property
    def change_lines(self) -> list[tuple[str, str, str]]:
        return [(label, before, after) for label, (before, after) in self.changes.items()]


class Record(models.Model):
    """What every edited record carries: when it was made and changed, and the version that travels with its forms."""

    created_at = models.DateTimeField(_("登记时间"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("更新时间"), default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    @property
    def key(self) -> str:
        return key_of(self)

    FACTS: tuple[str, ...] = ()  # columns whose values each event keeps, so that any past day can be shown again

    @property
    def thread(self) -> str:
        """The record whose timeline shows this one's events; a part answers with its whole's key."""
        return self.key

    @property
    def facts(self) -> dict | None:
        return {name: getattr(self, name) for name in self.FACTS} or None


class Staged(Record):
    """A record that a workflow moves; the app's concrete class declares `state` with its own choices."""

    state_since = models.DateTimeField(_("进入当前状态的时间"), default=timezone.now, editable=False)

    class Meta:
        abstract = True


DIGEST = "digest:"  # how the key of a digest begins
UNSENT = Q(state__in=["pending", "folded"])


class MessageQuerySet(models.QuerySet):
    def bell(self):
        """What a person sees under the bell: told in the portal, newest first."""
        return self.filter(channel=Message.Channel.PORTAL, state=Message.State.DONE).order_by("-sent_at", "-id")

    def of(self, actor: Actor):
        return self.filter(recipient=actor.user_id) if actor.user_id else self.none()

    def visible_to(self, actor: Actor):
        return self if can(actor, Permission.READ_OUTBOX) else self.none()

    def unread(self):
        return self.filter(read_at=None)

    def pending(self):
        return self.filter(state=Message.State.PENDING)

    def unsent(self):
        """Not gone out yet, by itself or in a digest: what may still be taken back."""
        return self.filter(state__in=[Message.State.PENDING, Message.State.FOLDED])

    def folded(self):
        return self.filter(state=Message.State.FOLDED)

    def letters(self):
        """What goes out by itself or in a digest, not the digest that carries the others."""
        return self.exclude(key__startswith=DIGEST)

    def reminders(self):
        return self.exclude(rule="")


class Message(models.Model):
    """One thing one person is told on one channel: outbox and bell in one row. It exists once, because its key does."""

    class Channel(models.TextChoices):
        PORTAL = "portal", _("站内")
        MAIL = "mail", _("邮件")
        SMS = "sms", _("短信")
        WECOM = "wecom", _("企业微信群")

    class State(models.TextChoices):
        PENDING = "pending", _("待发")
        FOLDED = "folded", _("并入汇总")
        SENDING = "sending", _("发送中")
        DONE = "done", _("已发")
        HELD = "held", _("暂停")
        DEAD = "dead", _("失败")
        DROPPED = "dropped", _("已作废")

    key = models.CharField(max_length=250)
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel)
    rule = models.CharField(_("规则"), max_length=40, blank=True)
    subject = models.CharField(max_length=80)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="messages", verbose_name=_("收件人")
    )
    address = models.EmailField(_("邮箱"), blank=True)  # instead of the recipient's own, for who has no account yet
    robot = models.ForeignKey("Robot", models.CASCADE, null=True, editable=False, db_index=False)  # of a group
    is_private = models.BooleanField(default=False)  # carries a link that lets somebody in: emptied once sent
    title = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("内容"), blank=True)
    consequence = models.CharField(_("不办理的后果"), max_length=300, blank=True)
    path = models.CharField(_("链接"), max_length=600, blank=True)
    deadline = models.DateTimeField(_("期限"), null=True, blank=True)
    is_urgent = models.BooleanField(_("紧急"), default=False)
    waits_for_digest = models.BooleanField(default=False)
    digest = models.ForeignKey("self", models.SET_NULL, null=True, related_name="parts", editable=False, db_index=False)
    wanted_at = models.DateTimeField(null=True, editable=False)  # when it was due first, once a failure has moved `due`
    due = models.DateTimeField(_("应发时间"), default=timezone.now)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)  # attempts that were refused, not killed
    error = models.CharField(_("原因"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("生成时间"), default=timezone.now)
    sent_at = models.DateTimeField(_("送达时间"), null=True, blank=True)
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("消息")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["key", "channel"], name="message_once")]
        indexes = [
            models.Index(fields=["channel", "due", "id"], condition=Q(state="pending"), name="message_due"),
            models.Index(fields=["id"], condition=Q(state="sending"), name="message_sending"),
            models.Index(
                fields=["recipient", "-sent_at", "-id"],
                condition=Q(channel="portal", state="done"),
                name="message_bell",
            ),
            models.Index(
                fields=["recipient"], condition=Q(channel="portal", state="done", read_at=None), name="message_unread"
            ),
            models.Index(fields=["subject"], condition=UNSENT, name="message_subject"),
            models.Index(fields=["rule"], condition=UNSENT, name="message_rule"),
            models.Index(fields=["state", "-id"], name="message_state"),
            models.Index(
                fields=["recipient", "due"], condition=Q(state="pending", waits_for_digest=True), name="message_waiting"
            ),
            models.Index(
                fields=["wanted_at"], condition=Q(state="pending", wanted_at__isnull=False), name="message_late"
            ),
            models.Index(fields=["digest"], condition=Q(digest__isnull=False), name="message_parts"),
            models.Index(fields=["recipient", "sent_at"], condition=Q(state="done"), name="message_week"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Its page in the outbox; what it is about is its `path`."""
        return reverse("notifications:message", args=[self.pk])

    @property
    def to(self) -> str:
        """The mail address it goes to, or "" when there is nobody to write to any more."""
        if self.recipient_id is None:
            return self.address
        return (self.address or self.recipient.email) if self.recipient.is_active else ""


class Habits(Record):
    """When a person reads: the hour of their digest, and the hours in which nothing but the urgent disturbs them."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="habits")
    digest_at = models.TimeField(_("每天几点收汇总邮件"), default=time(8, 30))
    quiet_from = models.TimeField(_("免打扰从"), default=time(21))
    quiet_until = models.TimeField(_("免打扰到"), default=time(7, 30))

    class Meta:
        verbose_name = verbose_name_plural = _("接收习惯")

    def __str__(self):
        return str(self.person)

    def is_quiet(self, at: time) -> bool:
        """Over midnight when it begins later than it ends; never when both are the same."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= at < self.quiet_until
        return at >= self.quiet_from or at < self.quiet_until


class Wish(models.Model):
    """How one person wants to hear of one kind of matter outside the portal; without a row the default holds."""

    class Mail(models.TextChoices):
        DIGEST = "digest", _("每日汇总")
        NOW = "now", _("立即")
        OFF = "off", _("不发")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="wishes")
    kind = models.CharField(max_length=40)
    mail = models.CharField(max_length=10, choices=Mail, default=Mail.DIGEST)
    sms = models.BooleanField(default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("接收方式")
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="wish_once")]

    def __str__(self):
        return f"{self.person_id} {self.kind}"


class BounceQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        return self if can(actor, Permission.READ_OUTBOX) else self.none()


class Bounce(models.Model):
    """A mail address whose server refuses our letters for good; nothing is sent there until somebody clears it."""

    address = models.EmailField(_("邮箱"), unique=True)
    reason = models.CharField(_("原因"), max_length=300)
    count = models.PositiveIntegerField(_("次数"), default=1)
    first_at = models.DateTimeField(_("首次退信"), default=timezone.now)
    last_at = models.DateTimeField(_("最近退信"), default=timezone.now)

    objects = BounceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("退信的邮箱")
        ordering = ["-last_at"]

    def __str__(self):
        return self.address


class Robot(Record):
    """The robot of a unit's WeCom group; its address lets anybody write there, so it is kept sealed."""

    unit = models.OneToOneField("accounts.Unit", models.CASCADE, related_name="robot", verbose_name=_("单位"))
    sealed = models.TextField(editable=False)
    is_on = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("企业微信群机器人")

    def __str__(self):
        return str(self.unit)


class CalendarDay(models.Model):
    """A day that differs from its weekday: a holiday, or a weekend day worked to make up for one."""

    day = models.DateField(_("日期"), unique=True)
    is_working = models.BooleanField(_("上班"))
    name = models.CharField(_("名称"), max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("节假日和调休")
        ordering = ["day"]

    def __str__(self):
        return f"{self.day} {self.name}"


def working_calendar(first: date | None = None, days: int = 0) -> WorkingCalendar:
    """Read the county's calendar: one query, a few hundred rows; or only some days of it."""
    rows = (
        CalendarDay.objects.filter(day__gte=first, day__lte=first + timedelta(days)) if first else CalendarDay.objects
    )
    return WorkingCalendar(dict(rows.values_list("day", "is_working")))


class Ladder(Record):
    """When a kind of reminder goes out, where the county wants it otherwise than the rule's own steps."""

    rule = models.CharField(max_length=40, unique=True)
    ahead = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("提前几天"), default=list, blank=True)
    late = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("逾期后几天"), default=list, blank=True)
    hours_before = models.PositiveSmallIntegerField(_("提前几小时"), null=True, blank=True)
    is_on = models.BooleanField(_("发这种提醒"), default=True)

    class Meta:
        verbose_name = verbose_name_plural = _("提醒的时间")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_on=False) | ~Q(ahead=[]) | ~Q(late=[]) | Q(hours_before__isnull=False),
                name="ladder_has_a_step",
            )
        ]

    def __str__(self):
        return self.rule

    def get_absolute_url(self):
        return reverse("notifications:ladder", args=[self.rule])

    @property
    def steps(self) -> tuple[int, ...]:
        """As a rule has them: days before the deadline, those after it negative, in order of time."""
        return (*sorted(self.ahead, reverse=True), *(-days for days in sorted(self.late)))


class Heartbeat(models.Model):
    """When a part of the clockwork was last alive; /healthz reads it."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
    detail = models.JSONField(default=dict)

    @classmethod
    def touch(cls, name: str, **detail):
        cls.objects.update_or_create(name=name, defaults={"at": clock.now(), "detail": detail})
