"""The wall as a page with tabs, as a screen in a meeting room, as paper; and the office's list of displays."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views import View
from django.views.generic import TemplateView

from accounts.permissions import Actor, Permission, Role, can, require
from pages.views import FormPage, ListPage, Open, Titled
from ruoyi_coop.lib.errors import NotNow
from wall import actions, drawing, paper, query
from wall.forms import FILTERS, TABS, DisplayForm, RevokeForm, WallForm
from wall.models import Display
from wall.tables import DisplayFilter, DisplayTable

ROWS = 40  # a page draws; print, paper and screen show them all
STAY, TURN = 60, 20  # seconds until a screen asks again: when it has one page, and when it turns to the next
COUNTY = Actor(role=Role.OFFICE)  # what a display shows: the office's view, seen by nobody in particular


class Asked:
    """The request as the form understood it."""

    @property
    def actor(self) -> Actor:
        return self.request.actor

    @cached_property
    def form(self) -> WallForm:
        return WallForm(self.request.GET, actor=self.actor)

    @cached_property
    def asked(self) -> dict:
        return self.form.asked()

    @cached_property
    def found(self) -> list:
        """The picture of the day, which the chart and the matrix both show."""
        return query.picture(self.actor, self.asked["as_of"] or timezone.localdate())

    @cached_property
    def chart(self):
        return query.chart(self.actor, self.asked, self.found)

    def address(self, name: str = "wall:wall", **changes) -> str:
        """The same filters at another page of the wall; None leaves a word away."""
        words = {key: self.request.GET.get(key) for key in FILTERS} | changes
        kept = {key: value for key, value in words.items() if value}
        return self.path_with(reverse(name), kept)

    @staticmethod
    def path_with(path: str, words: dict) -> str:
        return f"{path}?{urlencode(words)}" if words else path


class Wall(Asked, Titled, TemplateView):
    template_name = "wall/wall.html"
    title = lazy("挂图作战")

    def get_context_data(self, **context):
        tab = self.asked["tab"] or "axis"
        part = self.matrix() if tab == "matrix" else self.rows(tab)
        return super().get_context_data(
            form=self.form,
            tab=tab,
            is_filtered=any(name in self.form.changed_data for name in FILTERS),
            tabs=self.tabs(tab),
            chart=self.chart,
            legend=drawing.legend(),
            printing=self.asked["print"],
            past=self.past(),
            links=self.links(),
            may_display=can(self.actor, Permission.SUPERVISE_DUTY) and self.actor.role == Role.OFFICE,
            **part,
            **context,
        )

    def matrix(self) -> dict:
        return {"drawn": drawing.matrix(query.matrix(self.actor, self.asked, self.found)), "symbols": drawing.symbols()}

    def rows(self, tab: str) -> dict:
        """The drawing or the table of the page asked for; all rows when it is to be printed."""
        rows = self.chart.rows
        page = Paginator(rows, max(len(rows), 1) if self.asked["print"] else ROWS).get_page(self.asked["page"])
        draw = drawing.table if tab == "table" else drawing.draw
        return {
            "page": page,
            "drawn": draw(self.chart, page.object_list) if rows else "",
            "symbols": drawing.symbols() if tab == "table" or not rows else "",
        }

    def tabs(self, here: str) -> list[dict]:
        addresses = ((name, label, self.address(tab=name if name != "axis" else None)) for name, label in TABS)
        return [{"label": label, "url": url, "current": name == here} for name, label, url in addresses]

    def past(self) -> str:
        day = date_format(self.chart.as_of, "DATE_FORMAT")
        return _("这是 %s 当天的样子。") % day if self.chart.is_past else ""

    def links(self) -> dict:
        tab, meeting = self.asked["tab"], self.chart.compared_with
        return {
            "meeting": self.address(tab=tab, as_of=meeting.isoformat()) if meeting else "",
            "today": self.address(tab=tab, as_of=None),
            "screen": self.address("wall:screen"),
            "print": self.address(tab=tab, print="1"),
            "a3": self.address("wall:paper", size="a3"),
            "a0": self.address("wall:paper", size="a0"),
        }


class Screen(Asked, TemplateView):
    """The chart in big type; it asks for its next page by itself, so that a room sees all pages in turn."""

    template_name = "wall/screen.html"

    def get_context_data(self, **context):
        pages = drawing.screens(self.chart)
        number = min(self.asked["page"] or 1, len(pages))
        return super().get_context_data(
            chart=self.chart,
            legend=drawing.legend(),
            number=number,
            pages=len(pages),
            drawn=drawing.draw(self.chart, pages[number - 1], links=False, labels=True, holders=False),
            **context,
        )

    def render_to_response(self, context, **options):
        response = super().render_to_response(context, **options)
        number, pages = context["number"], context["pages"]
        words = {key: self.request.GET.get(key) for key in FILTERS if self.request.GET.get(key)}
        after = self.path_with(self.request.path, words | {"page": number % pages + 1})
        response["Refresh"] = f"{TURN if pages > 1 else STAY}; url={after}"
        return response


class Shown(Open, Screen):
    """A display shows the office's view to whoever knows its address, until it is revoked."""

    actor = COUNTY

    def get(self, request, *args, **kwargs):
        get_object_or_404(Display.objects.showing(), token=kwargs["token"])
        return super().get(request, *args, **kwargs)


class Paper(Asked, View):
    """The same rows as a PDF for the printer; a wrong word or too many rows lead back to the wall, which says so."""

    def get(self, request):
        if any(name in FILTERS for name in self.form.errors):
            return redirect(self.address())
        if len(self.chart.rows) > paper.MOST:
            messages.warning(request, _("一次最多打印 %d 个项目，请先筛选。") % paper.MOST)
            return redirect(self.address())
        size = self.asked["size"] or "a3"
        try:
            made = paper.pdf(self.chart, size)
        except NotNow as late:
            messages.warning(request, str(late))
            return redirect(self.address())
        answer = HttpResponse(made, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="wall-{self.chart.as_of:%Y%m%d}-{size}.pdf"'
        return answer


class OfDisplays:
    permission = Permission.SUPERVISE_DUTY

    def get_crumbs(self):
        return ((lazy("挂图作战"), reverse("wall:wall")),)


class DisplayList(OfDisplays, ListPage):
    model = Display
    table_class, filterset_class = DisplayTable, DisplayFilter
    title = lazy("大屏")
    intro = lazy("每块大屏有自己的网址，打开就显示全县的挂图，不用登录；停用后网址立即失效。")
    actions = ((lazy("登记大屏"), "wall:display_add", Permission.SUPERVISE_DUTY),)
    empty = lazy("登记一块大屏，把它的网址输进会议室的浏览器。")

    def get_queryset(self):
        return super().get_queryset().select_related("created_by")

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            require(request.actor, self.permission)
        return super().dispatch(request, *args, **kwargs)


class AddDisplay(OfDisplays, FormPage):
    form_class = DisplayForm
    title = lazy("登记大屏")
    done = lazy("已登记。把网址输进大屏的浏览器就能看到挂图。")

    def perform(self, form, by):
        return actions.add_display(form.values(), by=by)


class RevokeDisplay(OfDisplays, FormPage):
    model = Display
    form_class = RevokeForm
    title = lazy("停用大屏")
    submit = lazy("停用")
    warning = lazy("停用后，这块大屏的网址立即失效，不能恢复；需要时另外登记一块。")
    done = lazy("已停用，网址不再有效。")

    def perform(self, form, by):
        return actions.revoke_display(self.thing, by=by)
