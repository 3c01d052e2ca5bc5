"""Makes the template that a person fills in, and gives their own workbook back with the wrong cells marked in words."""

import io
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from .cells import Fault, display, is_blank, letter
from .detect import PROBLEMS_HEADING
from .export import EXACT, OPTIONS, is_figure, sheet_name
from .harmless import naive, safe_text
from .reader import Sheet
from .spec import Column, SheetSpec
from .staging import Row, Staged
from .verdict import Cell, Problem

ROWS_TO_FILL = 2_000
LIST_SHEET = "_选项"
INLINE = 250
COLOURS = {Problem.ERROR: "#F8B4B4", Problem.QUESTION: "#FDE68A", Problem.NOTE: "#DBEAFE"}
ASPECTS = {
    "text": {},
    "required": {"bold": True, "bg_color": "#1E4E8C", "font_color": "#FFFFFF", "border": 1, "text_wrap": True},
    "optional": {"bold": True, "bg_color": "#E8EEF7", "border": 1, "text_wrap": True},
    "plain_text": {"num_format": "@"},
    "date": {"num_format": "yyyy-mm-dd"},
    "datetime": {"num_format": "yyyy-mm-dd hh:mm"},
    "long_number": {"num_format": "0"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "title": {"bold": True, "font_size": 14},
    "problems": {"bold": True, "bg_color": "#B91C1C", "font_color": "#FFFFFF", "text_wrap": True},
}


class Desk:
    """A workbook in memory with its formats by name."""

    def __init__(self):
        self.buffer = io.BytesIO()
        options = {**OPTIONS, "constant_memory": False, "in_memory": True}
        self.book = xlsxwriter.Workbook(self.buffer, options)
        self.formats = {name: self.book.add_format(aspect) for name, aspect in ASPECTS.items()}

    def marked(self, problem: Problem, aspect: str) -> Any:
        """The format of a value with the colour of its problem on it; made once."""
        name = f"{problem}:{aspect}"
        if name not in self.formats:
            colour = {"bg_color": COLOURS[problem], "border": 1, "border_color": "#9CA3AF"}
            self.formats[name] = self.book.add_format({**ASPECTS[aspect], **colour})
        return self.formats[name]

    def bytes(self) -> bytes:
        self.book.close()
        return self.buffer.getvalue()


# ------------------------------------------------------------------ the template


def template(spec: SheetSpec) -> bytes:
    """The empty workbook: fill-in sheet with drop-downs, an example, and how to fill it in."""
    desk = Desk()
    fields = [field for column in spec.columns for field in fields_of(column)]
    sheet = desk.book.add_worksheet(sheet_name(str(spec.title)))
    head(desk, sheet, fields)
    fill_in_rules(desk, sheet, fields)
    example(desk, desk.book.add_worksheet(sheet_name(_("示例"))), fields)
    instructions(desk, desk.book.add_worksheet(sheet_name(_("填写说明"))), spec)
    return desk.bytes()


def fields_of(column: Column) -> list[tuple[Column, str, str]]:
    """(column, heading, example) of each column of the template: a span of dates has two."""
    label, star = str(column.label), "*" if column.required else ""
    if column.kind != "date_range":
        return [(column, label + star, column.example)]
    first, _sep, last = column.example.partition("至")
    return [(column, label + _("开始") + star, first), (column, label + _("结束") + star, last)]


def head(desk: Desk, sheet: Any, fields: list[tuple[Column, str, str]]) -> None:
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 32)
    for index, (column, heading, _example) in enumerate(fields):
        sheet.write_string(0, index, heading, desk.formats["required" if column.required else "optional"])
        sheet.set_column(index, index, column.width, desk.formats[aspect_of(column)])
        sheet.write_comment(0, index, how_to_write(column), {"x_scale": 1.6})


def aspect_of(column: Column) -> str:
    if column.kind in ("date", "date_range"):
        return "date"
    return "text" if column.kind in ("integer", "headcount", "money") else "plain_text"


def fill_in_rules(desk: Desk, sheet: Any, fields: list[tuple[Column, str, str]]) -> None:
    lists: list[list[str]] = []
    for index, (column, heading, _example) in enumerate(fields):
        rule = rule_of(column, lists)
        if rule:
            words = {"error_title": heading[:32], "error_message": how_to_write(column)[:255]}
            sheet.data_validation(1, index, ROWS_TO_FILL, index, {**rule, **words})
    if lists:
        hidden_lists(desk, lists)


