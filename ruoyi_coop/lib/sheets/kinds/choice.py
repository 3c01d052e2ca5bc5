"""Matches words to a fixed list by label or synonym; a near miss is proposed as a question, never taken."""

import re
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from ..cells import clean, display, plain
from ..spec import Choice, Column
from ..verdict import Cell, Context, error, good, note, question

YES = {"是", "有", "y", "yes", "true", "1", "√", "✓", "✔", "对", "需要", "可以"}
NO = {"否", "无", "没有", "n", "no", "false", "0", "×", "x", "✗", "✘", "不是", "不需要", "不可以"}
SEPARATORS = "、，,/;；|\n"
BRACKETS = {"(": ")", "（": "）", "[": "]", "【": "】", "《": "》"}
AND_ALIKE = re.compile(r"等(?=(相关|相近|类似|有关|其他))")
TRAILING = re.compile(r"等(专业|学科)?$")


def read_choice(column: Column, value: Any, context: Context, hint: str) -> Cell:
    options, word = column.options(), plain(value)
    found = [option for option in options if word in option.words()]
    if len(found) == 1:
        return good(found[0].value)
    if found:
        return question(ambiguous(value), *(str(option.label) for option in found))
    return near_miss(value, word, options)


def ambiguous(value: Any) -> str:
    return _("“%(text)s”对得上不止一项，请选一项。") % {"text": display(value).strip()}


def near_miss(value: Any, word: str, options: list[Choice]) -> Cell:
    labels = {spelling: str(option.label) for option in options for spelling in sorted(option.words())}
    close = get_close_matches(word, list(labels), n=3, cutoff=0.5)
    close += [spelling for spelling in labels if contains(word, spelling) or contains(spelling, word)]
    offers = list(dict.fromkeys(labels[spelling] for spelling in close))[:3]
    shown = display(value).strip()
    if offers:
        return question(_("没有“%(text)s”这一项，是不是“%(offer)s”？") % {"text": shown, "offer": offers[0]}, *offers)
    some = "、".join(str(option.label) for option in options[:8]) + ("……" if len(options) > 8 else "")
    return question(_("没有“%(text)s”这一项。可选：%(some)s") % {"text": shown, "some": some})


def contains(long: str, short: str) -> bool:
    return len(short) > 1 and short in long


def read_boolean(column: Column, value: Any, context: Context, hint: str) -> Cell:
    word = plain(value)
    if word in YES:
        return good(True)
    if word in NO:
        return good(False)
    return question(_("“%(text)s”是“是”还是“否”？") % {"text": display(value).strip()}, "是", "否")


def read_list(column: Column, value: Any, context: Context, hint: str) -> Cell:
    text = clean(display(value)).strip()
    if plain(text) in {plain(word) for word in column.unlimited}:
        return good([])
    spread, open_end = AND_ALIKE.sub("、", text), TRAILING.search(text)
    items = list(dict.fromkeys(filter(None, split(TRAILING.sub("", spread) or spread))))
    if any(len(item) > column.max_length for item in items):
        return error(_("其中一项超过 %(most)s 个字。") % {"most": column.max_length})
    cell = chosen(column, items, context) if column.choices else good(items)
    if cell.problem or (spread == text and not open_end):
        return cell
    figures = {"text": text, "count": len(items), "items": "、".join(items)}
    return note(cell.value, _("“%(text)s”拆成 %(count)s 项：%(items)s。") % figures)


def split(text: str) -> list[str]:
    """At separators outside brackets: 计算机类（软件、网络）、会计学 are two items."""
    items, closers = [""], []
    for char in text:
        if closers and char == closers[-1]:
            closers.pop()
        elif char in BRACKETS:
            closers.append(BRACKETS[char])
        if char in SEPARATORS and not closers:
            items.append("")
        else:
            items[-1] += char
    return [item.strip() for item in items]


def chosen(column: Column, items: list[str], context: Context) -> Cell:
    cells = [read_choice(column, item, context, "") for item in items]
    doubt = next((cell for cell in cells if cell.problem), None)
    return doubt or good([cell.value for cell in cells])
