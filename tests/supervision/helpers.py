"""What the tests of duties share: days, files, a duty in any state, and who was told what."""

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from files.demo import _pdf
from notifications.models import Event, Message
from supervision.models import Blocker, Duty
from supervision.workflow import DONE, PLANNED, SETTLED, State

PEOPLE = (
    "office",
    "leader",
    "admin",
    "jiaoyu",
    "mate",
    "gongke",
    "tsinghua",
    "xinong",
    "yabao",
    "dayu",
    "student",
    "auditor",
    "outsider",
    "public",
)


def days(offset: int) -> date:
    return timezone.localdate() + timedelta(days=offset)


def pdf(name: str = "proof.pdf") -> SimpleUploadedFile:
    """A small PDF as a browser sends it."""
    return SimpleUploadedFile(name, _pdf("proof"), content_type="application/pdf")


def duty_in(scene, state: str = State.DOING, due: int = 5, university: bool = False, **columns) -> Duty:
    """A duty of 教育局, or of 清华 for it, in a state with what that state needs; mate reported, jiaoyu reviewed."""
    day = days(due)
    begun = state in (State.DOING, State.SUSPENDED, *DONE)
    facts = {
        "title": "提交中试报告",
        "unit": scene.units["教育局"],
        "university": scene.qinghua.university if university else None,
        "partnership": scene.qinghua if university else None,
        "due": day,
        "original_due": day,
        "start_by": day - timedelta(days=5),
        "begun_on": days(-2) if begun else None,
        "held_from": State.DOING if state == State.SUSPENDED else "",
        "drafted_by": scene.users["jiaoyu" if state in PLANNED else "office"],
        "done_on": days(-1) if state in DONE else None,
        "reported_by": scene.users["mate"] if state in DONE else None,
        "reviewed_by": scene.users["jiaoyu"] if state in SETTLED else None,
    }
    facts |= columns
    facts.setdefault("start_open", None if facts["begun_on"] else facts["start_by"])
    return Duty.objects.create(state=state, **facts)


def blocker_on(scene, duty, resolver: str = "gongke", until: int = 2, raised_by: str = "jiaoyu", **columns) -> Blocker:
    """A blocker that names somebody of the cast."""
    facts = {"what": "缺环评批复", "until": days(until), "by_hat": "教育局"}
    who = {"resolver": scene.people[resolver].hat, "raised_by": scene.users[raised_by]}
    return Blocker.objects.create(duty=duty, **facts | who | columns)


def told() -> dict[str, list[str]]:
    """What stands under the bells: {title: user names}."""
    heard = {}
    for title, who in Message.objects.bell().values_list("title", "recipient__username"):
        heard.setdefault(title, []).append(who)
    return {title: sorted(people) for title, people in heard.items()}


def happened() -> list[str]:
    """The verbs of all events in order."""
    return list(Event.objects.order_by("id").values_list("verb", flat=True))
