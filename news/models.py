"""What the county tells the public: news, notices, policies."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor, Role
from news.workflow import TONES, State
from notifications.models import Staged
from ruoyi_coop.lib.search import SearchColumn, search_index


class ArticleQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """Published ones for everybody; drafts for those who oversee."""
        return self if actor.reads_all else self.published()

    def published(self):
        return self.filter(state=State.PUBLISHED)


class Article(Staged):
    """One public text; its paragraphs are parted by blank lines."""

    class Kind(models.TextChoices):
        NEWS = "news", _("动态")
        NOTICE = "notice", _("公告")
        POLICY = "policy", _("政策")

    title = models.CharField(_("标题"), max_length=80)
    kind = models.CharField(_("类别"), max_length=10, choices=Kind, default=Kind.NEWS)
    summary = models.CharField(_("摘要"), max_length=200, blank=True)
    body = models.TextField(_("正文"), max_length=20_000)
    source = models.CharField(_("来源"), max_length=60, blank=True)
    source_url = models.URLField(_("来源链接"), blank=True)
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True, editable=False)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    is_demo = models.BooleanField(_("演示数据"), default=False, editable=False)
    search = SearchColumn("title", "summary")

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("消息")
        ordering = ["-published_at", "-id"]
        indexes = [
            search_index("article_search"),
            models.Index(fields=["state", "-published_at", "-id"], name="article_published"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(published_at__isnull=False),
                name="article_has_its_day",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("news:article", args=[self.pk])

    @property
    def tone(self) -> str:
        return TONES[self.state]

    def roles_of(self, actor: Actor) -> set[Role]:
        return set()
