"""What the end of an internship shows on the pages of placements and seasons."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, Role, can
from certificates.complete import ENDED, record_of
from certificates.models import Appraisal, Certificate
from interns.models import Placement, Season
from onpost.models import Stay
from pages.parts import Part


def of_placement(actor: Actor, placement: Placement) -> Part | None:
    """Five steps, what is missing and who owes it, and what this actor may do now; from the last day on."""
    stay = Stay.objects.with_people().filter(placement=placement).first()
    if stay is None or (stay.state not in ENDED and actor.role != Role.STUDENT):
        return None
    missing = record_of(stay).missing
    certificate = stay.certificates.order_by("-pk").first()
    summary = getattr(stay, "summary", None)
    return Part(
        "certificates/_of_placement.html",
        {
            "steps": _steps({row.name for row in missing}, certificate, stay),
            "missing": missing,
            "certificate": certificate,
            "summary": summary if summary and summary.submitted_at else None,
            "appraisals": stay.appraisals.order_by("created_at"),
            "links": _links(actor, stay, certificate),
        },
    )


def _steps(missing: set[str], certificate: Certificate | None, stay: Stay) -> list[dict]:
    """What is done, and the first that is not."""
    valid = bool(certificate) and certificate.state == "valid"
    rows = [
        (_("小结"), "summary" not in missing),
        *((kind.label, kind.value not in missing) for kind in Appraisal.Kind),
        (_("证明"), valid),
    ]
    first = next((place for place, (_label, done) in enumerate(rows) if not done), len(rows))
    return [
        {"label": label, "state": "done" if done else "current" if place == first else ""}
        for place, (label, done) in enumerate(rows)
    ]


def _links(actor: Actor, stay: Stay, certificate: Certificate | None) -> list[tuple[str, str]]:
    """What is still to be done by this actor."""
    if certificate and certificate.state == "valid":
        return _rating_link(actor, stay)
    given = {row.kind for row in stay.appraisals.all()}
    if actor.user_id == stay.placement.student_id and actor.role == Role.STUDENT:
        found = (
            [] if Appraisal.Kind.HOST in given else [(_("写实习小结"), reverse("certificates:summary", args=[stay.pk]))]
        )
        if stay.state in ENDED and Appraisal.Kind.SELF not in given:
            found.append((_("填自评"), reverse("certificates:self", args=[stay.pk])))
        return found + _rating_link(actor, stay)
    if actor.role == Role.MENTOR:
        return [(_("实习鉴定"), reverse("certificates:appraisals"))]
    return []


def _rating_link(actor: Actor, stay: Stay) -> list[tuple[str, str]]:
    own = actor.role == Role.STUDENT and actor.user_id == stay.placement.student_id
    if own and stay.state in ENDED and not hasattr(stay, "rating"):
        return [(_("评价实习单位"), reverse("certificates:rate", args=[stay.pk]))]
    return []


def of_season(actor: Actor, season: Season) -> Part | None:
    if not actor.reads_all:
        return None
    issued = Certificate.objects.valid().filter(stay__placement__season=season).count()
    may_issue = can(actor, Permission.ISSUE_CERTIFICATE)
    return Part("certificates/_of_season.html", {"season": season, "issued": issued, "may_issue": may_issue})
