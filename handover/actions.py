"""Handing over all that a person holds, at once or not at all; nothing is lost, and everybody concerned hears of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Hat, User
from accounts.permissions import Actor, Permission, require
from handover import holdings
from handover.models import Handover, Item
from notifications.actions import first_time, post, record
from people.actions import end_hat_after_handover, may_end, set_active
from ruoyi_coop.lib.desk import Holding
from ruoyi_coop.lib.errors import NotNow
from universities.models import University

NAMED = 5


@dataclass(frozen=True)
class Plan:
    """What the page asked for: who takes each thing (by key), and what ends afterwards."""

    person: User
    hat: Hat | None
    takers: dict[str, Hat]
    reason: str = Handover.Reason.MOVED
    note: str = ""
    ends: bool = False  # the hat; all hats that the actor may end
    closes: bool = False  # the account
    listed: dict[str, list[str]] = field(
        default_factory=dict
    )  # {key: [kind, title, url]} of the page when it was opened


@transaction.atomic
def hand_over(plan: Plan, *, by: Actor) -> Handover:
    """Pass everything on, end what was to end, and tell the universities, the successors and the person.

    What has gone meanwhile is skipped and noted. Raises NotAllowed, AlreadyDone, and NotNow with nothing changed (one's
    own, a successor who has left, something new without a successor, nothing left to do).
    """
    require(by, Permission.HAND_OVER)
    if plan.person.pk == by.user_id:
        raise NotNow(_("不能给自己办理工作交接，请另一位同事办理。"))
    _lock(plan)
    first_time(by)
    held = holdings.held_by(plan.person, plan.hat)
    _check(plan, held, by)
    row = _begin(plan, by)
    quietly = by.sending(None)
    items = _pass_all(row, plan, held, quietly)
    _end(row, plan, quietly)
    _finish(row, items)
    record(by, "handed_over", _("办理工作交接"), row, note=row.summary)
    _tell(row, items, held)
    return row


def _lock(plan: Plan) -> None:
    """All people concerned, in one order: two handovers that share somebody go one after the other."""
    people = {plan.person.pk, *(hat.user_id for hat in plan.takers.values())}
    list(User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk").values_list("pk"))


def _check(plan: Plan, held: list[Holding], by: Actor) -> None:
    wanted = {hat.pk for hat in plan.takers.values()}
    worn = set(Hat.objects.worn().filter(pk__in=wanted).exclude(user=plan.person).values_list("pk", flat=True))
    if gone := [hat for hat in plan.takers.values() if hat.pk not in worn]:
        raise NotNow(_("%(person)s（%(hat)s）已不在岗，请另选接手人。") % {"person": gone[0].user, "hat": gone[0]})
    if left := [one for one in held if one.key not in plan.takers]:
        words = {"n": len(left), "title": left[0].title}
        raise NotNow(_("又多了%(n)d件要交接的事（%(title)s），请选好接手人再提交。") % words)
    if not held and not _to_end(plan, by) and not _to_close(plan):
        raise NotNow(_("%s没有要交接的事，也没有要停用的身份。") % plan.person)


def _begin(plan: Plan, by: Actor) -> Handover:
    row = Handover(person=plan.person, hat=plan.hat, reason=plan.reason, note=plan.note, done_by=by.user)
    row.save(force_insert=True)
    return row


def _pass_all(row: Handover, plan: Plan, held: list[Holding], by: Actor) -> list[Item]:
    """Each thing through its own app's action; what has gone keeps a row without a successor."""
    items = [_pass(row, holding, plan, by) for holding in held]
    found = {one.key for one in held}
    gone = [Item(handover=row, key=key, **_words(*said)) for key, said in plan.listed.items() if key not in found]
    return Item.objects.bulk_create([*items, *gone])


def _pass(row: Handover, holding: Holding, plan: Plan, by: Actor) -> Item:
    taker = plan.takers[holding.key]
    item = Item(handover=row, key=holding.key, **_words(holding.kind, holding.title, holding.url))
    if holdings.pass_on(holding.key, taker, of=plan.person, by=by):
        item.to, item.to_hat, item.done_at = taker.user, str(taker)[:120], timezone.now()
    return item


