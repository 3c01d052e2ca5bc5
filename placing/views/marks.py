"""Marks: the criteria of a season, the posts that still lack marks, and the table one fills in for a post."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.permissions import Permission, require
from interns.models import Position, Season
from pages.views import FormPage, ListPage
from placing import forms, marking, tables

PER_PAGE = 100


class Criteria(FormPage):
    """What those who choose a post are marked on, published before anybody can apply."""

    model = Season
    form_class = forms.CriteriaForm
    permission = Permission.MANAGE_SEASON

    def get_title(self):
        return _("打分项目")

    def get_context_data(self, **context):
        return super().get_context_data(why_not=marking.why_fixed(self.thing), **context)

    def perform(self, form, by):
        marking.save_criteria(self.thing, form.cleaned_data["rows"], by=by)
        return self.thing


class ToMark(ListPage):
    """Posts in which somebody still lacks marks: what the figure on the office's page counts."""

    model = Position
    table_class, filterset_class = tables.ToMarkTable, tables.ToMarkFilter

    @cached_property
    def season(self):
        return get_object_or_404(Season, pk=self.kwargs["pk"])

    def get_title(self):
        return _("还没打完分的岗位")

    def get_crumbs(self):
        return ((str(self.season), self.season.get_absolute_url()),)

    def get_queryset(self):
        require(self.request.actor, Permission.PLACE_STUDENTS)
        return marking.posts_to_mark([self.season]).select_related("host")


class Marks(FormPage):
    """One line a student, one number a criterion; a hundred students a page."""

    model = Position
    form_class = forms.MarksForm
    permission = Permission.DECIDE_APPLICATION
    template_name = "placing/marks.html"

    def get_title(self):
        return _("给报名学生打分")

    def get_queryset(self):
        return super().get_queryset().select_related("season", "host")

    @cached_property
    def page(self):
        rows = marking.choices_of(self.thing).prefetch_related("marks")
        return Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))

    def get_form_kwargs(self):
        shown = {"choices": self.page.object_list, "criteria": self.thing.season.criteria.all()}
        return super().get_form_kwargs() | shown

    def get_context_data(self, **context):
        why_not = marking.why_not(self.thing.season)
        return super().get_context_data(why_not=why_not, page=self.page, **context)

    def perform(self, form, by):
        count = marking.give(self.thing, form.marks(), by=by)
        self.done = _("已保存 %d 名学生的得分。") % count if count else _("没有改动。")
        if self.page.has_next():
            return reverse("placing:marks", args=[self.thing.pk]) + f"?page={self.page.next_page_number()}"
        return self.thing
