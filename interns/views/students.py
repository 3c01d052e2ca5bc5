"""What students sent and what became of it: applications, the profile, offers and placements."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from accounts.permissions import Permission, Role, require
from interns import actions, forms, tables
from interns.models import (
    Application,
    Choice,
    Placement,
    Position,
    StudentProfile,
)
from interns.workflow import APPLICATION, PLACEMENT, ApplicationState
from pages.views import FormPage, ListPage, MovePage, RecordPage
from ruoyi_coop.lib.errors import AlreadyDone, NotNow


def tabs(here: str) -> list[dict]:
    """The two lists about students, one beside the other."""
    lists = ((_("报名"), "interns:applications"), (_("录用"), "interns:placements"))
    return [{"label": label, "url": reverse(name), "current": name == here} for label, name in lists]


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
            waiting=[(row, row.ahead) for row in application.waiting.standing().select_related("position__host")],
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


class Join(View):
    """Put somebody who chose the post on its waiting list."""

    http_method_names = ["post"]

    def post(self, request, pk):
        choice = Choice.objects.select_related("position__season", "position__host", "application__student")
        choice = choice.select_related("application__season").filter(pk=pk).first()
        visible = choice and Position.objects.visible_to(request.actor).filter(pk=choice.position_id).exists()
        if not visible:
            raise Http404
        require(request.actor, Permission.DECIDE_APPLICATION, choice.position)
        try:
            row = actions.join(choice, by=request.actor)
            messages.success(
                request, _("%(who)s 候补第 %(number)d 位。") % {"who": row.application.student, "number": row.number}
            )
        except NotNow as no:
            messages.error(request, str(no))
        return redirect(choice.position)


class Checks(FormPage):
    """A university says of its own students, many at once, whether they take part."""

    form_class = forms.CheckForm
    permission = Permission.CHECK_STUDENT
    template_name = "interns/checks.html"

    def get_title(self):
        return _("核验学生报名")

    def get_crumbs(self):
        return ((_("报名与录用"), reverse("interns:applications")),)

    @cached_property
    def rows(self):
        rows = Application.objects.visible_to(self.request.actor).unchecked()
        choices = Prefetch("choices", queryset=Choice.objects.select_related("position"))
        rows = rows.select_related("student__student", "season").prefetch_related(choices)
        return list(rows.order_by("season__check_by", "student__pinyin", "pk")[:200])

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"allowed": [row.pk for row in self.rows]}

    def get_context_data(self, **context):
        return super().get_context_data(rows=self.rows, **context)

    def perform(self, form, by):
        passed = "refuse" not in self.request.POST
        ids = set(form.cleaned_data["ids"])
        rows = [row for row in self.rows if row.pk in ids]
        count = actions.check_all(rows, passed, by=by, note=form.cleaned_data["note"])
        self.done = _("已通过 %d 人。") % count if passed else _("%d 人未通过，学生已收到理由。") % count
        return reverse("interns:checks")


class GiveUps(ListPage):
    """Who gave a place up, let it lapse or lost it, when and why (放弃登记)."""

    model = Placement
    table_class, filterset_class = tables.GiveUpTable, tables.GiveUpFilter

    def get_title(self):
        return _("放弃登记")

    def get_crumbs(self):
        return ((_("报名与录用"), reverse("interns:applications")),)

    def get_queryset(self):
        rows = super().get_queryset().given_up()
        if not (self.request.actor.reads_all or self.request.actor.role == Role.LIAISON):
            rows = rows.none()
        return rows.select_related("student__student", "position__host", "season")


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
        return actions.move_placement(self.thing, self.move.name, by=by, note=form.note)
