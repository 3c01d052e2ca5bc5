"""How a dated step with its proof is added to a record, judged, and taken back."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from files.models import Step, kept


def why_not_day(steps, day: date) -> str:
    """Return "" when the next step may carry this day, else why not: facts lie in order and not ahead."""
    if day > timezone.localdate():
        return _("日期不能晚于今天。")
    last = steps.standing().order_by("-day", "-id").first()
    if last and day < last.day:
        return _("日期不能早于上一步“%(step)s”（%(day)s）。") % {"step": last.label, "day": last.day}
    return ""


def take(steps, move: str, *, by, day: date | None = None, evidence=None, note: str = "") -> Step:
    """Add a step; `steps` is the record's related manager, `evidence` a checked file, a kept one, or nothing."""
    who = f"{by.name} · {by.hat_label}"
    upload = kept(evidence, by=by)
    return steps.create(
        move=move, day=day or timezone.localdate(), evidence=upload, note=note, by_id=by.user_id, by_hat=who
    )


def strike(steps, move: str) -> None:
    """Take back the latest step of that name; its proof stays as history."""
    latest = steps.standing().filter(move=move).order_by("-id").values("pk")[:1]
    steps.filter(pk__in=list(latest.values_list("pk", flat=True))).update(struck_at=timezone.now())
