"""The ways out of the portal: what they send, what they believe, and where they refuse to go."""

import io
import json
import smtplib
from datetime import UTC, datetime
from email import message_from_string

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Unit, User
from notifications import dsn, outbox
from notifications.channels import Away, Refused, sms, wecom, wire
from notifications.channels.wecom import announce_to, is_webhook
from notifications.models import Bounce, Message, Robot
from ruoyi_coop.lib.secrets import encrypt

HOOK = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx"


@pytest.fixture
def person(db):
    return User.objects.create(username="p", name="某人", email="p@example.com", mobile="13800001234")


def message(person, channel="mail", **more) -> Message:
    values = {"key": f"k{Message.objects.count()}", "subject": "x:1", "title": "到期提醒"} | more
    return Message.objects.create(recipient=person, channel=channel, **values)


# Text messages


def keys(settings, key: str, secret: str):
    settings.SMS = settings.SMS | {"key": key, "secret": secret, "sign": "芮城县校合作", "template": "T1", "app": "14"}


def test_aliyuns_published_example_is_signed_as_published(settings):
    keys(settings, "YourAccessKeyId", "YourAccessKeySecret")
    query = {"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"}
    now, nonce = datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC), "3156853299f313e23d1673dc12e1703d"
    headers = sms.acs3_headers("ecs.cn-shanghai.aliyuncs.com", "RunInstances", "2014-05-26", query, now, nonce)
    assert headers["Authorization"] == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,"
        "SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_tencents_published_example_is_signed_as_published(settings):
    keys(settings, "AKID" + "*" * 32, "*" * 32)
    body = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
    now = datetime.fromtimestamp(1551113065, UTC)
    headers = sms.tc3_headers("cvm.tencentcloudapi.com", "DescribeInstances", "2017-03-12", body, now)
    assert headers["Authorization"].endswith(
        "/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host;x-tc-action, "
        "Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f"
    )


def test_the_console_prints_a_masked_number(person, caplog):
    message(person, "sms")
    with caplog.at_level("INFO", logger="notifications.channels.sms"):
        assert outbox.deliver("sms") == {"sent": 1, "failed": 0}
    assert "到期提醒" in caplog.text
    assert "13800001234" not in caplog.text


ANSWERS = {
    "aliyun": lambda code: {"Code": code, "Message": "m"},
    "tencent": lambda code: {"Response": {"SendStatusSet": [{"Code": code, "Message": "m"}]}},
}


@pytest.mark.parametrize(
    ("driver", "code", "state"),
    [
        ("aliyun", "OK", "done"),
        ("aliyun", "isv.BUSINESS_LIMIT_CONTROL", "pending"),
        ("aliyun", "isv.MOBILE_NUMBER_ILLEGAL", "dead"),
        ("tencent", "Ok", "done"),
        ("tencent", "LimitExceeded.PhoneNumberDailyLimit", "pending"),
        ("tencent", "InvalidParameterValue.IncorrectPhoneNumber", "dead"),
    ],
)
def test_the_services_answer_decides_what_happens_next(driver, code, state, person, settings, monkeypatch):
    keys(settings, "id", "secret")
    settings.SMS["driver"] = driver
    asked = []
    monkeypatch.setattr(sms, "post_json", lambda *words: asked.append(words) or ANSWERS[driver](code))
    row = message(person, "sms", deadline=timezone.now())
    outbox.deliver_rest()
    row.refresh_from_db()
    assert (row.state, code in row.error or state == "done") == (state, True)
    wire.check(asked[0][0], asked[0][3])


# WeCom


@pytest.fixture
def robot(db):
    unit = Unit.objects.create(name="教育局", short_name="教育局")
    return Robot.objects.create(unit=unit, sealed=encrypt(HOOK))


@pytest.mark.parametrize(
    "address",
    [
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
        "https://qyapi.weixin.qq.com.evil.cn/cgi-bin/webhook/send?key=1",
        "https://evil.cn/cgi-bin/webhook/send?key=1#qyapi.weixin.qq.com",
        "https://qyapi.weixin.qq.com@10.0.0.1/cgi-bin/webhook/send?key=1",
        "https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send?key=1",
        "https://user:pw@qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1",
        "https://127.0.0.1/cgi-bin/webhook/send?key=1",
        "https://[::1]/cgi-bin/webhook/send?key=1",
        "https://qyapi.weixin.qq.com:x/",
        "file:///etc/passwd",
        "",
    ],
)
def test_the_robot_goes_to_one_host_only(address):
    assert not is_webhook(address)
    with pytest.raises(Refused):
        wire.post_json(address, b"", {}, wecom.HOSTS)


