"""Pages of posts, choices, placements and seasons."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from accounts.permissions import Permission, Role, can, require
from interns import actions, forms, tables
from interns.models import (
    Application,
    Choice,
    Placement,
    Position,
    PositionCategory,
    Season,
    StudentProfile,
    reasons_of_return,
    why_not_eligible,
)
from interns.workflow import APPLICATION, LIVE, PLACEMENT, POSITION, ApplicationState, PositionState
from pages.views import FormPage, ListPage, MovePage, OnThing, Open, RecordPage
from ruoyi_coop.lib.errors import AlreadyDone, NotNow

INSIDE = {Role.OFFICE, Role.LEADER, Role.AUDITOR, Role.MENTOR, Role.OFFICIAL}
MOST_APPLICANTS = 100  # on the page of a post; the list of applications has them all


def tabs(here: str) -> list[dict]:
    """The two lists about students, one beside the other."""
    lists = ((_("报名"), "interns:applications"), (_("录用"), "interns:placements"))
    return [{"label": label, "url": reverse(name), "current": name == here} for label, name in lists]


class Positions(Open, ListPage):
    """The public list; hosts and the county see states and drafts as well."""

    model = Position
    template_name = "interns/positions.html"

    def get_title(self):
        return _("实习岗位")

    @property
    def inside(self) -> bool:
        return self.request.actor.role in INSIDE

    @property
    def actions(self):
        return [
            (_("申报岗位"), "interns:add_position", Permission.EDIT_POSITION),
            (_("批次"), "interns:seasons", Permission.MANAGE_SEASON),
            (_("岗位类别"), "interns:categories", Permission.MANAGE_SEASON),
        ]

    def get_table_class(self):
        return tables.PositionTable if self.inside else tables.PublicPositionTable

    def get_filterset_class(self):
        return tables.PositionFilter if self.inside else tables.PublicPositionFilter

    def get_queryset(self):
        rows = super().get_queryset() if self.inside else super().get_queryset().present()
        return rows.select_related("host", "category", "season").with_figures()

    def get_context_data(self, **context):
        season = Season.objects.current()
        to_review = self._to_review() if can(self.request.actor, Permission.DECIDE_POSITION) else ()
        return super().get_context_data(season=season, to_review=to_review, **context)

    def _to_review(self):
        rows = Position.objects.filter(state=PositionState.SUBMITTED).select_related("host", "season", "category")
        return rows.order_by("state_since")[:50]


def waiting_posts(actor):
    return Position.objects.visible_to(actor).filter(state=PositionState.SUBMITTED)


def say_decided(request, words: str, done: list, left: list) -> None:
    if done:
        messages.success(request, words % len(done))
    for position, why in left:
        messages.warning(request, f"{position}：{why}")


class PublishMany(View):
    """Publish the ticked posts, each on its own; what cannot be published says why."""

    http_method_names = ["post"]

    def post(self, request):
        require(request.actor, Permission.DECIDE_POSITION)
        rows = waiting_posts(request.actor)
        form = forms.SelectionForm(request.POST, allowed=rows.values_list("pk", flat=True))
        if not form.is_valid():
            messages.error(request, _("没有选中待审核的岗位。"))
            return redirect("interns:list")
        done, left = actions.publish_all(rows.filter(pk__in=form.cleaned_data["ids"]), by=request.actor)
        say_decided(request, _("已发布 %d 个岗位。"), done, left)
        return redirect("interns:list")


class SendBackMany(FormPage):
    """Send the ticked posts back: the list's button opens it with them, the reason sends it."""

    form_class = forms.SendBackForm
    permission = Permission.DECIDE_POSITION
    template_name = "interns/send_back.html"
    http_method_names = ["post"]

    def get_title(self):
        return _("退回修改")

    def get_crumbs(self):
        return ((_("实习岗位"), reverse("interns:list")),)

    @cached_property
    def posts(self):
        """The ticked posts that still wait; what is not a number ticks nothing."""
        form = forms.SelectionForm(self.request.POST, allowed=self._waiting)
        wanted = form.cleaned_data["ids"] if form.is_valid() else []
        return list(waiting_posts(self.request.actor).filter(pk__in=wanted).select_related("host"))

    @cached_property
    def _waiting(self) -> list[int]:
        return list(waiting_posts(self.request.actor).values_list("pk", flat=True))

    def get_form_kwargs(self):
        asked = super().get_form_kwargs() | {"allowed": self._waiting}
        if "ask" in self.request.POST:  # the list's button: nothing has been said yet
            asked |= {"data": None, "files": None, "initial": {"ids": [post.pk for post in self.posts]}}
        return asked

    def post(self, request, *args, **kwargs):
        if not self.posts:
            messages.error(request, _("没有选中待审核的岗位。"))
            return redirect("interns:list")
        if "ask" in request.POST:
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **context):
        return super().get_context_data(posts=self.posts, submit=_("退回这些岗位"), **context)

    def perform(self, form, by):
        done, left = actions.send_back_all(self.posts, by=by, note=form.cleaned_data["reason"])
        say_decided(self.request, _("已退回 %d 个岗位。"), done, left)
        return reverse("interns:list")


