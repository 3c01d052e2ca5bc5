"""What happens at the end: summary sent, appraisals given, certificates issued and revoked, asked how it went on."""

import json
from base64 import b32encode
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256
from secrets import token_bytes
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, require
from certificates.complete import ENDED, record_of
from certificates.models import Appraisal, Certificate, FollowUp, Rating, Summary
from certificates.workflow import CERTIFICATE
from interns.models import Tutor
from links.actions import link_to, mail_link
from links.models import PersonalLink
from notifications.actions import create, edit, first_time, move, post, record
from onpost.access import must
from onpost.models import Stay
from ruoyi_coop.lib.calendar import end_of_day, local_day
from ruoyi_coop.lib.errors import NotAllowed, NotNow

LOCK = 7403  # of the running number
APPRAISE = "certificates.appraise"
VALID_FOR = timedelta(days=60)  # a tutor's link, from the day it is sent
FOLLOW_UPS = (6, 12)  # months after the last day
ASKED_FOR = timedelta(days=120)  # how long a missed follow-up is still made up for
CLOCK = Actor()


# ------------------------------------------------------------------ the student


def _own(stay: Stay, permission: Permission, by: Actor) -> None:
    require(by, permission)
    if by.user_id != stay.placement.student_id:
        raise NotAllowed(_("只有学生本人能做这件事。"))


@transaction.atomic
def save_summary(stay: Stay, values: dict[str, Any], *, by: Actor, submit: bool, version: int | None = None) -> Summary:
    """Keep the summary, and send it. Raises NotNow before the end, and once the host has appraised."""
    _own(stay, Permission.WRITE_NOTE, by)
    if submit and stay.state not in ENDED:
        raise NotNow(_("实习结束以后再提交，现在先保存。"))
    if stay.appraisals.filter(kind=Appraisal.Kind.HOST).exists():
        raise NotNow(_("单位已经鉴定，小结不能再改。"))
    sent = {"submitted_at": timezone.now()} if submit else {}
    found = Summary.objects.filter(stay=stay).first()
    label = _("提交实习小结") if submit else _("保存实习小结")
    if found:
        return edit(found, values | sent, by=by, version=version, label=label)
    return create(Summary(stay=stay, **values, **sent), by=by, label=label)


@transaction.atomic
def rate(stay: Stay, values: dict[str, Any], *, by: Actor) -> Rating:
    """Say how the host was, once. Raises NotNow before the end or a second time."""
    _own(stay, Permission.RATE_HOST, by)
    if stay.state not in ENDED:
        raise NotNow(_("实习结束以后再评价。"))
    made = Rating(stay=stay, **values)
    if Rating.objects.filter(stay=stay).exists():
        raise NotNow(_("已经评价过了，谢谢。"))
    made.save(force_insert=True)
    record(by, "rated", _("评价实习单位"), stay)  # without the answers: the timeline is read by the host too
    return made


# ------------------------------------------------------------------ appraisals


@transaction.atomic
def appraise(stay: Stay, kind: str, values: dict[str, Any], *, by: Actor) -> Appraisal:
    """Give one of the three appraisals; a second time changes it until the certificate is there.

    Raises NotAllowed for anybody else's, NotNow before the end, for the host before student and tutor.
    """
    if kind == Appraisal.Kind.SELF:
        _own(stay, Permission.APPRAISE, by)
    else:
        _for_host(stay, kind, by)
    if stay.state not in ENDED:
        raise NotNow(_("实习还没有结束，结束以后再鉴定。"))
    if stay.certificates.valid().exists():
        raise NotNow(_("证明已经开具，鉴定不能再改。"))
    if kind == Appraisal.Kind.HOST:
        _comes_last(stay)
    given_by = f"{by.name} · {by.hat_label}"
    found = Appraisal.objects.select_for_update().filter(stay=stay, kind=kind).first()
    label = _("填写%s") % Appraisal.Kind(kind).label
    if found:
        return edit(found, values | {"given_by": given_by}, by=by, label=label)
    return create(Appraisal(stay=stay, kind=kind, given_by=given_by, **values), by=by, label=label)


