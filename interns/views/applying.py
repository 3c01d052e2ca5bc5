"""The student's side: the profile filled in once, the choices in their order, the application and its versions."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from accounts.permissions import Permission, Role, can, require
from interns import actions, forms
from interns.models import Application, Placement, Position, StudentProfile, Waiting
from interns.workflow import APPLICATION, CHECK_TONES, ApplicationState, CheckState
from notifications.models import Event
from pages.views import FormPage, MovePage, RecordPage
from ruoyi_coop.lib.errors import NotNow
from universities.models import University

VERSIONS = ("submit", "chosen", "ranked")  # events whose note is the list of choices as it stood then
MOST_VERSIONS = 50


class MyApplication(View):
    """Where a student goes: this season's application, or the posts when nothing has begun."""

    def get(self, request):
        require(request.actor, Permission.APPLY)
        own = Application.objects.filter(student=request.user).select_related("season")
        if application := own.order_by("-season__apply_opens", "-round").first():
            return redirect(application)
        messages.info(request, _("您还没有选岗位。看中哪个，就在它的页面点“加入志愿”。"))
        return redirect("interns:list")


class ApplicationPage(RecordPage):
    model = Application
    workflow = APPLICATION
    template_name = "interns/application.html"
    context_object_name = "application"

    def get_queryset(self):
        return super().get_queryset().select_related("student__student__university", "season")

    def get_title(self):
        mine = self.object.student_id == self.request.actor.user_id
        return _("我的志愿") if mine else str(self.object)

    def get_context_data(self, **context):
        application, actor = self.object, self.request.actor
        mine = application.student_id == actor.user_id
        may_rank = mine and application.state != ApplicationState.CLOSED and application.is_open
        form = context.pop("choices_form", None)
        if may_rank and form is None:
            form = forms.ChoicesForm(actor=actor, thing=application)
        return super().get_context_data(
            mine=mine,
            offers_correction=mine and application.check_state == CheckState.REFUSED and application.may_be_checked,
            standing=application.standing,
            check_tone=CHECK_TONES[application.check_state],
            choices_form=form if may_rank else None,
            choices=application.choices.select_related("position__host"),
            profile=getattr(application.student, "student", None),
            placement=application.placement,
            waiting=Waiting.objects.standing().filter(application=application).with_ahead().select_related("position"),
            versions=Event.objects.about(application).filter(verb__in=VERSIONS).exclude(note="")[:MOST_VERSIONS],
            others=actor.user.applications.exclude(pk=application.pk).select_related("season") if mine else (),
            **self._for_checker(actor, application),
            **context,
        )

    def _for_checker(self, actor, application) -> dict:
        """What a liaison and the office see besides: the check, and how often places were given up before."""
        if actor.role in (Role.STUDENT, Role.MENTOR):
            return {"reads_profile": actor.role == Role.STUDENT}
        may_check = application.may_be_checked and can(actor, Permission.CHECK_STUDENT, application)
        given_up = Placement.objects.given_up().filter(student=application.student_id).count()
        may_place = can(actor, Permission.PLACE_STUDENTS)
        by_hand = {"may_place": may_place and not actions.why_not_by_hand(application)}
        open_ways = [state for state in (CheckState.PASSED, CheckState.REFUSED) if state != application.check_state]
        return {"reads_profile": True, "check_ways": open_ways if may_check else (), "given_up": given_up} | by_hand


class Rank(FormPage):
    """Keep the order of one's choices, and the words to go with them; a button may move one up or down first."""

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
        elif application.state == ApplicationState.SUBMITTED:
            self.done = _("已保存，志愿仍是已提交状态；截止前还可以再改。")
        return application

    def _submit(self, application, by):
        """The order is kept even when it cannot be submitted yet."""
        try:
            actions.move_application(application, "submit", by=by)
            self.done = _("已提交。截止前还可以改顺序、加减志愿，改了立即有效。")
        except NotNow as no:
            messages.error(self.request, str(no))


class MoveApplication(MovePage):
    model = Application
    workflow = APPLICATION

    def perform(self, form, by):
        return actions.move_application(self.thing, self.move.name, by=by, note=form.note)


class Profile(FormPage):
    """Filled in once, used by every application; `?post=` leads back to the post that asked for it."""

    form_class = forms.ProfileForm
    permission = Permission.APPLY
    template_name = "interns/profile.html"

    def get_title(self):
        return _("我的学生资料")

    def get_form_kwargs(self):
        profile = StudentProfile.objects.filter(user=self.request.user).first()
        return super().get_form_kwargs() | {"instance": profile}

    def get_initial(self):
        return {"university_name": self.request.user.affiliation} if self.request.user.affiliation else {}

    def get_context_data(self, **context):
        names = University.objects.order_by("pinyin").values_list("name", flat=True)
        return super().get_context_data(universities=names, post=self._post(), **context)

    def _post(self) -> Position | None:
        """The post one came from, when it may be seen."""
        number = self.request.GET.get("post", "")
        number = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
        return Position.objects.visible_to(self.request.actor).filter(pk=number).first()

    def perform(self, form, by):
        actions.save_profile(form.values(), by=by)
        return self._post() or reverse("interns:application_mine")