def _words(kind: str, title: str, url: str) -> dict[str, str]:
    return {"kind": str(kind)[:40], "title": title[:300], "url": url}


def _to_end(plan: Plan, by: Actor) -> list[Hat]:
    """The hats that this ends: those the actor may end."""
    if not plan.ends:
        return []
    rows = Hat.objects.worn().filter(user=plan.person).select_related("user", "unit").order_by("id")
    rows = rows.filter(pk=plan.hat.pk) if plan.hat else rows
    return [hat for hat in rows if may_end(by, hat)]


def _to_close(plan: Plan) -> bool:
    return plan.closes and plan.person.is_active and plan.hat is None


def _end(row: Handover, plan: Plan, by: Actor) -> None:
    ended = [end_hat_after_handover(hat, by=by) for hat in _to_end(plan, by)]
    row.ended = "、".join(map(str, ended))[:500]
    if _to_close(plan):
        set_active(plan.person, False, by=by)


def _finish(row: Handover, items: list[Item]) -> None:
    counted = {}
    for item in items:
        if item.done_at:
            counted[item.to] = counted.get(item.to, 0) + 1
    parts = [_("%(person)s %(n)d件") % {"person": person, "n": number} for person, number in counted.items()]
    row.summary, row.finished_at = "，".join(parts)[:500], timezone.now()
    row.save(update_fields=["summary", "ended", "finished_at"])


# ------------------------------------------------------------------ telling


def _tell(row: Handover, items: list[Item], held: list[Holding]) -> None:
    done = [item for item in items if item.done_at]
    for taker in {item.to_id: item.to for item in done}.values():
        _tell_taker(row, taker, [item for item in done if item.to_id == taker.pk])
    title = _("您的工作已经交接")
    body = "\n".join(_("%(title)s：%(person)s") % {"title": item.title, "person": item.to} for item in done)
    post([row.person], row, key="person", title=title, body=body)
    _tell_universities(row, done, held)


def _tell_taker(row: Handover, taker: User, items: list[Item]) -> None:
    words = {"person": row.person, "n": len(items)}
    body = "\n".join(f"{item.kind}：{item.title}" for item in items)
    title = _("%(person)s的%(n)d件事交给您了") % words
    post([taker], row, key="taker", title=title, body=body, path=items[0].url)


def _tell_universities(row: Handover, items: list[Item], held: list[Holding]) -> None:
    """One courteous notice to the liaisons of each university, with whom they turn to from now on."""
    concerned = {one.key: one.universities for one in held}
    numbers = {number for item in items for number in concerned[item.key]}
    ties = Hat.objects.worn().exclude(user=row.person).filter(university_tie__university__in=numbers)
    liaisons = ties.people_by("university_tie.university_id") if numbers else {}
    for university in University.objects.filter(pk__in=liaisons).order_by("pk"):
        mine = [item for item in items if university.pk in concerned[item.key]]
        _tell_university(row, university, liaisons[university.pk], mine)


def _tell_university(row: Handover, university: University, people: Iterable[User], items: list[Item]) -> None:
    takers = {item.to_id: item.to for item in items}.values()
    words = {"day": date_format(timezone.localdate()), "before": row.person}
    lines = [_lines(words, taker, [item for item in items if item.to_id == taker.pk]) for taker in takers]
    greeting = _("%s：您好！") % university
    body = "\n".join([greeting, *lines, _("给您添麻烦了，感谢一直以来的支持。芮城县合作办")])
    title = _("工作交接：原由%s负责的事项换人接手") % row.person
    post(people, row, key=f"university:{university.pk}", title=title, body=body, path=university.get_absolute_url())


def _lines(words: dict, taker: User, items: list[Item]) -> str:
    names = "、".join(item.title for item in items[:NAMED]) + (_("等") if len(items) > NAMED else "")
    more = {"after": taker, "names": names, "reach": taker.mobile or taker.email or _("请通过县合作办")}
    sentence = _("自%(day)s起，原由%(before)s负责的“%(names)s”由%(after)s接手，联系方式：%(reach)s。")
    return sentence % (words | more)
