"""The payment file for the finance office: full numbers as text, the sum last."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from allowances.models import Batch, Line
from ruoyi_coop.lib.secrets import decrypt
from ruoyi_coop.lib.sheets import export_xlsx


def write(batch: Batch, lines: Iterable[Line], file) -> None:
    """Write the batch as xlsx into a file open for bytes. A line whose account has gone says so instead of a number."""
    headers = [_("序号"), _("姓名"), _("身份证号"), _("开户银行"), _("户名"), _("银行账号"), _("金额（元）"), _("清单")]
    rows = [_row(number, line, batch) for number, line in enumerate(lines, 1)]
    amount = sum((line.amount for line in lines), Decimal("0.00"))
    export_xlsx(headers, [*rows, [_("合计"), "", "", "", "", "", amount, ""]], file)


def _row(number: int, line: Line, batch: Batch) -> list:
    student = line.stay.placement.student
    identity, account = getattr(student, "identity", None), getattr(student, "bank_account", None)
    return [
        number,
        student.name,
        decrypt(identity.sealed) if identity else _("已撤回"),
        account.bank if account else "",
        account.holder if account else "",
        decrypt(account.sealed) if account else _("已撤回"),
        line.amount,
        str(batch.allowance_list),
    ]
