"""What the universities app tells the desk, the front page and the search box."""

from datetime import datetime

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Role
from ruoyi_coop.lib.calendar import end_of_day
from ruoyi_coop.lib.counting import count_all
from ruoyi_coop.lib.desk import Figure, Waiting
from universities import rhythm
from universities.models import Expert, Partnership, University

NAMED = 3


def waiting_for(actor: Actor) -> list[Waiting]:
    """For the office the gaps in 1+1+N, for a liaison the experts whom nobody can reach; each one line."""
    if actor.role == Role.OFFICE:
        return [line for line in _gaps() if line]
    if actor.role == Role.LIAISON:
        return [line for line in _unreachable(actor) if line]
    return _quiet(actor) if actor.role in (Role.OFFICIAL, Role.LEADER) else []


def _quiet(actor: Actor) -> list[Waiting]:
    """Partnerships of the own unit, or looked after, that have grown quiet: the longest by name, the rest as one."""
    found = rhythm.quiet()
    rows = Partnership.objects.filter(pk__in=found).owned_by(actor).select_related("university") if found else []
    rows = sorted(rows, key=lambda row: -found[row.pk].gap)
    lines = [_silence(row, found[row.pk]) for row in rows[:NAMED]]
    if more := rows[NAMED:]:
        names = "、".join(str(row.university) for row in more[:NAMED]) + (_("等") if len(more) > NAMED else "")
        title, since = _("另有%d项合作安静了") % len(more), _silent_since(more[0], found[more[0].pk])
        lines.append(Waiting(title, names, quiet_url(actor), _("去看看"), since))
    return lines


def _silence(row: Partnership, found: rhythm.Rhythm) -> Waiting:
    address = reverse("universities:log_contact", args=[row.university_id])
    why = _("安静的合作：问候一声，或者把最近的往来登记上")
    return Waiting(f"{row.university}：{found.words}", why, address, _("登记联系"), _silent_since(row, found))


def _silent_since(row: Partnership, found: rhythm.Rhythm) -> datetime:
    return end_of_day(found.last or row.began_on)


def quiet_url(actor: Actor) -> str:
    """The list of just those."""
    mine = f"lead_unit={actor.unit_id}" if actor.role == Role.OFFICIAL else "leader=mine"
    return f"{reverse('universities:partnerships')}?quiet=yes&{mine}"


def _gaps():
    list_url = reverse("universities:list")
    rows = University.objects.all()
    gaps = (
        (rows.without_partnership(), _("%d所在册高校还没有牵头单位"), f"{list_url}?partner=no", _("去建立合作")),
        (rows.without_leader(), _("%d所合作高校还没有挂点领导"), f"{list_url}?leader=no", _("去安排")),
        (rows.without_liaison(), _("%d所合作高校还没有联络员"), f"{list_url}?liaison=no", _("去看看")),
    )
    counts = count_all(*(gap[0] for gap in gaps))
    return (_line(*gap) for gap, count in zip(gaps, counts, strict=True) if count)


def _unreachable(actor: Actor):
    for university in University.objects.tied_to(actor):
        rows = Expert.objects.filter(university=university).without_reach()
        address = f"{reverse('universities:experts')}?of={university.pk}&reach=no"
        yield _line(rows, _("%d位专家没有联系方式，县里有事找不到人"), address, _("去补全"))


def _line(rows: QuerySet, words: str, address: str, verb: str) -> Waiting | None:
    """One line for all of them: how many, the first names, since when the oldest waits."""
    found = rows.aggregate(number=Count("pk"), since=Min("created_at"))
    if not found["number"]:
        return None
    names = "、".join(rows.order_by("pinyin").values_list("name", flat=True)[:NAMED])
    names += _("等") if found["number"] > NAMED else ""
    return Waiting(title=words % found["number"], why=names, url=address, action=verb, since=found["since"])


def figures(actor: Actor) -> list[Figure]:
    universities = University.objects.visible_to(actor).partners()
    experts = Expert.objects.visible_to(actor).engaged()
    return [
        Figure(_("合作高校"), universities, f"{reverse('universities:list')}?partner=yes"),
        *_own(actor),
        Figure(_("专家"), experts, f"{reverse('universities:experts')}?status=engaged"),
    ]


def _own(actor: Actor) -> list[Figure]:
    """The universities that are this person's to look after."""
    address, rows = reverse("universities:list"), University.objects.all()
    if actor.role == Role.LEADER:
        return [Figure(_("我挂点的高校"), rows.cared_for_by(actor), f"{address}?leader=mine")]
    if actor.role == Role.OFFICIAL:
        return [Figure(_("本单位牵头的高校"), rows.tied_to(actor), f"{address}?lead_unit={actor.unit_id}")]
    return []


def searchable(actor: Actor) -> list[tuple]:
    return [
        (_("高校"), reverse("universities:list"), University.objects.visible_to(actor)),
        (_("专家"), reverse("universities:experts"), Expert.objects.visible_to(actor).select_related("university")),
    ]
