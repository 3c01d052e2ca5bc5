"""Text messages: one interface, three drivers: the console for trying out, Aliyun, and Tencent Cloud.

Chinese carriers carry approved templates only. Ours takes two words: 标题 and 期限 (`title`, `deadline`), in this
order. Signing follows the vendors' ACS3-HMAC-SHA256 and TC3-HMAC-SHA256, held against their published examples.
"""

import hmac
import json
import logging
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import quote
from uuid import uuid4

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from notifications import clock
from notifications.channels import Away, Refused
from notifications.channels.wire import post_json
from notifications.models import Message
from ruoyi_coop.lib.masking import mask_mobile

log = logging.getLogger(__name__)
LONGEST = 35  # characters a template's word may have
SMS_HOSTS = frozenset({"dysmsapi.aliyuncs.com", "sms.tencentcloudapi.com"})


class Sms:
    """Sends through the driver named in the settings; its codes say whether to try again."""

    def __enter__(self):
        self._driver = DRIVERS[settings.SMS["driver"]]
        return self

    def __exit__(self, *error):
        pass

    def reset(self) -> None:
        pass

    def send(self, message: Message) -> None:
        person = message.recipient
        if person is None or not person.is_active or not person.mobile:
            raise Refused(_("收件人已停用或没有手机号"))
        self._driver(person.mobile, template_words(message))


def template_words(message: Message) -> list[str]:
    until = date_format(localtime(message.deadline), "DATETIME_FORMAT") if message.deadline else "—"
    return [message.title[:LONGEST], until[:LONGEST]]


def console(mobile: str, words: list[str]) -> None:
    """Print instead of sending; the number is masked, as in every log."""
    log.info("sms to %s: %s", mask_mobile(mobile), " / ".join(words))


def aliyun(mobile: str, words: list[str]) -> None:
    host, now = "dysmsapi.aliyuncs.com", clock.now()
    query = {
        "PhoneNumbers": mobile,
        "SignName": settings.SMS["sign"],
        "TemplateCode": settings.SMS["template"],
        "TemplateParam": json.dumps(dict(zip(("title", "deadline"), words, strict=True)), ensure_ascii=False),
    }
    headers = acs3_headers(host, "SendSms", "2017-05-25", query, now, uuid4().hex)
    address = f"https://{host}/?{canonical_query(query)}"
    answer = post_json(address, b"", headers, SMS_HOSTS)
    _judge(
        answer.get("Code"), answer.get("Message"), good="OK", later=("isv.BUSINESS_LIMIT_CONTROL", "isp.", "Throttling")
    )


def tencent(mobile: str, words: list[str]) -> None:
    host, now = "sms.tencentcloudapi.com", clock.now()
    content = {
        "PhoneNumberSet": [mobile if mobile.startswith("+") else f"+86{mobile}"],
        "SmsSdkAppId": settings.SMS["app"],
        "SignName": settings.SMS["sign"],
        "TemplateId": settings.SMS["template"],
        "TemplateParamSet": words,
    }
    body = json.dumps(content).encode()
    headers = tc3_headers(host, "SendSms", "2021-01-11", body, now) | {"X-TC-Region": settings.SMS["region"]}
    answer = post_json(f"https://{host}/", body, headers, SMS_HOSTS).get("Response", {})
    status = answer.get("Error") or (answer.get("SendStatusSet") or [{}])[0]
    later = ("LimitExceeded", "InternalError", "RequestLimitExceeded")
    _judge(status.get("Code"), status.get("Message"), good="Ok", later=later)


DRIVERS = {"console": console, "aliyun": aliyun, "tencent": tencent}


def _judge(code: str | None, words: str | None, *, good: str, later: tuple[str, ...]) -> None:
    if code == good:
        return
    told = f"{code}: {words}"
    raise Away(told) if code is None or code.startswith(later) else Refused(told)


def canonical_query(query: dict[str, str]) -> str:
    return "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in sorted(query.items()))


def acs3_headers(host: str, action: str, version: str, query: dict, now: datetime, nonce: str) -> dict[str, str]:
    """The headers of a request without a body, signed as Alibaba Cloud's V3 asks."""
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": sha256(b"").hexdigest(),
        "x-acs-date": f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{value}\n" for name, value in sorted(headers.items()))
    request = f"POST\n/\n{canonical_query(query)}\n{lines}\n{names}\n{headers['x-acs-content-sha256']}"
    to_sign = f"ACS3-HMAC-SHA256\n{sha256(request.encode()).hexdigest()}"
    signature = hmac.new(settings.SMS["secret"].encode(), to_sign.encode(), "sha256").hexdigest()
    credential = f"Credential={settings.SMS['key']},SignedHeaders={names},Signature={signature}"
    return headers | {"Authorization": f"ACS3-HMAC-SHA256 {credential}"}


def tc3_headers(host: str, action: str, version: str, body: bytes, now: datetime) -> dict[str, str]:
    """The headers of a JSON request, signed as Tencent Cloud's V3 asks."""
    service, day, kind = host.split(".")[0], f"{now.astimezone(UTC):%Y-%m-%d}", "application/json; charset=utf-8"
    names, stamp = "content-type;host;x-tc-action", str(int(now.timestamp()))
    lines = f"content-type:{kind}\nhost:{host}\nx-tc-action:{action.lower()}\n"
    request = f"POST\n/\n\n{lines}\n{names}\n{sha256(body).hexdigest()}"
    scope = f"{day}/{service}/tc3_request"
    to_sign = f"TC3-HMAC-SHA256\n{stamp}\n{scope}\n{sha256(request.encode()).hexdigest()}"
    key = f"TC3{settings.SMS['secret']}".encode()
    for word in (day, service, "tc3_request"):
        key = hmac.digest(key, word.encode(), "sha256")
    signature = hmac.new(key, to_sign.encode(), "sha256").hexdigest()
    credential = f"Credential={settings.SMS['key']}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {
        "Authorization": f"TC3-HMAC-SHA256 {credential}",
        "Content-Type": kind,
        "Host": host,
        "X-TC-Action": action,
        "X-TC-Timestamp": stamp,
        "X-TC-Version": version,
    }
