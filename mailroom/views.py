"""The bell of each person, the outbox of the portal, when reminders go out, and the operation log."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import FormView, ListView, TemplateView

from accounts.middleware import STOP_POLLING, in_background
from accounts.permissions import Permission, can, require
from mailroom import actions, tables
from mailroom.forms import CalendarForm, LadderForm
from mailroom.workflow import OUTBOX
from notifications.actions import mark_read
from notifications.models import CalendarDay, Event, Ladder, Message, working_calendar
from notifications.tick import Rule, announced, moments
from pages.forms import MoveForm
from pages.tables import CappedPaginator
from pages.views import FormPage, ListPage, RecordPage, Titled
from ruoyi_coop.lib.errors import AlreadyDone, NotNow


class Bell(Titled, ListView):
    """What I was told, unread first."""

    template_name = "mailroom/bell.html"
    context_object_name = "entries"
    paginate_by = 25
    paginator_class = CappedPaginator

    def get_title(self):
        return _("消息")

    def get_queryset(self):
        mine = Message.objects.bell().of(self.request.actor)
        return mine.unread() if self.only_unread else mine

    @property
    def only_unread(self) -> bool:
        return "unread" in self.request.GET

    def get_context_data(self, **context):
        return super().get_context_data(only_unread=self.only_unread, **context)


@login_not_required
@in_background
def unread(request):
    """The number beside the bell, asked by the page itself; a visitor is told to stop asking."""
    if not request.user.is_authenticated:
        return HttpResponse(status=STOP_POLLING)
    count = Message.objects.bell().of(request.actor).unread().count()
    return render(request, "mailroom/_unread.html", {"count": count})


class OpenMessage(View):
    """Reading is following it: marked as read, then on to what it is about."""

    def get(self, request, pk):
        message = get_object_or_404(Message.objects.bell().of(request.actor), pk=pk)
        mark_read(Message.objects.filter(pk=pk), by=request.actor)
        return HttpResponseRedirect(message.path or reverse("notifications:list"))


class ReadAll(View):
    http_method_names = ["post"]

    def post(self, request):
        count = mark_read(Message.objects.bell(), by=request.actor)
        messages.success(request, _("%d条消息标为已读。") % count)
        return redirect("notifications:list")


class Outbox(ListPage):
    model = Message
    template_name = "mailroom/outbox.html"
    table_class, filterset_class = tables.OutboxTable, tables.OutboxFilter

    def get_title(self):
        return _("发件箱")

    @property
    def intro(self):
        return _("提醒和通知都先记在这里再发出。失败的写着原因，可以重发；暂停的要有人放行。")

    def get_queryset(self):
        require(self.request.actor, Permission.READ_OUTBOX)
        return super().get_queryset().select_related("recipient")

    def get_context_data(self, **context):
        waiting = Message.objects.filter(state__in=[Message.State.HELD, Message.State.DEAD]).exists()
        may_release = can(self.request.actor, Permission.RELEASE_MESSAGE) and waiting
        return super().get_context_data(may_release=may_release, **context)


class MessagePage(RecordPage):
    model = Message
    template_name = "mailroom/message.html"
    context_object_name = "message_row"
    workflow = OUTBOX

    def get_crumbs(self):
        return ((_("发件箱"), reverse("notifications:outbox")),)

    def get_queryset(self):
        return super().get_queryset().select_related("recipient")

    def get_context_data(self, **context):
        shows_body = not self.object.is_private
        return super().get_context_data(tone=tables.TONES.get(self.object.state, ""), shows_body=shows_body, **context)


class MoveMessage(FormPage):
    model = Message
    form_class = MoveForm
    permission = Permission.RELEASE_MESSAGE

    @property
    def move(self):
        try:
            return OUTBOX[self.kwargs["move"]]
        except KeyError as error:
            raise Http404 from error

    def check(self):
        self.move  # noqa: B018 - an unknown move is a 404 before anything else
        super().check()

    def get_title(self):
        return str(self.move.label)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"move": self.move}

    def get_context_data(self, **context):
        why_not = OUTBOX.why_not(self.thing, self.move)
        return super().get_context_data(
            **{"why_not": why_not, "submit": self.move.label, "warning": self.move.warning} | context
        )

    def perform(self, form, by):
        return actions.move(self.thing, self.move.name, by=by, reason=form.note).get_absolute_url()


class ReleaseAll(View):
    http_method_names = ["post"]

    def post(self, request):
        try:
            messages.success(request, _("已放行%d条消息。") % actions.release_all(by=request.actor))
        except NotNow as no:
            messages.info(request, str(no))
        return redirect("notifications:outbox")


class Events(ListPage):
    """Who did what, under which hat, when; nothing here can be changed, by anybody."""

    model = Event
    table_class, filterset_class = tables.EventTable, tables.EventFilter

    def get_title(self):
        return _("操作日志")

    @property
    def intro(self):
        return _("每一次办理都记在这里，只增不改。导出本身也会记一笔。")

    def get_queryset(self):
        require(self.request.actor, Permission.READ_AUDIT)
        return super().get_queryset()

    def download(self, kind):
        actions.note_export(self.get_title(), by=self.request.actor)
        return super().download(kind)


class YearForm(forms.Form):
    """Which year is meant; nonsense means this one."""

    year = forms.IntegerField(required=False, min_value=2000, max_value=2100)


class CalendarPage(Titled, FormView):
    """放假安排: the days of one year that differ from their weekday; what is saved replaces that year's."""

    template_name = "mailroom/calendar.html"
    form_class = CalendarForm

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            require(request.actor, Permission.MANAGE_CALENDAR)
        return super().dispatch(request, *args, **kwargs)

    def get_title(self):
        return _("%d年放假安排") % self.year

    @cached_property
    def year(self) -> int:
        form = YearForm(self.request.GET)
        asked = form.cleaned_data.get("year") if form.is_valid() else None
        return asked or timezone.localdate().year

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"year": self.year, "actor": self.request.actor}

    def get_context_data(self, **context):
        address, now = reverse("notifications:calendar"), timezone.localdate().year
        years = range(now - 1, now + 3)
        tabs = [{"label": str(year), "url": f"{address}?year={year}", "current": year == self.year} for year in years]
        published = CalendarDay.objects.filter(day__year=self.year).exists()
        return super().get_context_data(tabs=tabs, year=self.year, published=published, **context)

    def form_valid(self, form):
        by = self.request.actor.sending(form.cleaned_data.get("submission"))
        try:
            actions.set_year(self.year, form.cleaned_data["days"], by=by)
        except AlreadyDone:
            messages.info(self.request, _("已经收到过，没有重复提交。"))
        else:
            messages.success(
                self.request, _("已保存。提醒马上按新安排计算，倒排的工期今晚重新计算，只移动还没开工的步骤。")
            )
        return HttpResponseRedirect(self.request.get_full_path())


