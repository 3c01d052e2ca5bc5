"""The office's own lists: seasons and categories."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Permission, can, require
from interns import actions, forms, tables
from interns.models import (
    PositionCategory,
    Season,
    Tutor,
)
from pages.views import FormPage, ListPage, RecordPage


class Seasons(ListPage):
    model = Season
    table_class, filterset_class = tables.SeasonTable, tables.SeasonFilter

    def get_title(self):
        return _("实习批次")

    @property
    def actions(self):
        return [(_("新建批次"), "interns:add_season", Permission.MANAGE_SEASON)]


class SeasonPage(RecordPage):
    model = Season
    template_name = "interns/season.html"
    context_object_name = "season"

    def get_crumbs(self):
        return ((_("实习批次"), reverse("interns:seasons")),)

    def get_timeline(self):
        return super().get_timeline() if self.request.actor.reads_all else None

    def get_context_data(self, **context):
        return super().get_context_data(may_edit=can(self.request.actor, Permission.MANAGE_SEASON), **context)


class EditSeason(FormPage):
    model = Season
    form_class = forms.SeasonForm
    permission = Permission.MANAGE_SEASON

    def get_title(self):
        return _("修改批次") if self.thing else _("新建批次")

    def get_crumbs(self):
        return ((_("实习批次"), reverse("interns:seasons")),)

    def perform(self, form, by):
        return actions.save_season(self.thing, form.values(), by=by, version=form.cleaned_data["version"])


class Categories(ListPage):
    model = PositionCategory
    table_class, filterset_class = tables.CategoryTable, tables.CategoryFilter

    def get_title(self):
        return _("岗位类别")

    @property
    def actions(self):
        return [(_("新增类别"), "interns:add_category", Permission.MANAGE_SEASON)]

    def get_queryset(self):
        require(self.request.actor, Permission.MANAGE_SEASON)
        return PositionCategory.objects.all()


class EditCategory(FormPage):
    model = PositionCategory
    form_class = forms.CategoryForm
    permission = Permission.MANAGE_SEASON

    def check(self):
        require(self.request.actor, self.permission)

    def get_queryset(self):
        return PositionCategory.objects.all()

    def get_title(self):
        return _("修改岗位类别") if self.thing else _("新增类别")

    def get_crumbs(self):
        return ((_("岗位类别"), reverse("interns:categories")),)

    def perform(self, form, by):
        actions.save_category(self.thing, form.values(), by=by)
        return reverse("interns:categories")


class CopySeason(FormPage):
    """Next year's season in one step, with the posts and tutors of the hosts ticked."""

    model = Season
    form_class = forms.CopyForm
    permission = Permission.MANAGE_SEASON

    def get_title(self):
        return _("照此新建下一批")

    def perform(self, form, by):
        said = form.values()
        return actions.copy_season(self.thing, said["name"], said["starts_on"], said["hosts"], by=by)


class Tutors(ListPage):
    model = Tutor
    table_class, filterset_class = tables.TutorTable, tables.TutorFilter

    def get_title(self):
        return _("带教老师")

    @property
    def actions(self):
        return [(_("登记带教老师"), "interns:add_tutor", Permission.EDIT_POSITION)]

    @property
    def intro(self):
        return _("带教老师不用账号：每周确认出勤、写鉴定都用专用链接。名额多于最多带的人数时请分开带。")

    def get_queryset(self):
        if not self.request.actor.reads_all:
            require(self.request.actor, Permission.EDIT_POSITION)
        return super().get_queryset().select_related("host").with_load()


class EditTutor(FormPage):
    model = Tutor
    form_class = forms.TutorForm
    permission = Permission.EDIT_POSITION

    def get_title(self):
        return _("修改带教老师") if self.thing else _("登记带教老师")

    def get_crumbs(self):
        return ((_("带教老师"), reverse("interns:tutors")),)

    def perform(self, form, by):
        actions.save_tutor(self.thing, form.values(), by=by, version=form.cleaned_data["version"])
        return reverse("interns:tutors")