def rule_of(column: Column, lists: list[list[str]]) -> dict | None:
    if column.kind == "choice":
        return drop_down([str(option.label) for option in column.options()], lists)
    if column.kind == "boolean":
        return drop_down([_("是"), _("否")], lists)
    if column.kind in ("integer", "headcount"):
        least = (1 if column.kind == "headcount" else 0) if column.minimum is None else column.minimum
        most = 10**9 if column.maximum is None else column.maximum
        return {"validate": "integer", "criteria": "between", "minimum": least, "maximum": most}
    if column.kind in ("date", "date_range"):
        return {"validate": "date", "criteria": "between", "minimum": date(1900, 1, 1), "maximum": date(2100, 12, 31)}
    return None


def drop_down(labels: list[str], lists: list[list[str]]) -> dict | None:
    """A short list stands in the rule itself, a long one (or one with commas) on a hidden sheet."""
    if not labels:
        return None
    if len(",".join(labels)) <= INLINE and not any("," in label for label in labels):
        return {"validate": "list", "source": labels}
    lists.append(labels)
    column = letter(len(lists) - 1)
    return {"validate": "list", "source": f"='{LIST_SHEET}'!${column}$1:${column}${len(labels)}"}


def hidden_lists(desk: Desk, lists: list[list[str]]) -> None:
    sheet = desk.book.add_worksheet(LIST_SHEET)
    for column, labels in enumerate(lists):
        for row, label in enumerate(labels):
            sheet.write_string(row, column, safe_text(label))
    sheet.very_hidden()


def example(desk: Desk, sheet: Any, fields: list[tuple[Column, str, str]]) -> None:
    for index, (column, heading, text) in enumerate(fields):
        sheet.set_column(index, index, column.width)
        sheet.write_string(0, index, heading, desk.formats["required" if column.required else "optional"])
        sheet.write_string(1, index, text, desk.formats["plain_text"])


def instructions(desk: Desk, sheet: Any, spec: SheetSpec) -> None:
    lines = [
        _("请在第一张表里填写，一行一条；深色列名带 * 的必填。"),
        _("列名可以换位置，也可以增加自己的列；不认识的列不导入。"),
        _("电话、证件号码的列已设为文本格式，请不要改成数值。"),
        _("上传后先预览，确认之前什么也不保存；导入后可以整批撤销。涉密信息不得上传。"),
    ]
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 8)
    sheet.set_column(2, 2, 90)
    sheet.write_string(0, 0, _("%(title)s：填写说明") % {"title": spec.title}, desk.formats["title"])
    for row, line in enumerate(lines, 1):
        sheet.write_string(row, 0, line)
    column_table(desk, sheet, spec, len(lines) + 2)


def column_table(desk: Desk, sheet: Any, spec: SheetSpec, top: int) -> None:
    for index, heading in enumerate((_("列名"), _("必填"), _("怎么写"))):
        sheet.write_string(top, index, heading, desk.formats["optional"])
    for row, column in enumerate(spec.columns, top + 1):
        sheet.write_string(row, 0, str(column.label), desk.formats["wrapped"])
        sheet.write_string(row, 1, _("是") if column.required else "", desk.formats["wrapped"])
        sheet.write_string(row, 2, safe_text(how_to_write(column, whole=True)), desk.formats["wrapped"])


def how_to_write(column: Column, whole: bool = False) -> str:
    """The column's own help, how its kind is written, and what may be chosen."""
    labels = [str(option.label) for option in column.options()]
    shown = labels if whole or len(labels) <= 12 else [*labels[:12], "……"]
    parts = [str(column.help), kind_help(column.kind), _("可选：%s") % "、".join(shown) if labels else ""]
    parts.append(_("不限时写“%s”。") % column.unlimited[0] if column.unlimited else "")
    return " ".join(filter(None, parts)) or str(column.label)