def _for_host(stay: Stay, kind: str, by: Actor) -> None:
    if by.guest and kind != Appraisal.Kind.TUTOR:
        raise NotAllowed(_("单位鉴定要由单位的账号来做。"))
    if not by.guest and by.role not in ("mentor", "office"):
        raise NotAllowed(_("鉴定由实习单位来做。"))
    must(by, Permission.APPRAISE, stay.placement)


def _comes_last(stay: Stay) -> None:
    kinds = set(stay.appraisals.values_list("kind", flat=True))
    lacks = [str(kind.label) for kind in (Appraisal.Kind.SELF, Appraisal.Kind.TUTOR) if kind not in kinds]
    if lacks:
        raise NotNow(_("单位鉴定在最后，还缺：%s。") % "、".join(lacks))


def appraise_all(stays: Iterable[Stay], values: dict[str, Any], *, by: Actor) -> tuple[list, list]:
    """The host's word on many stays at once, each on its own: returns (done, [(stay, why not)])."""
    done, left = [], []
    for stay in stays:
        try:
            done.append(appraise(stay, Appraisal.Kind.HOST, values, by=by.sending(None)))
        except (NotNow, NotAllowed) as no:
            left.append((stay, str(no)))
    return done, left


@transaction.atomic
def appraisal_link(tutor: Tutor, *, by: Actor) -> PersonalLink:
    """The tutor's one link to all students who have ended. Raises NotAllowed."""
    if by is not CLOCK:
        require(by, Permission.SEND_LINK, tutor)
    tutor = Tutor.objects.select_for_update().get(pk=tutor.pk)
    until = end_of_day(timezone.localdate() + VALID_FOR)
    known = PersonalLink.objects.open().about(tutor).filter(purpose=APPRAISE).first()
    expires = known.expires_at if known and known.expires_at > timezone.now() + VALID_FOR / 2 else until
    return link_to(tutor, APPRAISE, holder=tutor.name, expires_at=expires, by=by, address=tutor.email)


def waiting_tutors():
    """Tutors with a student who has ended and whom they have not appraised."""
    done = Appraisal.objects.filter(kind=Appraisal.Kind.TUTOR).values("stay")
    stays = Stay.objects.ended().exclude(pk__in=done)
    return Tutor.objects.filter(pk__in=stays.values("placement__position__tutor"), is_active=True)


def send_appraisal_links(now: datetime | None = None) -> int:
    """Mail every waiting tutor the link, once for each student who ended in the last weeks; returns how many mails."""
    now = now or timezone.now()
    fresh = local_day(now) - timedelta(days=28)
    done = Appraisal.objects.filter(kind=Appraisal.Kind.TUTOR).values("stay")
    stays = Stay.objects.ended().exclude(pk__in=done).filter(state_since__date__gte=fresh)
    latest = (
        stays.exclude(placement__position__tutor=None).values("placement__position__tutor").annotate(last=Max("pk"))
    )
    wanted = dict(latest.values_list("placement__position__tutor", "last"))
    tutors = Tutor.objects.filter(pk__in=wanted, is_active=True).exclude(email="")
    return sum(_send_link(tutor, wanted[tutor.pk]) for tutor in tutors)


@transaction.atomic
def _send_link(tutor: Tutor, last: int) -> int:
    link = appraisal_link(tutor, by=CLOCK)
    key = f"appraise:{last}"
    if link.was_mailed(key):
        return 0
    title = _("请为您带的实习学生写鉴定，每人不超过五个问题")
    body = _("打开链接就能填，不用登录。学生的实习证明要等您的鉴定。")
    mail_link(link, title=title, body=body, key=key)
    return 1


# ------------------------------------------------------------------ certificates


def issue_all(stays: Iterable[Stay], *, by: Actor) -> tuple[list[Certificate], list[tuple[Stay, str]]]:
    """Issue for each stay on its own: returns (issued, [(stay, what is missing)])."""
    done, left = [], []
    for stay in stays:
        try:
            done.append(issue(stay, by=by.sending(None)))
        except NotNow as no:
            left.append((stay, str(no)))
    return done, left