def test_a_redirect_is_not_followed():
    assert wire._Stay().redirect_request(None, None, 302, "", {}, "http://127.0.0.1/") is None


def test_the_group_is_told_once_and_the_address_lies_sealed(robot, monkeypatch):
    sent = []
    monkeypatch.setattr(wecom, "post_json", lambda *words: sent.append(words) or {"errcode": 0})
    for _time in range(2):
        announce_to([robot.unit], key="late:2026-03-20", title="逾期 2 件", body="提交中试报告", path="/duties/")
    outbox.deliver_rest()
    ((address, body, _headers, _hosts),) = sent
    assert (address, HOOK in robot.sealed) == (HOOK, False)
    content = json.loads(body)["markdown"]["content"]
    assert content.startswith("**逾期 2 件**\n提交中试报告\n[打开](http")
    assert Message.objects.get().state == "done"


@pytest.mark.parametrize(("code", "state"), [(45009, "pending"), (93000, "dead"), (-1, "pending")])
def test_the_robots_refusals_are_said(code, state, robot, monkeypatch):
    monkeypatch.setattr(wecom, "post_json", lambda *words: {"errcode": code, "errmsg": "no"})
    announce_to([robot.unit], key="k", title="t")
    outbox.deliver_rest()
    assert Message.objects.values_list("state", "error").get()[0] == state


def test_markdown_is_cut_at_what_the_service_takes(robot):
    long = Message(title="长", body="字" * 5000)
    assert len(wecom.markdown(long).encode()) <= wecom.LONGEST


def test_a_service_that_is_not_there_means_later(monkeypatch):
    with pytest.raises(Away):
        wecom.judge({})


# Mail that comes back


class Refuses:
    def __init__(self, code):
        self.code = code

    def __call__(self, letter):
        raise smtplib.SMTPRecipientsRefused({letter.to[0]: (self.code, b"no such user")})


@pytest.mark.parametrize(("code", "state", "bounces"), [(550, "dead", 1), (452, "pending", 0), (554, "pending", 0)])
def test_a_server_that_knows_no_such_mailbox_marks_it(code, state, bounces, person, monkeypatch):
    monkeypatch.setattr(mail.EmailMultiAlternatives, "send", lambda letter: Refuses(code)(letter))
    row = message(person)
    outbox.deliver_mail()
    row.refresh_from_db()
    assert (row.state, Bounce.objects.count()) == (state, bounces)


def test_nothing_more_is_sent_to_a_marked_address(person):
    Bounce.objects.create(address="p@example.com", reason="550")
    row = message(person)
    assert outbox.deliver_mail() == {"sent": 0, "failed": 1}
    row.refresh_from_db()
    assert (row.state, mail.outbox) == ("dead", [])


REPORT = """From: MAILER-DAEMON@example.com
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

I'm sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 no such user

--b
Content-Type: text/rfc822-headers

Subject: x
Message-ID: {id}

--b--
"""


def report(row: Message, **more) -> str:
    values = {"to": row.to, "action": "failed", "status": "5.1.1", "id": outbox.message_id(row)} | more
    return REPORT.format(**values)


def test_a_returned_letter_marks_the_address_and_the_message(person):
    row = message(person, state="done")
    assert dsn.take(message_from_string(report(row))) == "p@example.com"
    row.refresh_from_db()
    assert (row.state, row.error) == ("dead", "退信：5.1.1 550 no such user")
    assert Bounce.objects.get().address == "p@example.com"


@pytest.mark.parametrize(
    "more",
    [{"action": "delayed"}, {"status": "4.2.2"}, {"id": "<" + "0" * 52 + "@localhost>"}, {"id": "<made@up>"}],
)
def test_a_delay_and_a_made_up_report_mark_nothing(more, person):
    assert dsn.take(message_from_string(report(message(person, state="done"), **more))) == ""
    assert not Bounce.objects.exists()


def test_the_command_reads_a_maildir_an_mbox_and_stdin(person, tmp_path, monkeypatch, capsys):
    import mailbox

    text = report(message(person, state="done"))
    box, folder = mailbox.mbox(tmp_path / "box"), mailbox.Maildir(tmp_path / "dir")
    box.add(text), folder.add(text)
    box.flush()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    for source in (tmp_path / "box", tmp_path / "dir", "-"):
        call_command("record_bounces", str(source))
    assert capsys.readouterr().out.splitlines() == ["1 bounced, 1 addresses marked"] * 3
    assert Bounce.objects.get().count == 3
