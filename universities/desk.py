"""What the universities app tells the desk, the front page and the search box."""

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Role
from ruoyi_coop.lib.desk import Figure, Waiting
from universities.models import Expert, University

NAMED = 3


def waiting_for(actor: Actor) -> list[Waiting]:
    """For the office the gaps in 1+1+N, for a liaison the experts whom nobody can reach; each one line."""
    if actor.role == Role.OFFICE:
        return [line for line in _gaps() if line]
    if actor.role == Role.LIAISON:
        return [line for line in _unreachable(actor) if line]
    return []


def _gaps():
    list_url = reverse("universities:list")
    rows = University.objects.all()
    yield _line(rows.without_partnership(), _("%d所在册高校还没有牵头单位"), f"{list_url}?partner=no", _("去建立合作"))
    yield _line(rows.without_leader(), _("%d所合作高校还没有挂点领导"), f"{list_url}?leader=no", _("去安排"))
    yield _line(rows.without_liaison(), _("%d所合作高校还没有联络员"), f"{list_url}?liaison=no", _("去看看"))


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
        Figure(_("合作高校"), universities.count(), f"{reverse('universities:list')}?partner=yes"),
        *_own(actor),
        Figure(_("专家"), experts.count(), f"{reverse('universities:experts')}?status=engaged"),
    ]


def _own(actor: Actor) -> list[Figure]:
    """The universities that are this person's to look after."""
    address, rows = reverse("universities:list"), University.objects.all()
    if actor.role == Role.LEADER:
        return [Figure(_("我挂点的高校"), rows.cared_for_by(actor).count(), f"{address}?leader=mine")]
    if actor.role == Role.OFFICIAL:
        return [Figure(_("本单位牵头的高校"), rows.tied_to(actor).count(), f"{address}?lead_unit={actor.unit_id}")]
    return []


def searchable(actor: Actor) -> list[tuple]:
    return [
        (_("高校"), reverse("universities:list"), University.objects.visible_to(actor)),
        (_("专家"), reverse("universities:experts"), Expert.objects.visible_to(actor).select_related("university")),
    ]
