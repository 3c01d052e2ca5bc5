"""Agreements: prepared from the records, signed by three parties online or on paper, complete or void."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, Role
from files.models import kept
from interns.models import Placement
from interns.workflow import PlacementState
from notifications.actions import create, create_many, first_time, move, post
from onpost.access import host_people, liaisons, may, must
from onpost.models import Agreement, Signature
from onpost.terms import terms_of, university_of
from onpost.workflow import AGREEMENT, AgreementState
from ruoyi_coop.lib.errors import NotAllowed, NotNow

Party = Signature.Party
PARTY_OF = {Role.STUDENT: Party.STUDENT, Role.MENTOR: Party.HOST, Role.LIAISON: Party.UNIVERSITY}


@transaction.atomic
def agreement_of(placement: Placement, *, by: Actor) -> Agreement:
    """The live agreement of a placement, made when its first party opens it. Raises NotNow before it is confirmed."""
    must(by, Permission.SIGN_INTERNSHIP, placement)
    placement = Placement.objects.select_for_update(of=("self",)).select_related("position").get(pk=placement.pk)
    if placement.state != PlacementState.CONFIRMED:
        raise NotNow(_("学生确认录用以后才签协议。"))
    made = placement.agreements.live().first()
    return made or create(_draft(placement), by=by.sending(None), label=_("生成实习协议"))


def _draft(placement: Placement) -> Agreement:
    post_ = placement.position
    return Agreement(placement=placement, starts_on=post_.starts_on, ends_on=post_.ends_on, is_demo=placement.is_demo)


@transaction.atomic
def prepare_all(placements: Iterable[Placement], *, by: Actor) -> list[Agreement]:
    """Make the agreements of all these confirmed placements that have none, and tell the students. Repeatable."""
    ids = [placement.pk for placement in placements]
    rows = Placement.objects.confirmed().filter(pk__in=ids).select_related("position__host", "student").order_by("pk")
    rows = list(rows.select_for_update(of=("self",)))
    for placement in rows:
        must(by, Permission.SIGN_INTERNSHIP, placement)
    have = set(Agreement.objects.live().filter(placement__in=rows).values_list("placement", flat=True))
    made = create_many([_draft(row) for row in rows if row.pk not in have], by=by, label=_("生成实习协议"))
    for agreement in made:
        _tell([agreement.placement.student], agreement, "prepared", _("实习协议已生成，请签署"))
    return made


def party_of(agreement: Agreement, by: Actor) -> str:
    """For whom this actor signs: a student, a host's or a university's person for the own side.

    The office stands in for a university that has nobody here. "" for everybody else.
    """
    if by.role == Role.OFFICE:
        return "" if liaisons(agreement.placement).exists() else Party.UNIVERSITY
    party = PARTY_OF.get(by.role, "")
    return party if party and may(by, Permission.SIGN_INTERNSHIP, agreement) else ""


@transaction.atomic
def sign(agreement: Agreement, *, by: Actor, version: int | None = None) -> Agreement:
    """Sign for the own side, online; the third signature completes it.

    Raises NotAllowed (no party to it), NotNow (signed already, complete, void), Conflict.
    """
    row = _locked(agreement)
    must(by, Permission.SIGN_INTERNSHIP, row.placement)
    party = party_of(row, by)
    if not party:
        raise NotAllowed(_("这份协议由学生、用人单位和高校签署；高校有联络员的，由联络员签。"))
    return _add(row, {party: by.name}, by=by, version=version)


@transaction.atomic
def file_scan(agreement: Agreement, scan, parties: Iterable[str], *, by: Actor) -> Agreement:
    """Keep the scan of a stamped paper and note who signed on it; whoever signed online stays so.

    Raises NotAllowed for students (nobody vouches for others with the own scan) and NotNow when it adds nobody.
    """
    row = _locked(agreement)
    must(by, Permission.SIGN_INTERNSHIP, row.placement)
    if by.role == Role.STUDENT:
        raise NotAllowed(_("盖章的扫描件由用人单位、高校或县合作办上传。"))
    names = _names(row.placement)
    said = {party: names[party] for party in parties}
    first_time(by)  # a double click must not keep the file twice
    return _add(row, said, by=by, on_paper=True, values={"scan": kept(scan, by=by)})


def _locked(agreement: Agreement) -> Agreement:
    return Agreement.objects.select_for_update(of=("self",)).with_people().get(pk=agreement.pk)


def _names(placement: Placement) -> dict[str, str]:
    return {
        Party.STUDENT: placement.student.name,
        Party.HOST: placement.position.host.name[:40],
        Party.UNIVERSITY: university_of(placement)[:40],
    }


def _add(row: Agreement, said: dict, *, by: Actor, on_paper: bool = False, values=None, version=None) -> Agreement:
    """Add what these parties said; the first words freeze the text, the last complete it."""
    first_time(by)
    new = {party: name for party, name in said.items() if party not in row.signed_by}
    if row.state == AgreementState.OPEN and not new:
        raise NotNow(_("已经签过，不用再签。"))
    Signature.objects.bulk_create(
        Signature(agreement=row, party=party, name=name, on_paper=on_paper, by=by.user) for party, name in new.items()
    )
    frozen = {} if row.terms else _frozen(row)
    words = "、".join(f"{Party(party).label} {name}" for party, name in new.items())
    row = move(row, AGREEMENT, "sign", by=by, note=words, values=frozen | (values or {}), version=version)
    if row.state == AgreementState.SIGNED:
        _tell([row.placement.student, *host_people(row.placement)], row, "signed", _("实习协议三方已签齐"))
    return row


def _frozen(row: Agreement) -> dict:
    """What the record says at the first signature is what all sign."""
    post_ = row.placement.position
    return {"terms": terms_of(row.placement), "starts_on": post_.starts_on, "ends_on": post_.ends_on}


@transaction.atomic
def void(agreement: Agreement, *, by: Actor, note: str, version: int | None = None) -> Agreement:
    """Make an agreement void, with its reason; a new one may be made. Raises NotNow while the student is on post."""
    row = move(agreement, AGREEMENT, "void", by=by, note=note, version=version)
    people = [row.placement.student, *host_people(row.placement), *liaisons(row.placement)]
    _tell(people, row, "void", _("实习协议已作废，要重新签"), note)
    return row


def _tell(people, row: Agreement, key: str, title: str, body: str = "") -> None:
    words = f"{title}：{row.placement}"
    post(people, row, key=key, title=words, body=body, path=row.get_absolute_url())
