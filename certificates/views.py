"""Pages of the end: summary, appraisals, rating, certificates and their public check, follow-ups."""

import time
from datetime import date

from django.contrib import messages
from django.core.cache import cache
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from accounts.permissions import Permission, Role, require
from bases.models import Host
from certificates import actions, forms, papers, ratings, tables
from certificates.complete import certified, ended, records, to_issue
from certificates.models import Appraisal, Certificate, FollowUp, Rating, Summary
from certificates.workflow import CERTIFICATE
from interns.models import Position, Season, Tutor
from onpost.models import Stay
from pages.exports import named
from pages.views import FormPage, ListPage, MovePage, OnThing, Open, RecordPage, Titled
from ruoyi_coop.lib.errors import AlreadyDone, NotAllowed, NotNow
from ruoyi_coop.lib.masking import mask_name

TRIES, WINDOW = 60, 60  # looks at the public check from one address in so many seconds


class OfStay:
    """A form about one stay; leads back to the placement's page."""

    model = Stay

    def get_queryset(self):
        return super().get_queryset().with_people()

    def check(self):
        self.thing  # noqa: B018 - unseen is a 404 before anything else
        super().check()

    def get_crumbs(self):
        return ((str(self.thing.placement), self.thing.get_absolute_url()),)

    def get_success_url(self, result=None):
        return self.thing.get_absolute_url()


class WriteSummary(OfStay, FormPage):
    form_class = forms.SummaryForm
    permission = Permission.WRITE_NOTE
    template_name = "certificates/summary.html"

    def get_title(self):
        return _("实习小结")

    @property
    def submit(self):
        return _("提交小结")

    def get_form_kwargs(self):
        found = Summary.objects.filter(stay=self.thing).first()
        return super().get_form_kwargs() | {"thing": found, "instance": found}

    def get_initial(self):
        """What the week notes say already need not be written again."""
        notes = list(self.thing.notes.order_by("monday"))
        lines = {name: [getattr(note, name) for note in notes if getattr(note, name)] for name in ("did", "learned")}
        return {name: "\n".join(words) for name, words in lines.items()}

    def perform(self, form, by):
        submit = "save" not in self.request.POST
        version = form.cleaned_data["version"]
        actions.save_summary(self.thing, form.values(), by=by, submit=submit, version=version)


class AppraiseSelf(OfStay, FormPage):
    form_class = forms.SelfForm
    permission = Permission.APPRAISE

    def get_title(self):
        return _("自评")

    def get_form_kwargs(self):
        found = self.thing.appraisals.filter(kind=Appraisal.Kind.SELF).first()
        answers = found.answers if found else {}
        return super().get_form_kwargs() | {
            "initial_answers": answers,
            "initial": {"words": found.words if found else ""},
        }

    def perform(self, form, by):
        actions.appraise(self.thing, Appraisal.Kind.SELF, form.values(), by=by)


class AppraiseAsTutor(OfStay, FormPage):
    """The same five questions for a host that appraises with its account."""

    form_class = forms.TutorForm
    permission = Permission.APPRAISE

    def get_title(self):
        return _("带教鉴定：%s") % self.thing.placement.student

    def perform(self, form, by):
        actions.appraise(self.thing, Appraisal.Kind.TUTOR, form.values(), by=by)


class Rate(OfStay, FormPage):
    form_class = forms.RatingForm
    permission = Permission.RATE_HOST

    def get_title(self):
        return _("评价实习单位")

    def perform(self, form, by):
        actions.rate(self.thing, form.values(), by=by)


# ------------------------------------------------------------------ the tutor, by link


def by_link(request, link):
    """All students of the tutor who have ended, a form each; one is sent at a time and stays on the page as done."""
    tutor = get_object_or_404(Tutor, pk=link.subject.rpartition(":")[2])
    stays = list(ended().filter(placement__position__tutor=tutor).order_by("placement__student__pinyin", "pk"))
    sent = _send(request, stays) if request.method == "POST" else None
    if sent is True:
        return redirect(link.path)
    given = set(Appraisal.objects.filter(stay__in=stays, kind=Appraisal.Kind.TUTOR).values_list("stay", flat=True))
    rows = [_form_of(stay, request, sent) for stay in stays if stay.pk not in given]
    context = {"title": _("实习鉴定"), "tutor": tutor, "rows": rows, "done": [s for s in stays if s.pk in given]}
    return TemplateResponse(request, "certificates/by_link.html", context)


def _send(request, stays: list[Stay]):
    """True when the form was taken; else the form with what is wrong."""
    stay = next((stay for stay in stays if f"s{stay.pk}" == request.POST.get("stay")), None)
    if stay is None:
        raise Http404
    form = forms.TutorForm(request.POST, actor=request.actor, thing=stay, prefix=f"s{stay.pk}")
    if not form.is_valid():
        return form
    by = request.actor.sending(form.cleaned_data.get("submission"))
    try:
        actions.appraise(stay, Appraisal.Kind.TUTOR, form.values(), by=by)
        messages.success(request, _("%s 的鉴定已保存，谢谢。") % stay.placement.student)
    except AlreadyDone:
        messages.info(request, _("已经收到过，没有重复提交。"))
    except NotNow as no:
        form.add_error(None, str(no))
        return form
    return True


