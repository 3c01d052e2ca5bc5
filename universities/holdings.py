"""What of the universities a person holds: attachments as a leader, the last liaison's word, standing in for one."""

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Hat, User
from accounts.permissions import Actor, Role
from ruoyi_coop.lib.desk import Holding, number_of
from universities import actions
from universities.models import LeaderAttachment, University, UniversityMember

ATTACHED = "universities.attachment.leader"
LAST = "universities.member.last"
STANDS_IN = "universities.university.caretaker"
KINDS = (ATTACHED, LAST, STANDS_IN)


def held_by(person: User) -> list[Holding]:
    """Three queries."""
    return [*_attached(person), *_last(person), *_standing_in(person)]


def _attached(person: User) -> list[Holding]:
    rows = LeaderAttachment.objects.filter(leader__user=person).annotate(first=Lower("during"))
    rows = rows.filter(Q(during__endswith=None) | Q(during__endswith__gt=timezone.localdate()))
    return [
        Holding(
            key=f"{ATTACHED}:{row.pk}",
            kind=_("挂点高校"),
            title=str(row.university),
            url=row.get_absolute_url(),
            since=row.since,
            hat_id=row.leader_id,
            universities=(row.university_id,),
            role=Role.LEADER,
            unit_id=row.leader.unit_id,
            strictly=True,
        )
        for row in rows.select_related("university", "leader").order_by("university__pinyin", "id")
    ]


def _last(person: User) -> list[Holding]:
    """Partners for which nobody else speaks, neither a liaison nor a caretaker."""
    mine = UniversityMember.objects.filter(hat__in=Hat.objects.worn().filter(user=person))
    others = UniversityMember.objects.filter(hat__in=Hat.objects.worn().exclude(user=person))
    cared = University.objects.filter(caretaker__in=Hat.objects.worn().exclude(user=person))
    rows = mine.filter(university__in=University.objects.partners().values("pk"))
    rows = rows.exclude(university__in=others.values("university")).exclude(university__in=cared.values("pk"))
    return [
        _of_university(f"{LAST}:{row.pk}", _("唯一的联络员"), row.university, row.hat)
        for row in rows.select_related("university", "hat").order_by("university__pinyin", "id")
    ]


def _standing_in(person: User) -> list[Holding]:
    rows = University.objects.without_liaison().filter(caretaker__user=person).select_related("caretaker")
    return [
        _of_university(f"{STANDS_IN}:{row.pk}", _("代为联络的高校"), row, row.caretaker)
        for row in rows.order_by("pinyin", "id")
    ]


def _of_university(key: str, kind: str, university: University, hat: Hat) -> Holding:
    """Its lead unit stands in first, then the office."""
    lead = university.partnership()
    return Holding(
        key=key,
        kind=kind,
        title=str(university),
        url=university.get_absolute_url(),
        since=hat.since,
        hat_id=hat.pk,
        universities=(university.pk,),
        role=Role.OFFICIAL,
        unit_id=lead.lead_unit_id if lead else None,
    )


def pass_on(key: str, successor: Hat, *, of: User, by: Actor) -> bool:
    """Give it to the successor; False when that person holds it no more. Raises NotNow."""
    if key.startswith(f"{ATTACHED}:"):
        row = LeaderAttachment.objects.filter(pk=number_of(key)).first()
        return bool(row) and actions.hand_attachment(row, successor, of=of, by=by)
    held = next((one for one in (*_last(of), *_standing_in(of)) if one.key == key), None)
    if held is None:
        return False
    university = University.objects.get(pk=held.universities[0])
    actions.stand_in(university, successor, before=of, by=by)
    return True