@transaction.atomic
def issue(stay: Stay, *, by: Actor) -> Certificate:
    """Issue the certificate of a complete record, with the next number of the year.

    Raises NotAllowed; NotNow with everything that is missing and who owes it, or when a valid one is there.
    """
    require(by, Permission.ISSUE_CERTIFICATE)
    stay = Stay.objects.select_for_update(of=("self",)).with_people().get(pk=stay.pk)
    first_time(by)
    if stay.certificates.valid().exists():
        raise NotNow(_("已经有有效的证明。"))
    found = record_of(stay)
    if found.missing:
        raise NotNow("；".join(f"{row.words}（{row.owner}）" for row in found.missing))
    made = create(_certificate(stay, found.days, by), by=by, label=_("开具实习证明"))
    title = _("您的实习证明 %s 已开具") % made.title
    post([stay.placement.student], made, key="issued", title=title, path=made.get_absolute_url())
    return made


def _certificate(stay: Stay, days: int, by: Actor) -> Certificate:
    year, sheet = timezone.localdate().year, fact_sheet(stay, days)
    replaced = stay.certificates.order_by("-pk").first()
    return Certificate(
        stay=stay,
        year=year,
        number=_next_number(year),
        code=b32encode(token_bytes(16)).decode().rstrip("=").lower(),
        fact_sheet=sheet,
        digest=digest_of(sheet),
        replaces=replaced,
        issued_by=by.user,
    )


def _next_number(year: int) -> int:
    """Without gaps: the lock is held until the certificate is there, and what fails takes no number with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, year])
    return (Certificate.objects.filter(year=year).aggregate(last=Max("number"))["last"] or 0) + 1


def fact_sheet(stay: Stay, days: int) -> dict[str, Any]:
    """What the certificate says, as it is today."""
    placement = stay.placement
    return {
        "name": placement.student.name,
        "university": placement.student.student.university_name,
        "major": placement.student.student.major,
        "host": str(placement.position.host),
        "category": str(placement.position.category),
        "position": placement.position.title,
        "first": stay.first_day.isoformat(),
        "last": stay.until.isoformat(),
        "days": days,
        "issued": timezone.localdate().isoformat(),
    }


def digest_of(sheet: dict) -> str:
    return sha256(json.dumps(sheet, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def move_certificate(row: Certificate, name: str, *, by: Actor, note: str = "", version: int | None = None):
    """Revoke, with a reason that the public check does not show; the student is told. Raises NotAllowed, NotNow."""
    moved = move(row, CERTIFICATE, name, by=by, note=note, version=version)
    title = _("实习证明 %s 已撤销") % moved.title
    student = moved.stay.placement.student
    post([student], moved, key="revoked", title=title, body=note, path=moved.get_absolute_url())
    return moved


# ------------------------------------------------------------------ how it went on


def ask_follow_ups(now: datetime | None = None) -> int:
    """Ask everybody whose last day was six or twelve months ago, once each; returns how many. Repeatable."""
    today = local_day(now or timezone.now())
    return sum(_ask(stay, months) for months in FOLLOW_UPS for stay in _due_after(months, today))


def _due_after(months: int, today: date):
    """Stays that ended that many months ago, or a little longer when a beat was missed, and were not asked."""
    day = months_before(today, months)
    rows = Stay.objects.ended().annotate(end=Coalesce("last_day", "planned_end"))
    rows = rows.filter(end__lte=day, end__gt=day - ASKED_FOR)
    return rows.exclude(follow_ups__months=months).select_related("placement__student")


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or its last day."""
    total = day.year * 12 + day.month - 1 - months
    first = date(total // 12, total % 12 + 1, 1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


@transaction.atomic
def _ask(stay: Stay, months: int) -> int:
    made, is_new = FollowUp.objects.get_or_create(stay=stay, months=months)
    if is_new:
        record(CLOCK, "asked", _("回访：%d 个月") % months, made)
        title = _("实习结束%d个月了，您现在怎么样？") % months
        path = reverse("certificates:follow_up", args=[made.pk])
        post([stay.placement.student], made, key="asked", title=title, body=_("一个问题，点一下就好。"), path=path)
    return int(is_new)


@transaction.atomic
def answer_follow_up(row: FollowUp, values: dict[str, Any], *, by: Actor) -> FollowUp:
    """Say how it went on; may be changed."""
    _own(row.stay, Permission.RATE_HOST, by)
    return edit(row, values | {"answered_at": timezone.now()}, by=by, label=_("答复回访"))