class PositionPage(Open, RecordPage):
    model = Position
    workflow = POSITION
    template_name = "interns/position.html"
    context_object_name = "position"

    def get_crumbs(self):
        return ((_("实习岗位"), reverse("interns:list")),)

    def get_queryset(self):
        return super().get_queryset().select_related("host", "category", "season", "base").with_figures()

    @cached_property
    def inside(self) -> bool:
        actor = self.request.actor
        return actor.reads_all or actor.role in self.thing.roles_of(actor)

    def get_timeline(self):
        return super().get_timeline() if self.inside else None

    def get_context_data(self, **context):
        actor = self.request.actor
        return super().get_context_data(
            inside=self.inside,
            standing=self.object.standing,
            sent_back=reasons_of_return([self.object]).get(self.object.pk, "") if self.inside else "",
            may_edit=can(actor, Permission.EDIT_POSITION, self.object),
            **(self._for_student() if actor.role == Role.STUDENT else {}),
            **(self._for_host() if can(actor, Permission.DECIDE_APPLICATION, self.object) else {}),
            **context,
        )

    def _for_student(self) -> dict:
        user = self.request.user
        profile = StudentProfile.objects.filter(user=user).first()
        chosen = Choice.objects.filter(application__student=user, position=self.object).exists()
        why_not = self.object.why_not_open or why_not_eligible(profile, self.object)
        return {"is_student": True, "profile": profile, "chosen": chosen, "why_not": why_not}

    def _for_host(self) -> dict:
        rows = self.object.choices.filter(application__state=ApplicationState.SUBMITTED)
        rows = rows.select_related("application__student__student").order_by("rank", "application__submitted_at")
        rows = list(rows[:MOST_APPLICANTS])
        students = [choice.application.student_id for choice in rows]
        placed = Placement.objects.filter(student__in=students, season=self.object.season_id).order_by("id")
        here = {one.student_id: one for one in placed if one.position_id == self.object.pk}
        elsewhere = {one.student_id for one in placed if one.state in LIVE} - set(here)
        listed = [(row, here.get(row.application.student_id), row.application.student_id in elsewhere) for row in rows]
        return {"applicants_list": listed, "may_offer": self.object.season.is_deciding}


class AddPosition(FormPage):
    form_class = forms.PositionForm
    permission = Permission.EDIT_POSITION

    def get_title(self):
        return _("申报岗位")

    def get_crumbs(self):
        return ((_("实习岗位"), reverse("interns:list")),)

    def perform(self, form, by):
        return actions.propose_position(form.values(), by=by)


class EditPosition(FormPage):
    model = Position
    form_class = forms.PositionForm
    permission = Permission.EDIT_POSITION

    def get_title(self):
        return _("修改岗位")

    def perform(self, form, by):
        return actions.edit_position(self.thing, form.values(), by=by, version=form.cleaned_data["version"])


class MovePosition(MovePage):
    model = Position
    workflow = POSITION

    def perform(self, form, by):
        version = form.cleaned_data["version"]
        return actions.move_position(self.thing, self.move.name, by=by, note=form.note, version=version)


class Choose(OnThing, View):
    """One click puts a post among one's choices."""

    http_method_names = ["post"]
    model = Position

    def post(self, request, pk):
        require(request.actor, Permission.APPLY)
        try:
            application = actions.choose(self.thing, by=request.actor)
        except NotNow as no:
            messages.error(request, str(no))
            return redirect(self.thing)
        rank = application.choices.count()
        messages.success(request, _("已加入第 %d 志愿。排好顺序后记得提交。") % rank)
        return redirect("interns:application_mine")


class Applications(ListPage):
    """A student's own application stands on its own page; this is the list of those who decide or oversee."""

    model = Application
    table_class, filterset_class = tables.ApplicationTable, tables.ApplicationFilter
    template_name = "interns/list.html"

    def get_title(self):
        return _("报名与录用")

    def get_context_data(self, **context):
        asked = getattr(self.filterset.form, "cleaned_data", {})
        position = asked.get("position")
        intro = _("选了“%s”的学生") % position if position else ""
        return super().get_context_data(tabs=tabs("interns:applications"), **context) | {"intro": intro}

    def get(self, request, *args, **kwargs):
        if request.actor.role == Role.STUDENT:
            return redirect("interns:application_mine")
        return super().get(request, *args, **kwargs)

    def get_queryset(self):
        choices = Prefetch("choices", queryset=Choice.objects.select_related("position"))
        rows = super().get_queryset().select_related("student__student", "season")
        return rows.prefetch_related(choices)


