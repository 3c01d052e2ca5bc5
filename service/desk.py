"""What the service app tells the desk and the search box, and the buttons that ask for help."""

from django.db.models import Count, Min, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, Role, can
from ruoyi_coop.lib.desk import Figure, Waiting
from service.models import FOR, INVOLVED, Promise, ServiceRequest, Style, partners_without_team
from service.workflow import WITH_TEAM, State

MOST = 20
NAMED = 3


def asks(actor: Actor) -> list[dict]:
    """One button for each style, with what it is for and what the county promises; one query, none for others."""
    if not can(actor, Permission.ASK_SERVICE):
        return []
    promises = Promise.objects.today()
    return [
        {
            "label": style.label,
            "purpose": FOR[style],
            "promise": promises.get(style),
            "url": reverse("service:ask", args=[style]),
        }
        for style in Style
    ]


def waiting_for(actor: Actor) -> list[Waiting]:
    """For the holder what to answer and finish, for the asker what to confirm, for a leader what was reported."""
    rows = ServiceRequest.objects.with_names().order_by("asked_at")
    lines = []
    if can(actor, Permission.ANSWER_SERVICE):
        lines += [_held(row) for row in rows.held_by(actor)[:MOST]]
    if can(actor, Permission.ASK_SERVICE):
        mine = rows.filter(asker=actor.user_id, state=State.DONE_SAID)
        lines += [_line(row, _("已办结，请您确认"), _("去确认")) for row in mine[:MOST]]
    if actor.role == Role.LEADER:
        reported = rows.escalated_for(actor).exclude(holder__hat=actor.hat_id)
        lines += [_line(row, _("三人小组逾期，已上报给您"), _("去看看")) for row in reported[:MOST]]
    return lines + (_without_team() if can(actor, Permission.MANAGE_SERVICE) else [])


def owed_to(actor: Actor) -> list[Waiting]:
    """What the county promised the liaison's university on call and has not done yet, nearest first."""
    if actor.role != Role.LIAISON:
        return []
    rows = ServiceRequest.objects.visible_to(actor).filter(state__in=WITH_TEAM).with_names()
    lines = [_line(row, row.get_state_display(), _("看进展")) for row in rows.order_by("asked_at")[:MOST]]
    return sorted(lines, key=Waiting.sort_key)


def _held(row: ServiceRequest) -> Waiting:
    if row.state == State.ASKED:
        return _line(row, _("服务请求等您答复"), _("去答复"))
    return _line(row, _("服务请求等您办结"), _("去办结"))


def _line(row: ServiceRequest, why: str, action: str) -> Waiting:
    title = f"{row.place}：{row}" if row.place else str(row)
    return Waiting(title, why, row.get_absolute_url(), action, row.has_since, row.has_until, row.who_has_it)


def _without_team() -> list[Waiting]:
    counted = partners_without_team().annotate(number=Window(Count("pk")), since=Window(Min("created_at")))
    first = list(counted.order_by("pinyin")[:NAMED])
    if not first:
        return []
    number, since = first[0].number, first[0].since
    names = "、".join(university.name for university in first) + (_("等") if number > NAMED else "")
    title = _("%d所合作高校还没有专门的三人小组") % number
    return [Waiting(title, names, reverse("service:teams"), _("去安排"), since)]


def figures(actor: Actor) -> list[Figure]:
    if actor.role not in INVOLVED:
        return []
    today = timezone.localdate()
    asked = ServiceRequest.objects.visible_to(actor).asked_in(today)
    return [Figure(_("本月服务请求"), asked, f"{reverse('service:list')}?month={today:%Y-%m}")]


def searchable(actor: Actor) -> list[tuple]:
    if actor.role not in INVOLVED:
        return []
    return [(_("服务请求"), reverse("service:list"), ServiceRequest.objects.visible_to(actor))]
