"""Reads telephone numbers, also those that Excel keeps as numbers, into one spelling; and mail addresses."""

import re
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ..cells import display, plain
from ..spec import Column
from ..verdict import Cell, Context, error, good, question

MOBILE = re.compile(r"1[3-9]\d{9}")
THREE_DIGIT_CODES = ("010", "02")
LANDLINE = re.compile(r"(0\d{2,3})-?(\d{7,8})(?:(?:-|转|x|ext\.?)(\d{1,6}))?")
SERVICE = re.compile(r"([48]00)-?(\d{3})-?(\d{4})")
COUNTRY = re.compile(r"^(?:\+|00)?86-?(?=1[3-9]|0?\d{2,3}-?\d{7,8})")
SEVERAL = re.compile(r"[,、;/]|或")
DASHES = re.compile(r"[‐‑‒–—―−－]+")
EMAIL = re.compile(r"[a-z0-9._%+-]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}")
INSIDE = re.compile(r"(?<!\d)(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)")


def read_phone(column: Column, value: Any, context: Context, hint: str) -> Cell:
    if isinstance(value, bool | date) or (isinstance(value, float) and not value.is_integer()):
        return error(_("这里应是电话号码，写的是“%(text)s”。") % {"text": display(value)})
    text = bare(value)
    found = number(text)
    if found:
        return good(found)
    return incomplete(text, context) or doubtful(text, display(value).strip())


def bare(value: Any) -> str:
    text = DASHES.sub("-", plain(value)).replace("(", "").replace(")", "-")
    text = COUNTRY.sub("", text).strip("-")
    digits = text.replace("-", "")
    return digits if MOBILE.fullmatch(digits) else text


def number(text: str) -> str:
    """The one spelling of a complete number, else an empty string."""
    if MOBILE.fullmatch(text):
        return text
    if match := SERVICE.fullmatch(text):
        return "-".join(match.groups())
    match = LANDLINE.fullmatch(text)
    return landline(text, match[3]) if match else ""


def landline(text: str, extension: str | None) -> str:
    digits = re.sub(r"\D.*", "", text.replace("-", "", 1)) if extension else text.replace("-", "")
    cut = 3 if digits.startswith(THREE_DIGIT_CODES) else 4
    local = digits[cut:]
    if len(local) not in (7, 8):
        return ""
    return "-".join(filter(None, (digits[:cut], local, extension)))


def incomplete(text: str, context: Context) -> Cell | None:
    """A number whose dialling code is missing, or lost its leading zero in a numeric cell."""
    if re.fullmatch(r"[2-9]\d{6,7}", text) and context.area_code:
        whole = f"{context.area_code}-{text}"
        return question(_("少了区号，是 %(whole)s 吗？") % {"whole": whole}, whole)
    if re.fullmatch(r"(?!1[3-9])[1-9]\d{8,10}", text) and number("0" + text):
        whole = number("0" + text)
        return question(_("开头的 0 可能被 Excel 去掉了，是 %(whole)s 吗？") % {"whole": whole}, whole)
    return None


def doubtful(text: str, shown: str) -> Cell:
    found = [number(one) for one in INSIDE.findall(text)]
    if SEVERAL.search(text) and len(found) > 1:
        return question(_("这里有 %(count)s 个号码，请留一个。") % {"count": len(found)}, *filter(None, found))
    if found:
        return question(_("号码旁边还有别的字：“%(text)s”。") % {"text": shown}, *filter(None, found))
    if text.isdigit():
        return error(_("电话号码的位数不对：%(text)s 有 %(count)s 位。") % {"text": shown, "count": len(text)})
    return question(_("读不出“%(text)s”是哪个号码。") % {"text": shown})


def read_email(column: Column, value: Any, context: Context, hint: str) -> Cell:
    text = plain(value)
    if EMAIL.fullmatch(text):
        return good(text)
    return error(_("“%(text)s”不是电子邮箱地址。") % {"text": display(value).strip()})
