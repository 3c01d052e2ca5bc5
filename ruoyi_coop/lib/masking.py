"""The one rule by which personal numbers are hidden, and found before something is published."""

import re

ID_NUMBER = re.compile(r"(?<!\d)\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![\dXx])")
MOBILE = re.compile(r"(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)")


def mask_mobile(number: str) -> str:
    """13834567603 → 138****7603; anything shorter than seven characters becomes stars."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 7 else "*" * len(number)


def mask_number(last: str) -> str:
    """An ID or bank number of which only the last four characters are shown."""
    return f"**** {last}" if last else ""


def mask_name(name: str) -> str:
    """张三 → 张*; 欧阳小明 → 欧**明: enough to recognise oneself in a public notice."""
    if len(name) <= 2:
        return f"{name[:1]}*"
    return f"{name[0]}{'*' * (len(name) - 2)}{name[-1]}"


def mask_email(address: str) -> str:
    name, at, domain = address.partition("@")
    return f"{name[:1]}***{at}{domain}"


def mask_text(text: str) -> str:
    """The text with every ID and mobile number in it masked."""
    hidden = ID_NUMBER.sub(lambda match: mask_mobile(match.group()), text)
    return MOBILE.sub(lambda match: mask_mobile(match.group()), hidden)


def personal_numbers(text: str) -> list[str]:
    """List what looks like an ID number or a mobile number in a text that is about to be published, masked."""
    found = [match.group() for match in ID_NUMBER.finditer(text)]
    rest = ID_NUMBER.sub(" ", text)
    found += [match.group() for match in MOBILE.finditer(rest)]
    return [mask_mobile(number) for number in found]
