"""The posts: the public list, deciding many at once, one post with those who chose it, and one click to choose it."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from accounts.permissions import Permission, Role, can, require
from interns import actions, forms, tables
from interns.models import (
    Choice,
    Placement,
    Position,
    Season,
    StudentProfile,
    Waiting,
    eligibility,
    reasons_of_return,
    why_not_eligible,
)
from interns.workflow import LIVE, POSITION, ApplicationState, PositionState
from pages.views import FormPage, ListPage, MovePage, OnThing, Open, RecordPage
from ruoyi_coop.lib.errors import NotNow

INSIDE = {Role.OFFICE, Role.LEADER, Role.AUDITOR, Role.MENTOR, Role.OFFICIAL}
MOST_APPLICANTS = 100  # on the page of a post; the list of applications has them all


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
            (_("带教老师"), "interns:tutors", Permission.EDIT_POSITION),
            (_("批次"), "interns:seasons", Permission.MANAGE_SEASON),
            (_("岗位类别"), "interns:categories", Permission.MANAGE_SEASON),
        ]

    def get_table_class(self):
        if self.request.actor.role == Role.STUDENT:
            return tables.StudentPositionTable
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


def say_left(request, left: list) -> None:
    """What could not be decided, and why."""
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
        if done:
            messages.success(request, _("已发布 %d 个岗位。") % len(done))
        say_left(request, left)
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
        rows = waiting_posts(self.request.actor).filter(pk__in=wanted)
        return list(rows.select_related("host").order_by("state_since", "pk"))

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
        if not done:
            raise NotNow("；".join(f"{position}：{why}" for position, why in left))
        self.done = _("已退回 %d 个岗位。") % len(done)
        say_left(self.request, left)
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
        if actor.role != Role.STUDENT and "rules" not in context:
            context["rules"] = eligibility(None, self.object)
        return super().get_context_data(
            inside=self.inside,
            standing=self.object.standing,
            sent_back=reasons_of_return([self.object]).get(self.object.pk, "") if self.inside else "",
            may_edit=can(actor, Permission.EDIT_POSITION, self.object),
            next_season=actions.collecting(self.object) if can(actor, Permission.EDIT_POSITION, self.object) else None,
            **(self._for_student() if actor.role == Role.STUDENT else {}),
            **(self._for_host() if can(actor, Permission.DECIDE_APPLICATION, self.object) else {}),
            **context,
        )

    def _for_student(self) -> dict:
        user = self.request.user
        profile = StudentProfile.objects.filter(user=user).select_related("university").first()
        chosen = Choice.objects.filter(
            application__student=user, application__round=self.object.season.round_now, position=self.object
        ).exists()
        why_not = self.object.why_not_open or why_not_eligible(profile, self.object)
        rules = eligibility(profile, self.object)
        return {"is_student": True, "profile": profile, "chosen": chosen, "why_not": why_not, "rules": rules}

    def _for_host(self) -> dict:
        rows = self.object.choices.filter(application__state=ApplicationState.SUBMITTED)
        rows = rows.select_related("application__student__student").order_by("rank", "application__submitted_at")
        rows = list(rows[:MOST_APPLICANTS])
        students = [choice.application.student_id for choice in rows]
        placed = Placement.objects.filter(student__in=students, season=self.object.season_id).order_by("id")
        here = {one.student_id: one for one in placed if one.position_id == self.object.pk}
        elsewhere = {one.student_id for one in placed if one.state in LIVE} - set(here)
        waits = dict(Waiting.objects.standing().filter(position=self.object).values_list("application", "number"))
        given_up = self._given_up(students) if self.request.actor.role == Role.OFFICE else {}
        listed = [
            {
                "choice": row,
                "placed": here.get(row.application.student_id),
                "elsewhere": row.application.student_id in elsewhere,
                "number": waits.get(row.application_id),
                "given_up": given_up.get(row.application.student_id, 0),
            }
            for row in rows
        ]
        may_offer = self.object.season.is_deciding and self.object.season.method == Season.Method.TWO_WAY
        return {"applicants_list": listed, "may_offer": may_offer, "waits": len(waits), "reads_waiting": True}

    @staticmethod
    def _given_up(students: list[int]) -> dict[int, int]:
        """How many places each of them gave up before: for the office to know, nothing follows from it."""
        rows = Placement.objects.given_up().filter(student__in=students).order_by()
        return dict(rows.values("student").annotate(count=Count("pk")).values_list("student", "count"))


class Repeat(OnThing, View):
    """One click: last year's post as a draft of this season; the second sends it in."""

    http_method_names = ["post"]
    model = Position

    def get_queryset(self):
        return super().get_queryset().select_related("season", "host")

    def post(self, request, pk):
        require(request.actor, Permission.EDIT_POSITION, self.thing)
        try:
            made = actions.repeat_position(self.thing, by=request.actor)
        except NotNow as no:
            messages.error(request, str(no))
            return redirect(self.thing)
        messages.success(request, _("已沿用，核对后点“提交审核”。"))
        return redirect(made)


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
        if not StudentProfile.objects.filter(user=request.user).exists() and self.thing.is_open:
            messages.info(request, _("第一次报名，请先填一次学生资料，保存后回到这个岗位。"))
            return redirect(f"{reverse('interns:profile')}?post={self.thing.pk}")
        try:
            application = actions.choose(self.thing, by=request.actor)
        except NotNow as no:
            messages.error(request, str(no))
            return redirect(self.thing)
        rank = application.choices.count()
        sent = application.state == ApplicationState.SUBMITTED
        words = _("已加入第 %d 志愿，报名仍是已提交状态。") if sent else _("已加入第 %d 志愿。排好顺序后记得提交。")
        messages.success(request, words % rank)
        return redirect("interns:application_mine")
