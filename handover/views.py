"""The pages of handing over: the list, the one page on which it is done, its record, and what is nobody's."""

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.generic import TemplateView
from django_tables2 import RequestConfig

from accounts.models import Hat
from accounts.permissions import Permission, require
from handover import actions, holdings
from handover.checks import ownerless
from handover.forms import HandoverForm, PersonForm
from handover.models import Handover, may_read
from handover.tables import HandoverFilter, HandoverTable, OwnerlessTable
from pages.views import FormPage, ListPage, RecordPage, Titled
from ruoyi_coop.lib.errors import NotAllowed

HERE = (lazy("工作交接"), "handover:list")


class ReadersOnly:
    """For those who hand over, and the auditor; the others are told that it is not for their hat."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not may_read(request.actor):
            raise NotAllowed(_("这一页供县合作办、系统管理员和审计员使用。"))
        return super().dispatch(request, *args, **kwargs)


def tabs(here: str) -> list[dict]:
    pages = [(_("办过的交接"), "handover:list"), (_("没有人负责的事"), "handover:ownerless")]
    return [{"label": label, "url": reverse(name), "current": name == here} for label, name in pages]


class Handovers(ReadersOnly, ListPage):
    model = Handover
    table_class, filterset_class = HandoverTable, HandoverFilter
    template_name = "handover/list.html"
    title = lazy("工作交接")
    intro = lazy("有人调岗、退休或离职时，先把手里的每件事交给接手的人，再停用身份或账号。")
    actions = ((lazy("办理交接"), "handover:new", Permission.HAND_OVER),)
    empty = lazy("还没有办过交接，或换个条件。")

    def get_queryset(self):
        return super().get_queryset().select_related("person", "hat__unit", "done_by")

    def get_context_data(self, **context):
        return super().get_context_data(tabs=tabs("handover:list"), **context)


class HandoverPage(RecordPage):
    model = Handover
    template_name = "handover/handover.html"

    def get_queryset(self):
        return super().get_queryset().select_related("person", "hat__unit", "done_by")

    def get_crumbs(self):
        return ((HERE[0], reverse(HERE[1])),)

    def get_context_data(self, **context):
        items = list(self.object.items.select_related("to"))
        done, gone = [item for item in items if item.done_at], [item for item in items if not item.done_at]
        return super().get_context_data(done=done, gone=gone, facts=self.get_facts(), **context)

    def get_facts(self):
        row = self.object
        facts = [
            (_("交接人"), row.person),
            (_("身份"), row.scope),
            (_("原因"), row.get_reason_display()),
            (_("停用的身份"), row.ended),
            (_("经办人"), row.done_by),
            (_("说明"), row.note),
        ]
        return [(label, value) for label, value in facts if value]


class OwnerlessPage(ReadersOnly, Titled, TemplateView):
    """Exactly the rows that the nightly check counts."""

    template_name = "handover/ownerless.html"
    title = lazy("没有人负责的事")

    def get_crumbs(self):
        return ((HERE[0], reverse(HERE[1])),)

    def get_context_data(self, **context):
        rows = ownerless()
        table = OwnerlessTable(rows, actor=self.request.actor)
        RequestConfig(self.request, paginate=False).configure(table)
        return super().get_context_data(table=table, number=len(rows), tabs=tabs("handover:ownerless"), **context)


class New(FormPage):
    """Without a person it asks whose work; with one it lists everything, each with a proposed successor."""

    permission = Permission.HAND_OVER
    form_class = HandoverForm
    template_name = "handover/new.html"
    submit = lazy("办理交接")

    def check(self):
        require(self.request.actor, self.permission)

    @cached_property
    def asked(self) -> PersonForm:
        """The address: whose work, and which hat. What it names and is not there is a 404."""
        form = PersonForm(self.request.GET if "person" in self.request.GET else None, actor=self.request.actor)
        if form.is_bound and not form.is_valid() and self.request.GET["person"]:
            raise Http404
        return form

    @property
    def person(self):
        return self.asked.cleaned_data.get("person") if self.asked.is_bound else None

    @property
    def hat(self):
        return self.asked.cleaned_data.get("hat") if self.person else None

    def get_title(self):
        return _("交接%s的工作") % self.person if self.person else _("办理交接")

    def get_crumbs(self):
        return ((HERE[0], reverse(HERE[1])),)

    def get_form(self, form_class=None):
        return super().get_form(form_class) if self.person else None

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"person": self.person, "hat": self.hat}

    def post(self, request, *args, **kwargs):
        if not self.person:
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **context):
        return super().get_context_data(person=self.person, asked=self.asked, tabs=self.get_tabs(), **context)

    def get_tabs(self) -> list[dict]:
        """All hats, or one of several."""
        hats = list(Hat.objects.of(self.person)) if self.person else []
        if len(hats) < 2:
            return []
        scopes = [(_("全部身份"), None), *((str(hat), hat) for hat in hats)]
        return [
            {"label": label, "url": holdings.address(self.person, hat), "current": hat == self.hat}
            for label, hat in scopes
        ]

    def perform(self, form, by):
        row = actions.hand_over(form.plan(), by=by)
        self.done = self.words(row)
        return row

    def words(self, row: Handover) -> str:
        """What was handed over, and what was not there any more."""
        gone = row.items.filter(done_at=None).values_list("title", flat=True)
        words = _("交接已办结：%s。") % (row.summary or _("没有要交接的事"))
        return words + (_("已经不在手里、没有移交的：%s。") % "、".join(gone) if gone else "")
