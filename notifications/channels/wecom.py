"""The robot of a unit's WeCom group: what concerns the whole unit, as markdown, to one host and no other."""

import json
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from notifications import clock
from notifications.channels import Away, Refused
from notifications.channels.mail import link
from notifications.channels.wire import check, post_json
from notifications.models import Message, Robot, key_of
from ruoyi_coop.lib.secrets import decrypt

HOSTS = frozenset({"qyapi.weixin.qq.com"})
PATH = "/cgi-bin/webhook/send"
LONGEST = 4096  # bytes of markdown
TOO_OFTEN = 45009  # twenty messages a minute and robot


class Wecom:
    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def reset(self) -> None:
        pass

    def send(self, message: Message) -> None:
        robot = message.robot
        if robot is None or not robot.is_on:
            raise Refused(_("这个单位没有启用群机器人"))
        content = {"msgtype": "markdown", "markdown": {"content": markdown(message)}}
        body = json.dumps(content, ensure_ascii=False).encode()
        answer = post_json(decrypt(robot.sealed), body, {"Content-Type": "application/json"}, HOSTS)
        judge(answer)


def judge(answer: dict) -> None:
    """Too often means later, minus one means their trouble; every other error is about us."""
    code = answer.get("errcode")
    if code == 0:
        return
    words = f"WeCom {code}: {answer.get('errmsg', '')}"
    raise Away(words) if code in (TOO_OFTEN, -1, None) else Refused(words)


def markdown(message: Message) -> str:
    parts = [f"**{message.title}**", message.body]
    parts += [f'<font color="warning">{message.consequence}</font>'] if message.consequence else []
    parts += [f"[{_('打开')}]({link(message.path)})"] if message.path else []
    text = "\n".join(part for part in parts if part)
    return text.encode()[:LONGEST].decode("utf-8", "ignore")


def is_webhook(address: str) -> bool:
    """Whether an address is what the group's robot page hands out."""
    try:
        check(address, HOSTS)
    except Refused:
        return False
    url = urlsplit(address)
    return url.path == PATH and url.query.startswith("key=") and not url.fragment


def announce_to(units, *, key: str, title: str, body: str = "", path: str = "", consequence: str = "") -> int:
    """Tell the groups of these units something, once per key; those without a robot are left out."""
    now = clock.now()
    rows = [
        Message(
            key=f"wecom:{robot.unit_id}:{key}",
            channel=Message.Channel.WECOM,
            robot=robot,
            subject=key_of(robot.unit),
            title=title[:200],
            body=body,
            path=path,
            consequence=consequence[:300],
            due=now,
            created_at=now,
        )
        for robot in Robot.objects.filter(unit__in=units, is_on=True).select_related("unit")
    ]
    with transaction.atomic():
        known = set(Message.objects.filter(key__in=[row.key for row in rows]).values_list("key", flat=True))
        Message.objects.bulk_create([row for row in rows if row.key not in known], ignore_conflicts=True)
    return len(rows) - len(known)
