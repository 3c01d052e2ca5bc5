"""How an article gets before the public, and back."""

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Permission
from ruoyi_coop.lib.masking import personal_numbers
from ruoyi_coop.lib.workflow import Move, Workflow


class State(TextChoices):
    DRAFT = "draft", lazy("草稿")
    PUBLISHED = "published", lazy("已发布")
    WITHDRAWN = "withdrawn", lazy("已撤下")


TONES = {State.DRAFT: "warn", State.PUBLISHED: "good", State.WITHDRAWN: "bad"}


def _no_personal_numbers(article) -> str:
    """Nothing with an ID or mobile number in it is published."""
    found = personal_numbers(f"{article.title}\n{article.summary}\n{article.body}")
    if not found:
        return ""
    return _("文中有身份证号或手机号：%s。请删去或打码后再发布。") % "、".join(found[:3])


ARTICLE = Workflow(
    name="article",
    states=State,
    initial=State.DRAFT,
    moves=(
        Move(
            "publish",
            lazy("发布"),
            (State.DRAFT, State.WITHDRAWN),
            State.PUBLISHED,
            Permission.EDIT_NEWS,
            guards=(_no_personal_numbers,),
            tone="primary",
        ),
        Move(
            "withdraw",
            lazy("撤下"),
            (State.PUBLISHED,),
            State.WITHDRAWN,
            Permission.EDIT_NEWS,
            asks=("reason",),
            tone="danger",
            warning=lazy("撤下后公众看不到这篇内容。"),
        ),
    ),
)