class MyApplication(View):
    """Where a student goes: this season's application, or the posts when nothing has begun."""

    def get(self, request):
        require(request.actor, Permission.APPLY)
        own = Application.objects.filter(student=request.user).select_related("season").order_by("-season__apply_opens")
        if application := own.first():
            return redirect(application)
        messages.info(request, _("您还没有选岗位。看中哪个，就在它的页面点“加入志愿”。"))
        return redirect("interns:list")


class ApplicationPage(RecordPage):
    model = Application
    workflow = APPLICATION
    template_name = "interns/application.html"
    context_object_name = "application"

    def get_queryset(self):
        return super().get_queryset().select_related("student__student", "season")

    def get_title(self):
        mine = self.object.student_id == self.request.actor.user_id
        return _("我的志愿") if mine else str(self.object)

    def get_context_data(self, **context):
        application, actor = self.object, self.request.actor
        mine = application.student_id == actor.user_id
        may_rank = mine and application.state == ApplicationState.DRAFT and application.season.accepts_applications
        form = context.pop("choices_form", None)
        if may_rank and form is None:
            form = forms.ChoicesForm(actor=actor, thing=application)
        return super().get_context_data(
            mine=mine,
            choices_form=form if may_rank else None,
            choices=application.choices.select_related("position__host"),
            profile=StudentProfile.objects.filter(user=application.student_id).first(),
            placement=application.placement,
            others=actor.user.applications.exclude(pk=application.pk).select_related("season") if mine else (),
            **context,
        )


class Rank(FormPage):
    """Keep the order of one's choices, and the words to go with them."""

    model = Application
    form_class = forms.ChoicesForm
    permission = Permission.APPLY
    http_method_names = ["post"]

    def form_invalid(self, form):
        """Show the application with what was typed, and what is wrong with it."""
        for errors in form.errors.values():
            messages.error(self.request, errors[0])
        page = ApplicationPage()
        page.setup(self.request, pk=self.thing.pk)
        page.object = page.thing
        return page.render_to_response(page.get_context_data(choices_form=form))

    def perform(self, form, by):
        statement = form.cleaned_data["statement"]
        application = actions.rank_choices(self.thing, form.order(), by=by, statement=statement)
        if "submit" in self.request.POST:
            self._submit(application, by.sending(None))
        return application

    def _submit(self, application, by):
        """The order is kept even when it cannot be submitted yet."""
        try:
            actions.move_application(application, "submit", by=by)
        except NotNow as no:
            messages.error(self.request, str(no))


class MoveApplication(MovePage):
    model = Application
    workflow = APPLICATION

    def perform(self, form, by):
        return actions.move_application(self.thing, self.move.name, by=by, note=form.note)


class Profile(FormPage):
    """Filled in once, used by every application."""

    form_class = forms.ProfileForm
    permission = Permission.APPLY

    def get_title(self):
        return _("我的学生资料")

    def get_form_kwargs(self):
        profile = StudentProfile.objects.filter(user=self.request.user).first()
        return super().get_form_kwargs() | {"instance": profile}

    def get_initial(self):
        return {"university_name": self.request.user.affiliation} if self.request.user.affiliation else {}

    def perform(self, form, by):
        actions.save_profile(form.values(), by=by)
        return reverse("interns:application_mine")


class Offer(View):
    """Give a place to somebody who chose the post."""

    http_method_names = ["post"]

    def post(self, request, pk):
        choice = Choice.objects.select_related("position__season", "position__host", "application__student")
        choice = choice.select_related("application__season").filter(pk=pk).first()
        visible = choice and Position.objects.visible_to(request.actor).filter(pk=choice.position_id).exists()
        if not visible:
            raise Http404
        require(request.actor, Permission.DECIDE_APPLICATION, choice.position)
        try:
            actions.offer(choice, by=request.actor)
            messages.success(request, _("已录用 %s，等学生确认。") % choice.application.student)
        except NotNow as no:
            messages.error(request, str(no))
        except AlreadyDone:
            pass
        return redirect(choice.position)


class Placements(ListPage):
    model = Placement
    table_class, filterset_class = tables.PlacementTable, tables.PlacementFilter
    template_name = "interns/list.html"

    def get_title(self):
        return _("我的录用") if self.request.actor.role == Role.STUDENT else _("报名与录用")

    def get_context_data(self, **context):
        own = self.request.actor.role == Role.STUDENT
        return super().get_context_data(tabs=[] if own else tabs("interns:placements"), **context)

    def get_queryset(self):
        return super().get_queryset().select_related("student__student", "position__host", "season")


class PlacementPage(RecordPage):
    model = Placement
    workflow = PLACEMENT
    template_name = "interns/placement.html"
    context_object_name = "placement"

    def get_crumbs(self):
        return ((_("录用"), reverse("interns:placements")),)

    def get_queryset(self):
        return super().get_queryset().select_related("student__student", "position__host", "season")


class MovePlacement(MovePage):
    model = Placement
    workflow = PLACEMENT

    def get_queryset(self):
        return super().get_queryset().select_related("student", "position__host")

    def perform(self, form, by):
        return actions.answer_offer(self.thing, self.move.name, by=by, note=form.note)


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
