"""The allowances of the demo county: one rate, last season's list paid, another under notice."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.backends.postgresql.psycopg_any import DateRange

from allowances.actions import digest_of
from allowances.computing import take_days, told
from allowances.models import AllowanceList, Line, Rate
from allowances.sums import sums, total
from allowances.workflow import LineState, State
from notifications.models import working_calendar
from onpost.attendance import present_days
from ruoyi_coop.lib.calendar import CHINA, DAY
from ruoyi_coop.lib.secrets import encrypt, fingerprint
from vault.models import BankAccount, Identity

AMOUNT = Decimal("1000.00")  # seen in Shanxi notices; 待确认 for this county


def seed(world) -> None:
    Rate.objects.get_or_create(
        season=None,
        from_day=date(2021, 7, 1),
        defaults={"amount": AMOUNT, "per": "month", "source": "待确认（演示数据）", "is_demo": True},
    )
    stays = world.things.get("finished", [])
    if AllowanceList.objects.exists() or not stays:
        return
    _numbers(stays)
    first, last = min(stay.first_day for stay in stays), max(stay.until for stay in stays)
    middle = first + (last - first) // 2
    _list(world, stays, first, middle, paid=True)
    _list(world, stays, middle + DAY, last, paid=False)


def _numbers(stays: list) -> None:
    """Invented: no region has the number 99, and the last sign is wrong, so they are nobody's."""
    students = {stay.placement.student_id: number for number, stay in enumerate(stays)}
    known = set(Identity.objects.filter(user__in=students).values_list("user", flat=True))
    new = {student: number for student, number in students.items() if student not in known}
    Identity.objects.bulk_create(
        Identity(user_id=s, **_sealed(f"99000020000101{n:04d}", "identity")) for s, n in new.items()
    )
    BankAccount.objects.bulk_create(
        BankAccount(
            user_id=s, bank="农业银行芮城县支行（演示）", holder="演示", **_sealed(f"9900000000{n:06d}", "bank")
        )
        for s, n in new.items()
        if n % 10
    )


def _sealed(number: str, purpose: str) -> dict:
    return {"sealed": encrypt(number), "fingerprint": fingerprint(number, purpose), "last": number[-4:]}


def _list(world, stays: list, first: date, last: date, *, paid: bool) -> None:
    since = world.moment(-20 if paid else -1)
    row = AllowanceList.objects.create(
        season=stays[0].placement.season,
        first_day=first,
        last_day=last,
        contact="县合作办（演示）",
        drafted_by=world.people["office"],
        approved_by=world.people["leader"] if paid else None,
        state=State.ARCHIVED if paid else State.NOTICED,
        state_since=since,
        created_at=since - timedelta(days=12),
        notice_on=_day(since, -10 if paid else 0),
        notice_until=working_calendar().after(_day(since, -11 if paid else -1), 5),
        is_demo=True,
    )
    presence, accounts = present_days(stays, first, last), _accounts(stays)
    price, is_working = Rate.objects.get(season=None).price, working_calendar().is_working
    earned = {stay.pk: sums(presence[stay.pk][0], [price], is_working) for stay in stays}
    lines = Line.objects.bulk_create(
        _line(row, stay, earned[stay.pk], presence[stay.pk][0], stay.placement.student_id in accounts) for stay in stays
    )
    take_days(lines)
    AllowanceList.objects.filter(pk=row.pk).update(digest=digest_of(row))


def _accounts(stays: list) -> set[int]:
    students = [stay.placement.student_id for stay in stays]
    return set(BankAccount.objects.filter(user__in=students).values_list("user", flat=True))


def _line(row: AllowanceList, stay, parts: list, present: list, has_account: bool) -> Line:
    paid = row.state == State.ARCHIVED
    why = "" if has_account else "没有填写银行账号"
    state = LineState.HELD if why else LineState.PAID if paid else LineState.READY
    return Line(
        allowance_list=row,
        stay=stay,
        during=DateRange(row.first_day, row.last_day + DAY),
        days=len(present),
        present=present,
        amount=total(parts),
        breakdown=[told(part) for part in parts],
        state=state,
        why_held=why,
        paid_on=row.notice_until + timedelta(days=5) if state == LineState.PAID else None,
    )


def _day(moment: datetime, offset: int) -> date:
    return moment.astimezone(CHINA).date() + timedelta(days=offset)
