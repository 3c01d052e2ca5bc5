"""The pages of an import: upload, confirm the columns, answer, save, undo. Every step is a plain form."""

from functools import cached_property

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views import View

from accounts.permissions import require
from pages.exports import XLSX, named
from pages.views import FormPage, ListPage, OnThing, RecordPage
from ruoyi_coop.lib.errors import NotNow
from ruoyi_coop.lib.sheets import Unreadable, marked, places_in_words, template
from sheets import actions
from sheets.forms import AnswerForm, ColumnsForm, RowsForm, SheetForm, UploadForm
from sheets.kinds import kind_of, kinds_for
from sheets.models import Import
from sheets.tables import ImportFilter, ImportTable

ROWS_A_PAGE = 50
SAMPLE_ROWS = 3
GROUPS_SHOWN = 30


class Imports(ListPage):
    model = Import
    table_class, filterset_class = ImportTable, ImportFilter
    template_name = "sheets/list.html"

    def get_title(self):
        return _("表格导入")

    def get_queryset(self):
        return super().get_queryset().select_related("upload", "by")

    def get_context_data(self, **context):
        return super().get_context_data(kinds=kinds_for(self.request.actor), **context)


class OfKind:
    @cached_property
    def kind(self):
        return kind_of(self.kwargs["kind"])


class New(OfKind, FormPage):
    template_name = "sheets/new.html"
    form_class = UploadForm

    @property
    def permission(self):
        return self.kind.permission

    def get_title(self):
        return _("从表格导入：%s") % self.kind.title

    def get_context_data(self, **context):
        actor = self.request.actor
        more = {"kind": self.kind, "note": self.kind.note(actor), "why_not": self.kind.why_not(actor)}
        return super().get_context_data(**{"submit": _("上传并识别")} | more | context)

    def perform(self, form, by):
        try:
            return actions.take_in(form.cleaned_data["file"], self.kind, by=by)
        except Unreadable as error:
            raise NotNow(str(error)) from error

    def get_success_url(self, result=None):
        return result.get_absolute_url()


class Template(OfKind, View):
    def get(self, request, kind):
        require(request.actor, self.kind.permission)
        return _workbook(template(self.kind.spec(request.actor)), _("%s模板.xlsx") % self.kind.title)


class Page(RecordPage):
    """Whatever the import waits for now: its columns, its questions, or nothing more."""

    model = Import
    context_object_name = "batch"

    def get_template_names(self):
        page = "columns" if self.object.state == Import.State.COLUMNS else "preview"
        return [f"sheets/{page}.html"]

    def get_context_data(self, **context):
        more = self._columns() if self.object.state == Import.State.COLUMNS else self._preview()
        mine = self.object.by_id == self.request.actor.user_id
        return super().get_context_data(**more, mine=mine, **context)

    def _columns(self) -> dict:
        sheet, sheets, found = actions.recognise(self.object, by=self.request.actor)
        form = self.kwargs.get("form") or columns_form(self.object, found, self.request.actor)
        return {"form": form, "found": found, "sheets": sheets, "columns": _columns(form, sheet, found)}

    def _preview(self) -> dict:
        staged = self.object.rows
        if staged is None:
            return {"staged": None}
        spec = kind_of(self.object.kind).spec(self.request.actor)
        groups = staged.groups()
        page = Paginator(_open_first(staged), ROWS_A_PAGE).get_page(self.request.GET.get("page"))
        return {
            "staged": staged,
            "counts": staged.counts(),
            "groups": [_group(staged, spec, group) for group in groups[:GROUPS_SHOWN]],
            "more_groups": max(0, len(groups) - GROUPS_SHOWN),
            "repeats": [row for row in staged.kept if row.repeats and not row.repeat_allowed],
            "places": places_in_words(staged, spec),
            "labels": [column.label for column in spec.columns],
            "page": page,
            "rows": [_row(row, spec) for row in page],
            "dropped": [row for row in staged.rows if row.left_out],
            "imported": self.object.imported.all()[:200],
        }


def columns_form(batch: Import, found, actor, data=None) -> ColumnsForm:
    spec = kind_of(batch.kind).spec(actor)
    return ColumnsForm(data, found=found, spec=spec, constants=batch.constants)


