"""What a progress light means: one table of rules, read by every list, filter, page and help text.

A light comes from dates only; nobody can set it.
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
HELP = lazy("红：期限已过。黄：7天内到期。灰：30天没有人更新。绿：其余。灯只按日期判断，不能手改。")


def rules(today: date, due: str, touched: str) -> dict[str, Q]:
    """Return what each light asks of a row that runs; the first that fits is its light, none means green."""
    silent_since = datetime.combine(today - timedelta(days=SILENT), time(), tzinfo=CHINA)
    return {
        "red": Q(**{f"{due}__lt": today}),
        "yellow": Q(**{f"{due}__lte": today + timedelta(days=SOON)}),
        "grey": Q(**{f"{touched}__lt": silent_since}),
    }


def light(runs: Q, due: str = "next_due", touched: str = "touched_at", today: date | None = None) -> Case:
    """The light as a column; "" for a row that does not run."""
    fits = rules(today or timezone.localdate(), due, touched)
    whens = [When(~runs, then=Value("")), *(When(fit, then=Value(name)) for name, fit in fits.items())]
    return Case(*whens, default=Value("green"), output_field=CharField())


def showing(name: str, runs: Q, due: str = "next_due", touched: str = "touched_at", today: date | None = None) -> Q:
    """Pick the rows with that light, in a form that indexes can answer."""
    wanted = runs
    for other, fit in rules(today or timezone.localdate(), due, touched).items():
        if other == name:
            return wanted & fit
        wanted &= ~fit
    return wanted


def because(name: str, due: date | None, touched: datetime) -> str:
    """Say in a sentence why a row has its light."""
    day = date_format(due) if due else ""
    sentences = {
        "red": _("期限 %s 已过。") % day,
        "yellow": _("%s 到期。") % day,
        "grey": _("最近一次更新是 %s，已超过30天。") % date_format(timezone.localtime(touched)),
        "green": _("下一个期限是 %s。") % day if day else _("没有期限，近期有更新。"),
    }
    return sentences.get(name, "")
