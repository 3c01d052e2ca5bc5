"""What a progress light means: one table of rules, read by every list, filter, page and help text.

A light comes from dates only, that is from slack; nobody can set it.
"""

from datetime import date, datetime, time, timedelta

from django.db.models import Case, CharField, Q, Value, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ruoyi_coop.lib.calendar import CHINA

SOON = 7  # days before a deadline from which it is yellow
SILENT = 30  # days without anybody doing anything, from which it is grey

CHOICES = [
    ("red", lazy("红 · 逾期")),
    ("yellow", lazy("黄 · 临期")),
    ("grey", lazy("灰 · 久未更新")),
    ("green", lazy("绿 · 正常")),
]
HELP = lazy(
    "红：期限已过。黄：7天内到期，或过了最迟开工日还没开始办理。灰：30天没有人更新。绿：其余。灯只按日期判断，不能手改。"
)


def rules(today: date, due: str, start: str, touched: str) -> dict[str, Q]:
    """Return what each light asks of a row that runs; the first that fits is its light, none means green.

    `start` names the column of the latest start; it is empty once work has begun.
    """
    silent_since = datetime.combine(today - timedelta(days=SILENT), time(), tzinfo=CHINA)
    return {
        "red": Q(**{f"{due}__lt": today}),
        "yellow": Q(**{f"{due}__lte": today + timedelta(days=SOON)}) | Q(**{f"{start}__lt": today}),
        "grey": Q(**{f"{touched}__lt": silent_since}),
    }


def light(runs: Q, due: str = "due", start: str = "start_by", touched: str = "touched_at", today=None) -> Case:
    """The light as a column; "" for a row that does not run."""
    fits = rules(today or timezone.localdate(), due, start, touched)
    whens = [When(~runs, then=Value("")), *(When(fit, then=Value(name)) for name, fit in fits.items())]
    return Case(*whens, default=Value("green"), output_field=CharField())


def showing(name: str, runs: Q, due: str = "due", start: str = "start_by", touched: str = "touched_at") -> Q:
    """Pick the rows with that light, in a form that indexes can answer. An empty date fits no rule."""
    wanted = runs
    for other, fit in rules(timezone.localdate(), due, start, touched).items():
        if other == name:
            return wanted & fit
        wanted &= ~fit
    return wanted


def of(today: date, runs: bool, due: date | None, start: date | None, touched: datetime) -> str:
    """The light of one row in Python, for days past: the same rules as above."""
    if not runs:
        return ""
    if due and due < today:
        return "red"
    if (due and due <= today + timedelta(days=SOON)) or (start and start < today):
        return "yellow"
    silent_since = datetime.combine(today - timedelta(days=SILENT), time(), tzinfo=CHINA)
    return "grey" if touched < silent_since else "green"


def because(name: str, due: date | None, start: date | None, touched: datetime, today: date | None = None) -> str:
    """Say in a sentence why a row has its light."""
    today = today or timezone.localdate()
    day = date_format(due) if due else ""
    soon = due and due <= today + timedelta(days=SOON)
    sentences = {
        "red": _("期限 %s 已过。") % day,
        "yellow": _("%s 到期。") % day if soon else _("最迟应在 %s 开工，还没有开始办理。") % _day(start),
        "grey": _("最近一次更新是 %s，已超过30天。") % date_format(timezone.localtime(touched)),
        "green": _("下一个期限是 %s。") % day if day else _("没有期限，近期有更新。"),
    }
    return sentences.get(name, "")


def _day(day: date | None) -> str:
    return date_format(day) if day else "—"