def _columns(form, sheet, found) -> list[dict]:
    return [
        {
            "proposal": one,
            "field": form[f"column_{one.index}"],
            "samples": [sheet.value(number, one.index) for number in found.rows[:SAMPLE_ROWS]],
        }
        for one in found.proposals
    ]


def _open_first(staged) -> list:
    return sorted(staged.kept, key=lambda row: (not row.open, row.number))


def _group(staged, spec, group) -> dict:
    shown = "、".join(staged.address(number, group.name) for number in group.rows[:6])
    return {
        "label": spec.column(group.name).label,
        "places": shown + ("…" if len(group.rows) > 6 else ""),
        "numbers": ",".join(map(str, group.rows)),
        "first": group.rows[0],
        "group": group,
    }


def _row(row, spec) -> dict:
    return {"number": row.number, "open": row.open, "cells": [row.cells[column.name] for column in spec.columns]}


class Step(OnThing, View):
    """One POST on one import: check what was sent, call the action, go back to the import's page."""

    http_method_names = ["post"]
    model = Import
    form_class = None
    done = ""

    def post(self, request, pk):
        form = self.form_class(request.POST) if self.form_class else None
        if form is not None and not form.is_valid():
            messages.error(request, _("没有听懂这一步，请重试。"))
            return HttpResponseRedirect(self.thing.get_absolute_url())
        return self.act(form)

    def act(self, form):
        try:
            self.perform(self.thing, self.request.actor, form.cleaned_data if form else {})
            if self.done:
                messages.success(self.request, self.done)
        except (NotNow, Unreadable) as no:
            messages.error(self.request, str(no))
        return HttpResponseRedirect(self.thing.get_absolute_url())

    def perform(self, batch: Import, by, said: dict) -> None:
        raise NotImplementedError


class ChooseSheet(Step):
    form_class = SheetForm

    def perform(self, batch, by, said):
        actions.choose_sheet(batch, by=by, **said)


class Columns(Step):
    """Confirm the columns; a mistake comes back with what was chosen."""

    def post(self, request, pk):
        batch = self.thing
        if "change" in request.POST:
            return self.act(None)
        _sheet, _sheets, found = actions.recognise(batch, by=request.actor)
        form = columns_form(batch, found, request.actor, request.POST)
        if not form.is_valid():
            return Page.as_view()(request, pk=pk, form=form)
        return self.act(form)

    def act(self, form):
        self.form = form
        return super().act(None)

    def perform(self, batch, by, said):
        if self.form is None:
            actions.change_columns(batch, by=by)
        else:
            actions.confirm_columns(batch, by=by, mapping=self.form.mapping(), constants=self.form.constants())


class Answer(Step):
    form_class = AnswerForm

    def perform(self, batch, by, said):
        actions.answer(batch, by=by, **said)


class Drop(Step):
    form_class = RowsForm

    def perform(self, batch, by, said):
        actions.drop_rows(batch, by=by, **said)


class Return(Step):
    form_class = RowsForm

    def perform(self, batch, by, said):
        actions.return_rows(batch, by=by, numbers=said["numbers"])


class Repeat(Step):
    form_class = RowsForm

    def perform(self, batch, by, said):
        for number in said["numbers"]:
            actions.keep_repeat(batch, by=by, number=number)


class Save(Step):
    def perform(self, batch, by, said):
        saved = actions.save(batch, by=by)
        messages.success(self.request, _("已导入 %d 行。不对的话可以整批撤销。") % saved.imported.count())


class Undo(Step):
    def perform(self, batch, by, said):
        actions.undo(batch, by=by)
        messages.success(self.request, _("已整批撤销，这些记录不再存在。"))


class Discard(Step):
    def perform(self, batch, by, said):
        actions.discard(batch, by=by)


class Marked(OnThing, View):
    """The person's own workbook back, the wrong cells marked and explained."""

    model = Import

    def get(self, request, pk):
        batch = self.thing
        if not batch.staged:
            return HttpResponseRedirect(batch.get_absolute_url())
        sheet, _sheets, _found = actions.recognise(batch, by=request.actor)
        content = marked(sheet, batch.rows, kind_of(batch.kind).spec(request.actor))
        return _workbook(content, _("标出问题-%s.xlsx") % batch.upload.name.rpartition(".")[0])


def _workbook(content: bytes, name: str) -> HttpResponse:
    return named(HttpResponse(content, content_type=XLSX), name)
