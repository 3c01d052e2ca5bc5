"""What an ID number and a bank account look like: cleaned of spaces, and their check digits counted."""

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
SIGNS = "10X98765432"


def cleaned(text: str) -> str:
    """Full-width signs made plain, without spaces and dashes, X in capitals."""
    return re.sub(r"[\s\-—]", "", unicodedata.normalize("NFKC", text)).upper()


def id_number(text: str) -> str:
    """Return the 18 signs of an ID number. Raises ValidationError with what is wrong."""
    number = cleaned(text)
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", number, re.ASCII):
        raise ValidationError(_("身份证号是18位：17位数字，最后一位是数字或 X。"))
    try:
        born = date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    except ValueError as error:
        raise ValidationError(_("第7到14位不是一个日期，请核对。")) from error
    if not 1900 < born.year <= date.today().year - 14:
        raise ValidationError(_("第7到14位的出生日期不对，请核对。"))
    if check_sign(number) != number[-1]:
        raise ValidationError(_("最后一位校验不对，可能抄错了一位，请核对。"))
    return number


def check_sign(number: str) -> str:
    """The 18th sign that the first 17 digits ask for."""
    return SIGNS[sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True)) % 11]


def bank_number(text: str) -> str:
    """Return the digits of a bank account. Raises ValidationError with what is wrong."""
    number = cleaned(text)
    if not re.fullmatch(r"\d{12,19}", number, re.ASCII):
        raise ValidationError(_("银行账号是12到19位数字。"))
    if len(number) in (16, 19) and luhn(number):
        raise ValidationError(_("卡号校验不对，可能抄错了一位，请核对。"))
    return number


def luhn(number: str) -> int:
    """0 for a card number whose last digit is right."""
    doubled = [int(digit) * 2 - 9 * (int(digit) > 4) for digit in number[-2::-2]]
    return (sum(doubled) + sum(map(int, number[-1::-2]))) % 10
