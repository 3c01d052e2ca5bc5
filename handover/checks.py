"""The nightly self-check that nothing is owned by nobody: one query for each kind of work whose owner may be gone."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Hat
from accounts.permissions import Role
from notifications.actions import post
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


def ownerless() -> list[Ownerless]:
    """All of them, by kind; six queries whatever their number."""
    return [*_duties(), *_partnerships(), *_requests(), *_attachments(), *_blockers(), *_universities()]


def _manned_units():
    return Hat.objects.worn().filter(role=Role.OFFICIAL).values("unit")


def _duties() -> list[Ownerless]:
    """Of a unit without officials; of a university without a liaison and without anybody standing in."""
    spoken_for = UniversityMember.objects.filter(hat__in=Hat.objects.worn()).values("university")
    unmanned = Q(university=None) & ~Q(unit__in=_manned_units())
    silent = Q(university__isnull=False) & ~Q(university__in=spoken_for)
    rows = Duty.objects.open().filter(unmanned | silent).with_names()
    rows = rows.exclude(university__isnull=False, university__caretaker__in=Hat.objects.worn())
    return [
        Ownerless(_("督办事项"), row.title, _("%s没有人在岗") % row.doer, row.get_absolute_url(), row.state_since)
        for row in rows.order_by("due", "id")
    ]


def _partnerships() -> list[Ownerless]:
    rows = (
        Partnership.objects.current().exclude(lead_unit__in=_manned_units()).select_related("university", "lead_unit")
    )
    return [
        Ownerless(_("1+1+N 合作"), str(row), _("%s没有人在岗") % row.lead_unit, row.get_absolute_url(), row.since)
        for row in rows.order_by("university__pinyin", "id")
    ]


def _requests() -> list[Ownerless]:
    rows = ServiceRequest.objects.with_team().exclude(holder__hat__in=Hat.objects.worn()).with_names()
    return [
        Ownerless(_("服务请求"), str(row), _left(row.holder.hat), row.get_absolute_url(), row.held_since)
        for row in rows.order_by("asked_at", "id")
    ]


def _attachments() -> list[Ownerless]:
    rows = LeaderAttachment.objects.current().exclude(leader__in=Hat.objects.worn())
    return [
        Ownerless(_("挂点高校"), str(row.university), _left(row.leader), row.get_absolute_url(), row.since)
        for row in rows.select_related("university", "leader__user").order_by("university__pinyin", "id")
    ]


def _blockers() -> list[Ownerless]:
    rows = Blocker.objects.standing().exclude(resolver__in=Hat.objects.worn())
    return [
        Ownerless(_("待解决的堵点"), row.what, _left(row.resolver), row.get_absolute_url(), row.created_at)
        for row in rows.select_related("duty", "resolver__user").order_by("until", "id")
    ]


def _universities() -> list[Ownerless]:
    """Partners for which nobody speaks and for which nobody of the county stands in."""
    return [
        Ownerless(_("合作高校"), str(row), _("没有联络员"), row.get_absolute_url(), row.created_at)
        for row in University.objects.lost().order_by("pinyin", "id")
    ]


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