class Ladders(Titled, TemplateView):
    """Every kind of reminder the portal sends, and when: the default, or what the county has set."""

    template_name = "mailroom/ladders.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            require(request.actor, Permission.MANAGE_REMINDERS)
        return super().dispatch(request, *args, **kwargs)

    def get_title(self):
        return _("提醒的时间")

    def get_context_data(self, **context):
        ladders = {ladder.rule: ladder for ladder in Ladder.objects.all()}
        rows = [_told(rule, ladders.get(rule.name)) for rule in announced().values()]
        return super().get_context_data(rows=rows, **context)


def _told(rule: Rule, ladder: Ladder | None) -> dict:
    """One line of the list, in words."""
    now = rule.by(ladder)
    is_on = ladder is None or ladder.is_on or not rule.may_be_off
    words = step_words(now.steps, now.hours_before, in_working_days=rule.in_working_days)
    return {
        "rule": rule,
        "words": words if is_on else _("不发"),
        "is_changed": ladder is not None,
        "url": "" if rule.is_fixed else reverse("notifications:ladder", args=[rule.name]),
    }


def step_words(steps, hours: int | None, *, in_working_days: bool = False) -> str:
    """提前7、3天，当天；逾期后第1天: the steps as one says them."""
    ahead, late = [step for step in steps if step > 0], [-step for step in steps if step < 0]
    unit = _("个工作日") if in_working_days else _("天")
    parts = [
        _("提前%s天") % "、".join(map(str, ahead)) if ahead else "",
        _("当天") if 0 in steps else "",
        _("到点前%d小时") % hours if hours else "",
        _("逾期后第%(days)s%(unit)s") % {"days": "、".join(map(str, late)), "unit": unit} if late else "",
    ]
    return "，".join(part for part in parts if part)


class EditLadder(FormPage):
    form_class = LadderForm
    permission = Permission.MANAGE_REMINDERS
    template_name = "mailroom/ladder.html"
    EXAMPLE = 30  # days ahead: the deadline on which the page shows what the steps mean

    def check(self):
        require(self.request.actor, self.permission)
        if self.rule.is_fixed:
            raise Http404

    @cached_property
    def rule(self) -> Rule:
        try:
            return announced()[self.kwargs["rule"]]
        except KeyError as error:
            raise Http404 from error

    @cached_property
    def thing(self):
        return Ladder.objects.filter(rule=self.rule.name).first()

    def get_title(self):
        return _("什么时候提醒：%s") % self.rule.label

    def get_crumbs(self):
        return ((_("提醒的时间"), reverse("notifications:ladders")),)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"rule": self.rule}

    def get_context_data(self, **context):
        deadline = timezone.now().replace(hour=9, minute=0, second=0) + timedelta(days=self.EXAMPLE)
        example = moments(self.rule.by(self.thing), deadline, working_calendar())
        return super().get_context_data(
            rule=self.rule, deadline=deadline, example=[moment for moment, _name in example], **context
        )

    def perform(self, form, by):
        actions.set_ladder(self.rule, form.values(), by=by, version=form.cleaned_data["version"])
        return reverse("notifications:ladders")


class ResetLadder(View):
    http_method_names = ["post"]

    def post(self, request, rule):
        require(request.actor, Permission.MANAGE_REMINDERS)
        if rule not in announced():
            raise Http404
        actions.reset_ladder(announced()[rule], by=request.actor)
        messages.success(request, _("已恢复默认。"))
        return redirect("notifications:ladders")