def _form_of(stay: Stay, request, sent):
    form = sent if sent is not None and sent.thing.pk == stay.pk else None
    return stay, form or forms.TutorForm(actor=request.actor, thing=stay, prefix=f"s{stay.pk}")


# ------------------------------------------------------------------ the host


class Appraisals(FormPage):
    """The host's word on all who have their own and their tutor's appraisal: ticked, graded at once."""

    form_class = forms.HostForm
    permission = Permission.APPRAISE
    template_name = "certificates/appraisals.html"

    def check(self):
        require(self.request.actor, self.permission)
        if self.request.actor.role == Role.STUDENT:
            raise Http404

    def get_title(self):
        return _("实习鉴定")

    @cached_property
    def stays(self):
        given = Appraisal.objects.filter(kind=Appraisal.Kind.HOST).values("stay")
        return ended().visible_to(self.request.actor).exclude(pk__in=given).order_by("placement__student__pinyin", "pk")

    @cached_property
    def ready(self):
        both = Appraisal.objects.filter(kind__in=("self", "tutor")).values("stay").annotate(n=Count("pk"))
        return self.stays.filter(pk__in=both.filter(n=2).values("stay"))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"stays": self.ready}

    def get_context_data(self, **context):
        ready = {stay.pk for stay in self.ready}
        stays = [stay for stay in self.stays if stay.pk not in ready]
        found = records(stays)
        waiting = [(stay, found[stay.pk].missing) for stay in stays]
        return super().get_context_data(ready=ready, waiting=waiting, submit=_("提交单位鉴定"), **context)

    def perform(self, form, by):
        said = form.values()
        done, left = actions.appraise_all(said.pop("stays"), said, by=by)
        for stay, why in left:
            messages.warning(self.request, f"{stay.placement.student}：{why}")
        self.done = _("已鉴定 %d 人。") % len(done)
        return reverse("certificates:appraisals")


# ------------------------------------------------------------------ certificates


class Certificates(ListPage):
    model = Certificate
    table_class, filterset_class = tables.CertificateTable, tables.CertificateFilter

    def get_title(self):
        return _("实习证明")

    @property
    def actions(self):
        return [(_("待开具的证明"), "certificates:to_issue", Permission.ISSUE_CERTIFICATE)]

    def get_queryset(self):
        return super().get_queryset().with_people()


class ToIssue(Titled, View):
    """Everybody whose record is complete; and who owes what for the others. One click issues all complete ones."""

    def get(self, request):
        require(request.actor, Permission.ISSUE_CERTIFICATE)
        season = _season_of(request.GET.get("season", ""))
        stays = list(ended(season).exclude(pk__in=certified()).order_by("placement__student__pinyin", "pk"))
        found = records(stays)
        context = {
            "title": _("待开具的证明"),
            "crumbs": ((_("实习证明"), reverse("certificates:list")),),
            "season": season,
            "complete": [stay for stay in stays if found[stay.pk].is_complete],
            "waiting": [(stay, found[stay.pk].missing) for stay in stays if not found[stay.pk].is_complete],
        }
        return render(request, "certificates/to_issue.html", context)

    def post(self, request):
        require(request.actor, Permission.ISSUE_CERTIFICATE)
        season = _season_of(request.POST.get("season", ""))
        done, left = actions.issue_all(to_issue(season), by=request.actor)
        if done:
            messages.success(request, _("已开具 %d 份证明。") % len(done))
        for stay, why in left:
            messages.warning(request, f"{stay.placement.student}：{why}")
        return redirect("certificates:list")


def _season_of(asked: str) -> Season | None:
    return Season.objects.filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None


class CertificatePage(RecordPage):
    model = Certificate
    workflow = CERTIFICATE
    template_name = "certificates/certificate.html"
    context_object_name = "certificate"

    def get_crumbs(self):
        return ((_("实习证明"), reverse("certificates:list")),)

    def get_queryset(self):
        return super().get_queryset().with_people()

    def get_context_data(self, **context):
        sheet = self.object.fact_sheet
        days = {name: date.fromisoformat(sheet[name]) for name in ("first", "last", "issued")}
        return super().get_context_data(sheet=sheet | days, address=papers.address_of(self.object), **context)


class MoveCertificate(MovePage):
    model = Certificate
    workflow = CERTIFICATE

    def get_queryset(self):
        return super().get_queryset().with_people()

    def perform(self, form, by):
        version = form.cleaned_data["version"]
        return actions.move_certificate(self.thing, self.move.name, by=by, note=form.note, version=version)


