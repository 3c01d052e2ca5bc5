"""The nightly self-check that nothing is owned by nobody, one check for each kind of work whose owner may be gone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Hat
from accounts.permissions import Role
from notifications.actions import post
from ruoyi_coop.lib.counting import count_all
from service.models import ServiceRequest
from supervision.models import Blocker, Duty
from universities.models import LeaderAttachment, Partnership, University, UniversityMember


@dataclass(frozen=True)
class Ownerless:
    """One thing that nobody has: what, why nobody, and where to name somebody."""

    kind: str
    title: str
    why: str
    url: str
    since: date | datetime | None = None


@dataclass(frozen=True)
class Check:
    """One kind of work: the rows that nobody has, and how a row says why."""

    rows: Callable[[], QuerySet]
    say: Callable[[Any], Ownerless]


def ownerless() -> list[Ownerless]:
    """All of them, by kind; one query when nothing is ownerless, and one more for each kind that is."""
    lists = [check.rows() for check in CHECKS]
    counts = count_all(*lists)
    found = zip(CHECKS, lists, counts, strict=True)
    return [check.say(row) for check, rows, count in found if count for row in rows]


def _manned_units():
    return Hat.objects.worn().filter(role=Role.OFFICIAL).values("unit")


def _duties() -> QuerySet:
    """Of a unit without officials; of a university without a liaison and without anybody standing in."""
    spoken_for = UniversityMember.objects.filter(hat__in=Hat.objects.worn()).values("university")
    unmanned = Q(university=None) & ~Q(unit__in=_manned_units())
    silent = Q(university__isnull=False) & ~Q(university__in=spoken_for)
    rows = Duty.objects.open().filter(unmanned | silent).with_names()
    return rows.exclude(university__isnull=False, university__caretaker__in=Hat.objects.worn()).order_by("due", "id")


def _duty(row: Duty) -> Ownerless:
    return Ownerless(_("督办事项"), row.title, _("%s没有人在岗") % row.doer, row.get_absolute_url(), row.state_since)


def _partnerships() -> QuerySet:
    rows = Partnership.objects.current().exclude(lead_unit__in=_manned_units())
    return rows.select_related("university", "lead_unit").order_by("university__pinyin", "id")


def _partnership(row: Partnership) -> Ownerless:
    why = _("%s没有人在岗") % row.lead_unit
    return Ownerless(_("1+1+N 合作"), str(row), why, row.get_absolute_url(), row.since)


def _requests() -> QuerySet:
    rows = ServiceRequest.objects.with_team().exclude(holder__hat__in=Hat.objects.worn()).with_names()
    return rows.order_by("asked_at", "id")


def _request(row: ServiceRequest) -> Ownerless:
    return Ownerless(_("服务请求"), str(row), _left(row.holder.hat), row.get_absolute_url(), row.held_since)


def _attachments() -> QuerySet:
    rows = LeaderAttachment.objects.current().exclude(leader__in=Hat.objects.worn())
    return rows.select_related("university", "leader__user").order_by("university__pinyin", "id")


def _attachment(row: LeaderAttachment) -> Ownerless:
    return Ownerless(_("挂点高校"), str(row.university), _left(row.leader), row.get_absolute_url(), row.since)


def _blockers() -> QuerySet:
    rows = Blocker.objects.standing().exclude(resolver__in=Hat.objects.worn())
    return rows.select_related("duty", "resolver__user").order_by("until", "id")


def _blocker(row: Blocker) -> Ownerless:
    return Ownerless(_("待解决的堵点"), row.what, _left(row.resolver), row.get_absolute_url(), row.created_at)


def _universities() -> QuerySet:
    """Partners for which nobody speaks and for which nobody of the county stands in."""
    return University.objects.lost().order_by("pinyin", "id")


def _university(row: University) -> Ownerless:
    return Ownerless(_("合作高校"), str(row), _("没有联络员"), row.get_absolute_url(), row.created_at)


CHECKS = (
    Check(_duties, _duty),
    Check(_partnerships, _partnership),
    Check(_requests, _request),
    Check(_attachments, _attachment),
    Check(_blockers, _blocker),
    Check(_universities, _university),
)


def _left(hat: Hat) -> str:
    return _("%s已离岗") % hat.user


def tell_office() -> int:
    """Tell everybody of the office, once a day, how many things are nobody's; returns how many. Repeatable."""
    found = ownerless()
    if not found:
        return 0
    counts = {}
    for one in found:
        counts[one.kind] = counts.get(one.kind, 0) + 1
    title = _("%d 件事没有人负责") % len(found)
    body = "\n".join(f"{kind}：{number}" for kind, number in counts.items())
    key = f"ownerless:{timezone.localdate().isoformat()}"
    for person in Hat.objects.worn().filter(role=Role.OFFICE).people():
        post([person], person, key=key, title=title, body=body, path=reverse("handover:ownerless"))
    return len(found)
