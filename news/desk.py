"""What the news tells the front page and the search box."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from news.models import Article


def latest(actor: Actor):
    """What the public reads, the newest first."""
    return Article.objects.published()


def searchable(actor: Actor) -> list[tuple]:
    return [(_("消息公告"), reverse("news:list"), Article.objects.visible_to(actor))]
