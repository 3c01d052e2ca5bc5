"""Accident insurance: entered by whoever has the policy, for one student or for many at once."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission
from files.models import kept
from interns.models import Placement
from notifications.actions import create, create_many, edit, first_time
from onpost.access import must
from onpost.models import Insurance
from ruoyi_coop.lib.errors import NotNow


@transaction.atomic
def insure(placement: Placement, values: dict[str, Any], *, by: Actor, proof=None) -> Insurance:
    """Enter a policy of one student. Raises NotNow when this policy stands there already."""
    must(by, Permission.KEEP_INSURANCE, placement)
    first_time(by)
    row = Insurance(placement=placement, proof=kept(proof, by=by), is_demo=placement.is_demo, **values)
    return create(row, by=by, label=_("登记意外险"), note=str(row))


@transaction.atomic
def insure_many(placements: Iterable[Placement], values: dict[str, Any], *, by: Actor, proof=None) -> list[Insurance]:
    """Enter one policy for many students at once; who has it already is passed over. Raises NotNow for nobody."""
    ids = [placement.pk for placement in placements]
    rows = Placement.objects.confirmed().filter(pk__in=ids).select_related("position", "student").order_by("pk")
    rows = list(rows.select_for_update(of=("self",)))
    for placement in rows:
        must(by, Permission.KEEP_INSURANCE, placement)
    known = Insurance.objects.counting().filter(placement__in=rows, policy=values["policy"])
    have = set(known.values_list("placement", flat=True))
    new = [row for row in rows if row.pk not in have]
    if not new:
        raise NotNow(_("选中的学生都已经登记了这份保单。"))
    paper = kept(proof, by=by)
    return create_many(
        [Insurance(placement=row, proof=paper, is_demo=row.is_demo, **values) for row in new],
        by=by,
        label=_("登记意外险"),
    )


@transaction.atomic
def strike_insurance(insurance: Insurance, *, by: Actor, note: str = "") -> Insurance:
    """Take back a policy entered by mistake: it counts no more and stays on record. Once."""
    must(by, Permission.KEEP_INSURANCE, insurance.placement)
    row = Insurance.objects.select_for_update().get(pk=insurance.pk)
    if row.struck_at:
        raise NotNow(_("这份保单已经作废。"))
    return edit(row, {"struck_at": timezone.now()}, by=by, label=_("作废保单"), note=note or str(row), verb="struck")
