"""The pages of service on call: requests and their moves, the figures, the groups of three and the promises."""

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.generic import TemplateView

from accounts.permissions import Permission
from notifications.models import working_calendar
from pages.views import FormPage, ListPage, MovePage, RecordPage, Titled
from ruoyi_coop.lib.errors import NotAllowed
from service import actions, clock, desk
from service.figures import Month, months
from service.forms import AskForm, PromiseForm, ServiceMoveForm, TeamForm, WordsForm
from service.models import FOR, INVOLVED, SEES_TEAMS, SUBJECTS, Promise, ServiceRequest, ServiceTeam, Style
from service.tables import RequestFilter, RequestTable, TeamFilter, TeamTable
from service.workflow import SERVICE

LIST = (lazy("三到服务"), "service:list")
TEAMS = (lazy("三人小组"), "service:teams")


def crumbs(*pairs) -> tuple:
    return tuple((label, reverse(name)) for label, name in pairs)


def tabs(actor, here: str) -> list[dict]:
    pages = [(_("服务请求"), "service:list"), (_("服务数据"), "service:figures")]
    pages += [TEAMS] if actor.role in SEES_TEAMS else []
    return [{"label": label, "url": reverse(name), "current": name == here} for label, name in pages]


class ForRoles:
    """A page for some roles; the others are told that it is not for their hat."""

    roles = INVOLVED

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and request.actor.role not in self.roles:
            raise NotAllowed(_("这一页供县里工作人员、高校联络员和企业联系人使用。"))
        return super().dispatch(request, *args, **kwargs)


class Requests(ForRoles, ListPage):
    model = ServiceRequest
    table_class, filterset_class = RequestTable, RequestFilter
    title = lazy("三到服务")
    intro = lazy("三人小组随叫随到、服务周到、说到做到；办没办好，由请求的人说了算。")
    template_name = "service/list.html"
    empty = lazy("换一个筛选条件；要服务时点上面的按钮。")

    def get_queryset(self):
        return super().get_queryset().with_names()

    def get_context_data(self, **context):
        actor = self.request.actor
        return super().get_context_data(tabs=tabs(actor, "service:list"), asks=desk.asks(actor), **context)


class RequestPage(RecordPage):
    model = ServiceRequest
    template_name = "service/request.html"

    def get_queryset(self):
        return super().get_queryset().with_names()

    def get_crumbs(self):
        return crumbs(LIST)

    def get_context_data(self, **context):
        row, actor = self.object, self.request.actor
        context = super().get_context_data(offers=actions.offers(row, actor), **context)
        said = [event for event in reversed(context["timeline"]) if event.note]
        may_add = not row.has_ended and actions.may(actor, Permission.ASK_SERVICE, row)
        return context | {"said": said, "may_add": may_add, "is_certain": self.is_certain()}

    def is_certain(self) -> bool:
        return clock.is_certain(working_calendar(), self.object.asked_at, self.object.done_due)


class Ask(FormPage):
    """One click asks; opened by hand, the same page takes words at once."""

    form_class = AskForm
    template_name = "service/ask.html"
    permission = Permission.ASK_SERVICE
    submit = lazy("请求服务")
    done = lazy("已经发出。谁在办、到何时答复，都在这一页上；可以再补充说明。")

    def check(self):
        if self.kwargs["style"] not in Style.values:
            raise Http404
        super().check()

    @property
    def style(self) -> Style:
        return Style(self.kwargs["style"])

    def get_title(self):
        return _("请求%(style)s服务") % {"style": self.style.label}

    def get_crumbs(self):
        return crumbs(LIST)

    def get_initial(self):
        return {"subject": SUBJECTS[self.style]}

    def get_context_data(self, **context):
        promise = Promise.objects.on(self.style, timezone.localdate())
        return super().get_context_data(intro=FOR[self.style], promise=promise, **context)

    def perform(self, form, by):
        return actions.ask(self.style, by=by, **form.values())


class OnRequest:
    """A page that only those tied to the request may open, whatever else their role allows."""

    model = ServiceRequest

    def get_queryset(self):
        return super().get_queryset().with_names()

    def check(self):
        super().check()
        actions.must_be_tied(self.thing, self.permission, self.request.actor, self.only_holder)

    only_holder = False


