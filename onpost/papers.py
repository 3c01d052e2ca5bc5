"""What is handed out on paper or into a calendar: the agreement to stamp, the student's arrival pack."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from interns.models import Placement
from onpost.models import Agreement, Signature
from onpost.terms import safety_words, terms_of
from ruoyi_coop.lib import press

HERE = Path(__file__).parent
FIRST_HOUR = "090000"  # of the first day, in the calendar


def agreement_pdf(agreement: Agreement) -> bytes:
    """The agreement on A4 with room for three stamps. Raises NotNow when drawing takes too long."""
    return press.pdf(HERE / "agreement.typ", _agreement(agreement))


def _agreement(agreement: Agreement) -> dict:
    return {
        "title": _("大学生实习三方协议"),
        "number": _("编号：%s") % f"SX{agreement.created_at:%Y}{agreement.pk:06d}",
        "clauses": agreement.terms or terms_of(agreement.placement),
        "parties": [_seal(party, agreement.signed_by.get(party)) for party in Signature.Party],
        "foot": _("本协议一式三份，由芮城县校合作平台按登记内容生成。"),
        "page": _("第 {n} 页，共 {m} 页"),
    }


def _seal(party: str, signature: Signature | None) -> dict:
    done = ""
    if signature:
        day = date_format(timezone.localtime(signature.at), "DATE_FORMAT")
        done = f"{signature.name}　{day}　" + (_("纸质签章") if signature.on_paper else _("已在线签署"))
    return {
        "party": str(Signature.Party(party).label),
        "done": done,
        "blank": _("（签字盖章）"),
        "day": _("年　月　日"),
    }


def arrival_pdf(placement: Placement) -> bytes:
    """Where to go, whom to call, what to bring. Raises NotNow when drawing takes too long."""
    facts = {
        "title": _("报到须知"),
        "subtitle": f"{placement.student.name} · {placement.position.host} · {placement.position}",
        "parts": [[heading, [list(row) for row in rows]] for heading, rows in arrival(placement)],
        "bring-title": _("请带上"),
        "bring": list(_bring()),
        "foot": _("遇到危险先打 110、120 或 119，再在平台“反映问题”；县合作办和学校马上收到。"),
    }
    return press.pdf(HERE / "arrival.typ", facts)


def arrival(placement: Placement) -> list[tuple[str, list[tuple[str, str]]]]:
    """The facts of the first day in groups: (heading, [(label, words), …]); the pack and the page show the same."""
    post, host = placement.position, placement.position.host
    when = [
        (_("报到日期"), date_format(post.starts_on, "DATE_FORMAT")),
        (_("结束日期"), date_format(post.ends_on, "DATE_FORMAT")),
    ]
    where = [(_("单位"), host.name), (_("地址"), host.address or _("请电话询问")), (_("怎么找"), map_words(placement))]
    who = [(_("带教老师"), tutor_words(placement)), (_("单位联系人"), contact_words(placement))]
    work = [(_("食宿"), post.get_lodging_display()), (_("安全"), safety_words(post))]
    return [
        (_("时间"), when),
        (_("地点"), where),
        (_("找谁"), who),
        (_("食宿和安全"), work),
        (_("紧急电话"), _numbers()),
    ]


def map_words(placement: Placement) -> str:
    """What to type into a map; no map is loaded from elsewhere."""
    host = placement.position.host
    return _("在手机地图里搜“%s”。") % f"芮城县 {host.short_name or host.name}"


def tutor_words(placement: Placement) -> str:
    tutor = placement.position.tutor
    return " ".join(part for part in (tutor.name, tutor.mobile) if part) if tutor else _("报到时由单位安排")


def contact_words(placement: Placement) -> str:
    post, host = placement.position, placement.position.host
    name, phone = (post.contact, post.phone) if post.phone else (host.contact, host.phone)
    return " ".join(part for part in (name, phone) if part) or "—"


def _numbers() -> list[tuple[str, str]]:
    return [(_("报警"), "110"), (_("急救"), "120"), (_("火警"), "119")]


def _bring() -> tuple:
    return (
        _("身份证和学生证"),
        _("签好的实习协议（在线签署的不用带）"),
        _("意外险保单"),
        _("常用药和换洗衣物；包住的，床上用品先问单位"),
        _("收补贴的本人银行卡"),
    )


def arrival_ics(placement: Placement) -> str:
    """The first day with its hour, and the last day, for any calendar (RFC 5545)."""
    post, stamp = placement.position, f"{timezone.now():%Y%m%dT%H%M%SZ}"
    where = f"{post.host.name} {post.host.address}".strip()
    about = f"{_('带教老师')}：{tutor_words(placement)}\n{_('单位联系人')}：{contact_words(placement)}"
    first = [f"DTSTART;TZID=Asia/Shanghai:{post.starts_on:%Y%m%d}T{FIRST_HOUR}", "DURATION:PT1H"]
    last = [f"DTSTART;VALUE=DATE:{post.ends_on:%Y%m%d}", f"DTEND;VALUE=DATE:{post.ends_on + timedelta(days=1):%Y%m%d}"]
    events = [("first", first, _("实习报到：%s") % post), ("last", last, _("实习最后一天：%s") % post)]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Ruicheng//county-university//ZH", *ZONE]
    for name, times, title in events:
        lines += ["BEGIN:VEVENT", f"UID:placement-{placement.pk}-{name}@{_domain()}", f"DTSTAMP:{stamp}", *times]
        lines += [f"SUMMARY:{_text(title)}", f"LOCATION:{_text(where)}", f"DESCRIPTION:{_text(about)}", "END:VEVENT"]
    return "\r\n".join(_folded(line) for line in [*lines, "END:VCALENDAR", ""])


ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Asia/Shanghai",
    "BEGIN:STANDARD",
    "DTSTART:19910915T000000",
    "TZOFFSETFROM:+0800",
    "TZOFFSETTO:+0800",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def _domain() -> str:
    return settings.SITE["address"].partition("://")[2].partition("/")[0] or "portal"


def _text(words: str) -> str:
    """Escape what means something in a calendar file."""
    for mark in ("\\", ";", ","):
        words = words.replace(mark, f"\\{mark}")
    return words.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """No line above 75 bytes, and no character cut in two."""
    parts, part = [], ""
    for sign in line:
        if len((part + sign).encode()) > 73:
            parts, part = [*parts, part], ""
        part += sign
    return "\r\n ".join([*parts, part])
