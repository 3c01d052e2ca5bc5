"""Writing, publishing and withdrawing public texts."""

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, require
from news.models import Article
from news.workflow import ARTICLE, State
from notifications.actions import create, edit, move
from ruoyi_coop.lib.errors import NotNow
from ruoyi_coop.lib.masking import personal_numbers


def write(values: dict, *, by: Actor) -> Article:
    require(by, Permission.EDIT_NEWS)
    return create(Article(**values), by=by, label=_("起草"))


def edit_article(article: Article, values: dict, *, by: Actor, version: int | None = None) -> Article:
    """Change a text; a published one is scanned for personal numbers again before it changes."""
    require(by, Permission.EDIT_NEWS, article)
    found = personal_numbers("\n".join(str(values.get(name, "")) for name in ("title", "summary", "body")))
    if found and Article.objects.filter(pk=article.pk, state=State.PUBLISHED).exists():
        raise NotNow(_("文中有身份证号或手机号：%s。请删去或打码后再保存。") % "、".join(found[:3]))
    return edit(article, values, by=by, version=version)


def move_article(article: Article, name: str, *, by: Actor, note: str = "", version: int | None = None) -> Article:
    """Publish or withdraw; the first publication gives the text its date."""
    first = Article.objects.values_list("published_at", flat=True).get(pk=article.pk)
    values = {"published_at": first or timezone.now()} if name == "publish" else {}
    return move(article, ARTICLE, name, by=by, note=note, values=values, version=version)