class AddWords(OnRequest, FormPage):
    form_class = WordsForm
    permission = Permission.ASK_SERVICE
    title = lazy("补充说明")

    def perform(self, form, by):
        return actions.add_words(self.thing, form.values(), by=by, version=form.cleaned_data["version"])


class MoveRequest(OnRequest, MovePage):
    workflow = SERVICE
    form_class = ServiceMoveForm

    @property
    def only_holder(self) -> bool:
        return self.move.name == "pass_on"

    def perform(self, form, by):
        satisfied = form.cleaned_data.get("satisfied")
        version = form.cleaned_data["version"]
        return actions.move_request(
            self.thing, self.move.name, by=by, note=form.note, satisfied=satisfied, version=version
        )


class Figures(ForRoles, Titled, TemplateView):
    """Medians by month, each linked to exactly the rows it was computed from."""

    template_name = "service/figures.html"
    title = lazy("服务数据")

    def get_crumbs(self):
        return crumbs(LIST)

    def get_context_data(self, **context):
        actor = self.request.actor
        rows = ServiceRequest.objects.visible_to(actor)
        found = months(rows, timezone.localdate(), working_calendar())
        return super().get_context_data(
            tabs=tabs(actor, "service:figures"),
            headers=HEADERS,
            rows=[list(zip(HEADERS, cells(month), strict=True)) for month in found],
            bars=[{"label": month.key, "value": month.asked, "url": rows_of(month)} for month in found],
            **context,
        )


HEADERS = (
    lazy("月份"),
    lazy("请求"),
    lazy("答复用时（工作小时，中位数）"),
    lazy("到确认用时（工作日，中位数）"),
    lazy("按时答复"),
    lazy("按时办结"),
)


def rows_of(month: Month, query: str = "") -> str:
    return f"{reverse('service:list')}?month={month.key}{query}"


def cells(month: Month) -> list:
    """One line of the table: every figure opens the rows behind it."""
    return [
        month.key,
        _linked(month.asked, rows_of(month)),
        _linked(month.hours, rows_of(month, "&kept=answered")),
        _linked(month.days, rows_of(month, "&state=confirmed")),
        _linked(_share(month.in_time, month.late), rows_of(month, "&kept=in_time")),
        _linked(_share(month.done_in_time, month.done_late), rows_of(month, "&kept=done_in_time")),
    ]


def _share(kept: int, missed: int) -> str | None:
    total = kept + missed
    return f"{kept / total:.0%}（{kept}/{total}）" if total else None


def _linked(value, url: str):
    return "—" if value is None else format_html('<a href="{}">{}</a>', url, value)


class Teams(ForRoles, ListPage):
    model = ServiceTeam
    roles = SEES_TEAMS
    table_class, filterset_class = TeamTable, TeamFilter
    title = lazy("三人小组")
    intro = lazy("新的请求轮流交给小组里的下一位；逾期没有答复的自动转给下一位，三位都没有答复就上报县领导。")
    template_name = "service/teams.html"
    actions = (
        (lazy("设立三人小组"), "service:team_add", Permission.MANAGE_SERVICE),
        (lazy("公布承诺时限"), "service:promise_add", Permission.MANAGE_SERVICE),
    )
    empty = lazy("请县合作办设立第一个小组。")

    def get_queryset(self):
        return super().get_queryset().select_related("university").with_members()

    def get_context_data(self, **context):
        promises = Promise.objects.order_by("style", "-published_on")
        return super().get_context_data(tabs=tabs(self.request.actor, "service:teams"), promises=promises, **context)


class AddTeam(FormPage):
    form_class = TeamForm
    permission = Permission.MANAGE_SERVICE
    title = lazy("设立三人小组")

    def get_crumbs(self):
        return crumbs(LIST, TEAMS)

    def perform(self, form, by):
        version = form.cleaned_data["version"]
        return actions.save_team(self.thing, form.values(), form.hats(), by=by, version=version)


class EditTeam(AddTeam):
    model = ServiceTeam
    title = lazy("调整三人小组")


class PublishPromise(FormPage):
    form_class = PromiseForm
    permission = Permission.MANAGE_SERVICE
    title = lazy("公布承诺时限")

    def get_crumbs(self):
        return crumbs(LIST, TEAMS)

    def perform(self, form, by):
        return actions.publish_promise(form.values(), by=by)
