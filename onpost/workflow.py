"""Which state of an agreement, a stay, an absence and a problem may follow which, and who takes it there."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as lazy


class AgreementState(TextChoices):
    OPEN = "open", lazy("待签")
    SIGNED = "signed", lazy("已签齐")
    VOID = "void", lazy("已作废")


class StayState(TextChoices):
    ON_POST = "on_post", lazy("在岗")
    LEAVING = "leaving", lazy("申请提前结束")
    FINISHED = "finished", lazy("已完成")
    ENDED_EARLY = "ended_early", lazy("提前结束")


class AbsenceState(TextChoices):
    ASKED = "asked", lazy("待批准")
    GRANTED = "granted", lazy("已批准")
    REFUSED = "refused", lazy("未批准")
    TAKEN_BACK = "taken_back", lazy("已取消")


class ProblemState(TextChoices):
    OPEN = "open", lazy("待受理")
    TAKEN = "taken", lazy("处理中")
    CLOSED = "closed", lazy("已解决")