class CertificatePdf(OnThing, View):
    model = Certificate

    def get(self, request, pk):
        row = self.thing
        if row.state != "valid":
            raise Http404
        return named(HttpResponse(papers.pdf(row), content_type="application/pdf"), f"{row.title}.pdf")


# ------------------------------------------------------------------ the public check


class Check(Open, Titled, View):
    """A code typed from paper."""

    def get(self, request):
        return self._page(request, forms.CodeForm())

    def post(self, request):
        form = forms.CodeForm(request.POST)
        if form.is_valid():
            return redirect("certificates:verify", code=form.cleaned_data["code"])
        return self._page(request, form)

    def _page(self, request, form):
        return render(request, "certificates/check.html", {"title": _("查验实习证明"), "form": form})


class Verify(Open, View):
    """The least that tells a true certificate from a false one; unknown codes all get the same page."""

    def get(self, request, code):
        answer = self._answer(request, code)
        answer["X-Robots-Tag"], answer["Referrer-Policy"] = "noindex", "no-referrer"
        add_never_cache_headers(answer)
        return answer

    def _answer(self, request, code):
        if _too_many(request):
            return render(request, "certificates/unknown.html", {"title": _("请稍后再查"), "busy": True}, status=429)
        row = Certificate.objects.filter(code=code).first()
        if row is None:
            return render(request, "certificates/unknown.html", {"title": _("没有查到这份证明")}, status=404)
        sheet = row.fact_sheet
        days = {name: date.fromisoformat(sheet[name]) for name in ("first", "last", "issued")}
        shown = sheet | days | {"name": mask_name(sheet["name"])}
        facts = {"title": _("查验实习证明"), "certificate": row, "sheet": shown}
        return render(request, "certificates/verify.html", facts)


def _too_many(request) -> bool:
    """Count looks from one address; the code itself is beyond guessing, this only keeps the machine free."""
    key = f"verify:{request.META.get('REMOTE_ADDR', '')}:{int(time.time()) // WINDOW}"
    cache.add(key, 0, WINDOW * 2)
    return cache.incr(key) > TRIES


# ------------------------------------------------------------------ follow-ups and ratings


class AnswerFollowUp(FormPage):
    model = FollowUp
    form_class = forms.FollowUpForm
    permission = Permission.RATE_HOST

    def get_queryset(self):
        return super().get_queryset().select_related("stay__placement__student", "stay__placement__position")

    def check(self):
        self.thing  # noqa: B018
        super().check()

    def get_title(self):
        return _("实习以后，您现在怎么样？")

    def get_initial(self):
        return {"answer": self.thing.answer, "words": self.thing.words}

    def perform(self, form, by):
        actions.answer_follow_up(self.thing, form.values(), by=by)
        return self.thing.get_absolute_url()


class FollowUps(ListPage):
    """How it went on, season by season; every figure opens its rows."""

    model = FollowUp
    table_class, filterset_class = tables.FollowUpTable, tables.FollowUpFilter
    template_name = "certificates/follow_ups.html"

    def get_title(self):
        return _("实习回访")

    def get_queryset(self):
        if not self.request.actor.reads_all:
            raise NotAllowed(_("只有县合作办、领导和审计员能看回访。"))
        rows = super().get_queryset().select_related("stay__placement__student", "stay__placement__season")
        return rows.select_related("stay__placement__position")

    def get_context_data(self, **context):
        context = super().get_context_data(**context)
        rows = self.object_list  # what the filters leave
        counts = dict(rows.exclude(answer="").order_by().values_list("answer").annotate(n=Count("pk")))
        query = self.request.GET.copy()
        bars = []
        for value, label in FollowUp.Answer.choices:
            query["answer"] = value
            bars.append({"label": label, "value": counts.get(value, 0), "url": f"?{query.urlencode()}"})
        return context | {"bars": bars}


class Ratings(Titled, View):
    """What students say of the own host: averages of five or more; the office also reads the words."""

    def get(self, request):
        actor = request.actor
        hosts = _rated_hosts(actor)
        rows = [(host, ratings.of_host(host), _positions(host)) for host in hosts]
        words = Rating.objects.exclude(words="").select_related("stay__placement__position__host").order_by("-pk")[:50]
        context = {
            "title": _("学生评价"),
            "rows": rows,
            "least": ratings.LEAST,
            "words": words if actor.role == Role.OFFICE else (),
        }
        return render(request, "certificates/ratings.html", context)


def _rated_hosts(actor):
    if not (actor.reads_all or actor.role == Role.MENTOR):
        raise Http404
    hosts = Host.objects.filter(positions__placements__stay__rating__isnull=False).distinct().order_by("pinyin")
    return hosts if actor.reads_all else hosts.filter(members__hat=actor.hat_id)


def _positions(host):
    found = ratings.of_positions(host)
    return [(row, found[row.pk]) for row in Position.objects.filter(pk__in=found).order_by("pinyin")]
