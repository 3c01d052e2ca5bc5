"""The end of last season's internships in the demo county: most have their certificate, some lack something."""

from base64 import b32encode
from hashlib import sha256

from certificates.actions import digest_of, fact_sheet
from certificates.models import Appraisal, Certificate, FollowUp, Rating, Summary
from certificates.questions import HOST, SELF, TUTOR
from certificates.workflow import State
from onpost.attendance import present_days

DONE = 22  # of the finished stays have everything


def seed(world) -> None:
    stays = [stay for stay in world.things.get("finished", []) if stay.state == "finished"]
    if Summary.objects.exists() or not stays:
        return
    Summary.objects.bulk_create(_summary(stay) for stay in stays[: DONE + 4])
    Appraisal.objects.bulk_create(row for stay in stays[: DONE + 2] for row in _appraisals(world, stay))
    Rating.objects.bulk_create(_rating(world, stay) for stay in stays[:DONE])
    presence = present_days(stays, min(s.first_day for s in stays), max(s.until for s in stays))
    rows = [_certificate(world, stay, number, len(presence[stay.pk][0])) for number, stay in enumerate(stays[:DONE], 1)]
    Certificate.objects.bulk_create(rows)
    FollowUp.objects.bulk_create(FollowUp(stay=stay, months=6, is_demo=True) for stay in stays[:2])


def _summary(stay) -> Summary:
    words = {"did": "跟随带教老师参与日常工作，完成交办的任务。（演示数据）", "learned": "熟悉了生产流程。（演示数据）"}
    return Summary(stay=stay, **words, submitted_at=stay.state_since, is_demo=True)


def _appraisals(world, stay) -> list[Appraisal]:
    student, host = stay.placement.student.name, str(stay.placement.position.host)
    marks = {"self": SELF, "tutor": TUTOR}
    rows = [
        Appraisal(stay=stay, kind=kind, answers=_answers(world, names), given_by=student if kind == "self" else host)
        for kind, names in marks.items()
    ]
    grade = world.dice.choice(["excellent", "good", "good", "pass"])
    rows.append(Appraisal(stay=stay, kind="host", grade=grade, given_by=host, words="表现良好。（演示数据）"))
    for row in rows:
        row.is_demo = True
    return rows


def _answers(world, names: dict) -> dict[str, int]:
    return {name: world.dice.choice([3, 4, 5, 5]) for name in names}


def _rating(world, stay) -> Rating:
    return Rating(stay=stay, answers=_answers(world, HOST), is_demo=True)


def _certificate(world, stay, number: int, days: int) -> Certificate:
    sheet = fact_sheet(stay, days) | {"issued": world.day(-30).isoformat()}
    seed = sha256(f"demo:{stay.pk}".encode()).digest()[:16]  # the demo is the same at every start
    return Certificate(
        stay=stay,
        year=world.day(-30).year,
        number=number,
        code=b32encode(seed).decode().rstrip("=").lower(),
        fact_sheet=sheet,
        digest=digest_of(sheet),
        issued_by=world.people["office"],
        state=State.REVOKED if number == DONE else State.VALID,
        created_at=world.moment(-30),
        state_since=world.moment(-30),
        is_demo=True,
    )
