"""How long each kind of personal data is kept, said on a page that everybody can read, and done every night."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Actor
from notifications.actions import post, record
from vault import holds
from vault.models import BankAccount, Identity


@dataclass(frozen=True)
class Rule:
    """`model` rows go `days` after they are last needed (or after they were last changed); None: a person decides."""

    what: Any
    keeps: Any
    why: Any
    model: Any = None
    days: int | None = None


RULES = (
    Rule(lazy("银行账号"), lazy("最后一笔补贴发放后 180 天删除"), lazy("只为发放补贴，用完即删"), BankAccount, 180),
    Rule(lazy("身份证号"), lazy("最后一次实习结束后 3 年删除"), lazy("核对重复申领、补办证明"), Identity, 3 * 365),
    Rule(lazy("报名、录用、在岗记录"), lazy("长期保存"), lazy("实习证明可以随时核验，补贴发放依法留档")),
    Rule(lazy("周记、鉴定、评价"), lazy("长期保存，只有本人、单位和县合作办可见"), lazy("补办证明、回访时核对")),
    Rule(lazy("操作日志"), lazy("至少保存 6 个月，只增不改"), lazy("网络安全等级保护的要求")),
)


def sweep(today: date | None = None) -> int:
    """Delete the numbers whose time is over and tell their owners; returns how many. Repeatable at will."""
    today = today or timezone.localdate()
    return sum(_sweep(rule, today) for rule in RULES if rule.model)


def _sweep(rule: Rule, today: date) -> int:
    old = today - timedelta(days=rule.days)
    rows = rule.model.objects.filter(changed_at__date__lt=old).select_related("user").order_by("pk")
    return sum(_let_go(row, rule) for row in rows if (holds.needed_until(row.user) or old) <= old)


@transaction.atomic
def _let_go(row, rule: Rule) -> int:
    words = _("%s已按保存期限删除") % rule.what
    record(Actor(), "expired", words, row.user)
    post([row.user], row.user, key=f"retention:{row.key}", title=words, body=str(rule.keeps), mail=False)
    row.delete()
    return 1