def kind_help(kind: str) -> str:
    return {
        "integer": _("整数。"),
        "headcount": _("人数，整数，如 5。"),
        "date": _("日期，如 2021-07-15。"),
        "date_range": _("日期，如 2021-07-15。"),
        "phone": _("手机号，或带区号的固定电话，如 0359-3035382。"),
        "email": _("电子邮箱。"),
        "choice": _("从下拉列表中选。"),
        "boolean": _("是或否。"),
        "list": _("几项之间用顿号分开。"),
        "money": _("金额，写明元或万元。"),
        "allowance": _("如 1000元/月、80元/天、一次性2000元；未定写“面议”。"),
        "id_number": _("18 位身份证号码，文本格式。"),
    }.get(kind, "")


# ------------------------------------------------------------------ the workbook that goes back


def marked(sheet: Sheet, staged: Staged, spec: SheetSpec) -> bytes:
    """The person's own sheet with a first column of problems, the wrong cells coloured and commented."""
    desk = Desk()
    page = desk.book.add_worksheet(sheet_name(sheet.name))
    page.set_column(0, 0, 50)
    page.set_column(1, sheet.width, 16)
    rows = {row.number: row for row in staged.rows}
    for number in range(1, len(sheet.rows) + 1):
        return_row(desk, page, sheet, staged, rows.get(number), number)
        if words := summary(staged, spec, rows.get(number)):
            page.write_string(number - 1, 0, safe_text(words), desk.formats["wrapped"])
    if staged.header:
        page.write_string(staged.header[1] - 1, 0, PROBLEMS_HEADING, desk.formats["problems"])
        page.freeze_panes(staged.header[1], 1)
    return desk.bytes()


def return_row(desk: Desk, page: Any, sheet: Sheet, staged: Staged, row: Row | None, number: int) -> None:
    wrong = cells_by_place(staged, row)
    for index in range(sheet.width):
        cell = wrong.get(index)
        if cell and cell.problem:
            page.write_comment(number - 1, index + 1, safe_text(comment(cell)), {"x_scale": 1.6})
        value = sheet.value(number, index) if row else sheet.own(number, index)
        if cell and cell.was is not None and len(staged_places(staged, index)) == 1:
            value = cell.raw
        give_back(desk, page, number - 1, index + 1, value, cell.problem if cell else None)


def cells_by_place(staged: Staged, row: Row | None) -> dict[int, Cell]:
    """Column of the sheet → the parsed cell that was read there."""
    if row is None or row.left_out:
        return {}
    return {index: row.cells[name] for name, places in staged.places.items() for index in places}


def staged_places(staged: Staged, index: int) -> list[int]:
    return next((places for places in staged.places.values() if index in places), [])


def comment(cell: Cell) -> str:
    words = {
        Problem.ERROR: _("错误：%s"),
        Problem.QUESTION: _("请确认：%s"),
        Problem.NOTE: _("说明：%s"),
    }[cell.problem] % cell.message
    return words + (_("\n可以写：%s") % "、".join(cell.suggestions) if cell.suggestions else "")


def summary(staged: Staged, spec: SheetSpec, row: Row | None) -> str:
    """Everything that keeps a row from being saved, in one cell; notes stand only at their own cells."""
    if row is None:
        return ""
    if row.left_out:
        return _("不导入：%s") % row.left_out
    wrong = [(spec.column(name), cell) for name, cell in row.problems() if cell.open]
    lines = [f"{column.label}：{cell.message}" for column, cell in wrong]
    if row.repeats and not row.repeat_allowed:
        lines.append(_("与第 %s 行重复。") % row.repeats)
    return "\n".join(lines)


def give_back(desk: Desk, page: Any, row: int, column: int, value: Any, problem: Problem | None) -> None:
    """Write a value as the type it came in; a long number stays readable and is not turned into 1.38E+10."""
    aspect = aspect_of_value(value)
    style = desk.marked(problem, aspect) if problem else desk.formats[aspect]
    if is_blank(value):
        page.write_blank(row, column, None, style)
    elif isinstance(value, date):
        page.write_datetime(row, column, naive(value) if isinstance(value, datetime) else value, style)
    elif is_figure(value):
        page.write_number(row, column, value, style)
    else:
        page.write_string(row, column, safe_text(display(value)), style)


def aspect_of_value(value: Any) -> str:
    if isinstance(value, datetime):
        return "datetime"
    if isinstance(value, date):
        return "date"
    if isinstance(value, str | Fault):
        return "plain_text"
    long = isinstance(value, int | float) and 10**9 < abs(value) < EXACT
    return "long_number" if long else "text"
