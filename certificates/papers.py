"""The certificate on paper: A4, the facts as they were issued, a number and a code that leads to the public check."""

import io
from datetime import date
from pathlib import Path

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certificates.models import Certificate
from ruoyi_coop.lib import press

TEMPLATE = Path(__file__).with_name("certificate.typ")


def pdf(row: Certificate) -> bytes:
    """Draw it. Raises NotNow when that takes too long."""
    return press.pdf(TEMPLATE, facts(row))


def address_of(row: Certificate) -> str:
    """The public check of this certificate, as its code says it."""
    return settings.SITE["address"].rstrip("/") + reverse("certificates:verify", args=[row.code])


def facts(row: Certificate) -> dict:
    sheet = row.fact_sheet
    words = sheet | {name: date_format(date.fromisoformat(sheet[name])) for name in ("first", "last", "issued")}
    return {
        "title": _("实习证明"),
        "number": _("编号：%s") % row.title,
        "words": _(
            "兹证明 %(name)s（%(university)s，%(major)s）于 %(first)s 至 %(last)s 在 %(host)s "
            "“%(position)s”岗位（%(category)s）实习，实际出勤 %(days)d 个工作日，鉴定合格。"
        )
        % words,
        "closing": _("特此证明。"),
        "office": _("芮城县县校合作办公室"),
        "issued": words["issued"],
        "check": _("扫码或在 %(address)s 输入查验码核对")
        % {"address": settings.SITE["address"] + reverse("certificates:check")},
        "code": row.code_words,
        "digest": row.digest[:16],
        "qr": _code(address_of(row)),
    }


def _code(address: str) -> str:
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=1, xmldecl=False, nl=False, svgns=True)
    return out.getvalue().decode()
