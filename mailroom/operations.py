"""The page of operations: what goes out, how late, what fails and why; every figure opens the messages it counts."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from accounts.permissions import Permission, can, require
from notifications import bounces, health
from notifications.actions import record
from notifications.models import Bounce, Message
from pages.views import Titled
from ruoyi_coop.lib.masking import mask_email

MOST = 50
NAMES = dict(Message.Channel.choices)


class Operations(Titled, TemplateView):
    template_name = "mailroom/operations.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            require(request.actor, Permission.READ_OUTBOX)
        return super().dispatch(request, *args, **kwargs)

    def get_title(self):
        return _("发送情况")

    def get_context_data(self, **context):
        told, actor = health.report(), self.request.actor
        return super().get_context_data(
            figures=_figures(told),
            channels=_channels(told),
            hours=_hours(told["hours"]),
            failures=[_failure(row) for row in told["failures"]],
            bounces=_bounces(actor),
            may_forget=can(actor, Permission.MANAGE_ACCOUNTS),
            **context,
        )


def _open(**query) -> str:
    return f"{reverse('notifications:outbox')}?{urlencode(query)}"


def _figures(told: dict) -> list[dict]:
    ages, waiting = told["ages"], sum(told["waiting"].values())
    return [
        {"label": _("最久的一条等了"), "value": seconds(told["oldest"]), "url": _open(waiting=told["now"].isoformat())},
        {"label": _("到点未发"), "value": waiting, "url": _open(waiting=told["now"].isoformat())},
        {"label": _("上次巡查"), "value": seconds(ages.get("tick")), "url": ""},
        {"label": _("上次投递"), "value": seconds(ages.get("worker")), "url": ""},
    ]


def seconds(age: timedelta | None) -> str:
    if age is None:
        return "—"
    count = round(age.total_seconds())
    return _("%d 秒") % count if count < 120 else _("%d 分钟") % (count // 60)


def _channels(told: dict) -> list[dict]:
    """One line a channel: sent in a day, how late, what waits."""
    since = told["now"] - health.DAY
    return [
        {
            "label": label,
            "count": told["lateness"].get(channel, (0, 0, 0))[0],
            "url": _open(channel=channel, state="done", since=since.isoformat()),
            "median": told["lateness"].get(channel, (0, 0, 0))[1],
            "most": told["lateness"].get(channel, (0, 0, 0))[2],
            "waiting": told["waiting"].get(channel, 0),
            "waiting_url": _open(channel=channel, waiting=told["now"].isoformat()),
        }
        for channel, label in Message.Channel.choices
    ]


def _hours(rows: list[dict]) -> list[dict]:
    """For the bars: one an hour and channel, newest first."""
    return [
        {
            "label": f"{date_format(localtime(row['hour']), 'H:i')} {NAMES[row['channel']]}",
            "value": row["count"],
            "url": _open(
                channel=row["channel"],
                state="done",
                since=row["hour"].isoformat(),
                until=(row["hour"] + timedelta(hours=1)).isoformat(),
            ),
        }
        for row in rows
    ]


def _failure(row: dict) -> dict:
    url = _open(channel=row["channel"], state=row["state"], reason=row["kind"])
    words = [NAMES[row["channel"]], Message.State(row["state"]).label, row["kind"]]
    return {"label": " · ".join(map(str, words)), "count": row["count"], "url": url}


def _bounces(actor) -> list[dict]:
    in_full = can(actor, Permission.MANAGE_ACCOUNTS)
    rows = Bounce.objects.visible_to(actor)[:MOST]
    return [{"row": row, "address": row.address if in_full else mask_email(row.address)} for row in rows]


class Forget(View):
    """Try a returned address again."""

    http_method_names = ["post"]

    def post(self, request, pk):
        require(request.actor, Permission.MANAGE_ACCOUNTS)
        row = get_object_or_404(Bounce, pk=pk)
        record(request.actor, "bounce_forgotten", _("重新启用退信的邮箱"), row, note=mask_email(row.address))
        bounces.forget(row.address)
        messages.success(request, _("下一封邮件会再试着发到这个邮箱。"))
        return redirect("notifications:operations")
