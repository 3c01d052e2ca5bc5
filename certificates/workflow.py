"""A certificate is valid until it is revoked; a corrected one is a new certificate."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Permission
from ruoyi_coop.lib.workflow import Move, Workflow


class State(TextChoices):
    VALID = "valid", lazy("有效")
    REVOKED = "revoked", lazy("已撤销")


TONES = {State.VALID: "good", State.REVOKED: "bad"}

CERTIFICATE = Workflow(
    name="certificate",
    states=State,
    initial=State.VALID,
    final=frozenset({State.REVOKED}),
    moves=(
        Move(
            "revoke",
            lazy("撤销证明"),
            (State.VALID,),
            State.REVOKED,
            Permission.ISSUE_CERTIFICATE,
            asks=("reason",),
            tone="danger",
            warning=lazy("撤销后扫码查验显示已撤销；更正内容的，撤销后重新开具。"),
        ),
    ),
)
