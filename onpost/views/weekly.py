"""The page on which a week is confirmed: by a tutor's personal link, or by a host's account; and who is silent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import segno
from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from accounts.permissions import Permission, Role, require
from interns.models import Placement, Tutor
from links.models import PersonalLink
from notifications.models import working_calendar
from onpost import actions, board
from onpost.actions.weekly import PURPOSE
from onpost.attendance import WEEK, monday_of
from onpost.forms import ArrivalForm, ReplyForm, WeekForm
from onpost.models import Absence, Stay, Week, WeekNote
from onpost.views.common import tabs
from onpost.weeks import due_weeks, last_asked, week_words, working_days
from pages.views import Titled
from ruoyi_coop.lib.errors import AlreadyDone, NotNow

NOTES = 2  # weeks whose notes are shown


@dataclass
class WeekCard:
    """One week that waits: its students, what is known of absences, and the form for exceptions."""

    monday: date
    words: str
    form: WeekForm
    is_newest: bool


class Board:
    """The weeks, notes and arrivals of some students, and what may be sent from the page about them."""

    def __init__(self, request, stays: Iterable[Stay], arriving, actor):
        self.request, self.arriving_rows, self.actor = request, arriving, actor
        absences = Prefetch("absences", Absence.objects.counting(), to_attr="granted")
        self.stays = list(stays.confirmable(timezone.localdate()).with_people().prefetch_related(absences))

    @cached_property
    def calendar(self):
        return working_calendar()

    @cached_property
    def due(self) -> dict[date, list[Stay]]:
        """The stays that wait, by Monday, the newest week first."""
        confirmed, today = {stay.pk: set() for stay in self.stays}, timezone.localdate()
        for stay, monday in Week.objects.filter(stay__in=confirmed).values_list("stay", "monday"):
            confirmed[stay].add(monday)
        found = {}
        for stay in self.stays:
            for monday in due_weeks(stay, confirmed[stay.pk], today, self.calendar):
                found.setdefault(monday, []).append(stay)
        return dict(sorted(found.items(), reverse=True))

    def cards(self, broken: WeekForm | None = None) -> list[WeekCard]:
        return [self._card(monday, place, broken) for place, monday in enumerate(self.due)]

    def _card(self, monday: date, place: int, broken: WeekForm | None) -> WeekCard:
        form = broken if broken and broken.week == monday else self.form(monday)
        return WeekCard(monday, week_words(monday, working_days(monday, self.calendar)), form, place == 0)

    def form(self, monday: date, data=None) -> WeekForm:
        return WeekForm(data, actor=self.actor, stays=self.due.get(monday, ()), monday=monday)

    @cached_property
    def notes(self) -> list[WeekNote]:
        since = monday_of(timezone.localdate()) - WEEK * NOTES
        rows = WeekNote.objects.filter(stay__in=self.stays, monday__gte=since)
        return list(rows.select_related("stay__placement__student", "stay__placement__position__tutor"))

    @cached_property
    def arriving(self) -> list:
        return list(self.arriving_rows.select_related("student", "position__host"))

    def context(self, broken: WeekForm | None = None) -> dict:
        cards = self.cards(broken)
        return {"weeks": cards, "notes": self.notes, "arriving": self.arriving, "students": self.stays}

    def take(self) -> WeekForm | None:
        """Do what was sent; return the form when it has to be shown again."""
        jobs = {"confirm": self._confirm, "reply": self._reply, "check_in": self._check_in}
        job = jobs.get(self.request.POST.get("do", ""))
        try:
            return job() if job else None
        except NotNow as no:
            messages.error(self.request, str(no))
        except AlreadyDone:
            messages.info(self.request, _("已经收到过，没有重复提交。"))
        return None

    def _confirm(self) -> WeekForm | None:
        monday = _day(self.request.POST.get("monday", ""))
        if monday not in self.due:
            raise NotNow(_("这一周已经确认过，或者现在不能确认。"))
        form = self.form(monday, self.request.POST)
        if not form.is_valid():
            return form
        weeks = actions.confirm_week(self.due[monday], monday, by=self.actor, absences=form.absences())
        messages.success(self.request, _("已确认 %d 名学生这一周的出勤，谢谢。") % len(weeks))
        return None

    def _reply(self) -> None:
        form = ReplyForm(self.request.POST, actor=self.actor)
        note = form.is_valid() and next((one for one in self.notes if one.pk == form.cleaned_data["note"]), None)
        if not note:
            raise NotNow(_("还没有写回复。"))
        by = self.actor.sending(form.cleaned_data["submission"])
        actions.answer_note(note, form.cleaned_data["reply"], by=by)
        messages.success(self.request, _("已回复。"))

    def _check_in(self) -> None:
        form = ArrivalForm(self.request.POST, actor=self.actor)
        wanted = form.cleaned_data["placement"] if form.is_valid() else 0
        placement = next((one for one in self.arriving if one.pk == wanted), None)
        if placement is None:
            raise NotNow(_("这名学生已经报到，或者手续还不齐。"))
        actions.check_in(placement, by=self.actor.sending(form.cleaned_data["submission"]))
        messages.success(self.request, _("%s 已报到。") % placement.student)


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _of_tutor(request, tutor: Tutor, actor) -> Board:
    return Board(request, Stay.objects.under(tutor), board.to_check_in().filter(position__tutor=tutor), actor)


def by_link(request, link: PersonalLink):
    """What a tutor sees: one page, one button; the address stays the same before and after."""
    tutor = Tutor.objects.filter(pk=int(link.subject.rpartition(":")[2])).first()
    if tutor is None or tutor.key != link.subject:
        raise Http404
    page = _of_tutor(request, tutor, request.actor)
    return _answer(request, page, {"title": _("%s老师，请确认出勤") % tutor, "public": True, "place": tutor.host})


def _answer(request, page: Board, more: dict):
    broken = page.take() if request.method == "POST" else None
    if request.method == "POST" and broken is None:
        return HttpResponseRedirect(request.get_full_path())
    return TemplateResponse(request, "onpost/week.html", more | page.context(broken))


class Weeks(View):
    """The same page for a host's account; for the office one tutor's (`?tutor=`), else who is silent."""

    def dispatch(self, request, *args, **kwargs):
        require(request.actor, Permission.CONFIRM_WEEK)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        page = self._page()
        if page is None:
            return redirect("onpost:silent")
        return _answer(request, page, {"title": _("每周出勤"), "tabs": tabs(request.actor, "onpost:weeks")})

    post = get

    def _page(self) -> Board | None:
        actor, asked = self.request.actor, self.request.GET.get("tutor", "")
        if asked.isdecimal() and len(asked) < 10:
            tutor = get_object_or_404(Tutor.objects.visible_to(actor), pk=int(asked))
            return _of_tutor(self.request, tutor, actor)
        if actor.role != Role.MENTOR:
            return None
        seen = Placement.objects.visible_to(actor).values("pk")
        return Board(self.request, Stay.objects.visible_to(actor), board.to_check_in().filter(pk__in=seen), actor)


class Silent(Titled, TemplateView):
    """Tutors who have not confirmed the week asked about, each with the way to their link; hosts without a tutor."""

    template_name = "onpost/silent.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            require(request.actor, Permission.SEND_LINK)
        return super().dispatch(request, *args, **kwargs)

    def get_title(self):
        return _("还没有确认出勤的带教老师")

    def get_context_data(self, **context):
        calendar, actor = working_calendar(), self.request.actor
        monday = last_asked(timezone.now(), calendar)
        rows = board.silent_tutors(monday, calendar).filter(pk__in=Tutor.objects.visible_to(actor).values("pk"))
        stays = board.silent_stays(monday, calendar)
        alone = stays.filter(placement__position__tutor=None, pk__in=Stay.objects.visible_to(actor).values("pk"))
        return super().get_context_data(
            tutors=rows.select_related("host").order_by("host__pinyin", "name"),
            alone=alone.with_people(),
            week=week_words(monday, working_days(monday, calendar)) if monday else "",
            tabs=tabs(actor, "onpost:weeks"),
            **context,
        )


class TutorLink(Titled, TemplateView):
    """A tutor's link to copy or to show as a code: made on the first asking, the same until the last week."""

    template_name = "onpost/tutor_link.html"

    @cached_property
    def tutor(self) -> Tutor:
        tutor = get_object_or_404(Tutor.objects.visible_to(self.request.actor), pk=self.kwargs["pk"])
        require(self.request.actor, Permission.SEND_LINK, tutor)
        return tutor

    def get_title(self):
        return _("%s 的专用链接") % self.tutor

    def get_crumbs(self):
        return ((_("每周出勤"), reverse("onpost:silent")),)

    def post(self, request, *args, **kwargs):
        try:
            actions.week_link(self.tutor, by=request.actor)
        except NotNow as no:
            messages.error(request, str(no))
        return redirect(request.path)

    def get_context_data(self, **context):
        link = PersonalLink.objects.open().about(self.tutor).filter(purpose=PURPOSE).first()
        address = self.request.build_absolute_uri(link.path) if link else ""
        code = segno.make(address, error="m").svg_inline(omitsize=True, svgclass="qr", lineclass=None) if link else ""
        return super().get_context_data(
            tutor=self.tutor,
            link=link,
            address=address,
            code=mark_safe(code),
            **context,  # noqa: S308 - our own SVG
        )
