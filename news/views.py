"""Pages of the public texts."""

import django_filters
import django_tables2 as tables
from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Permission, can
from news import actions
from news.models import Article
from news.workflow import ARTICLE, TONES
from pages.forms import ModelActionForm
from pages.tables import PortalFilter, PortalTable, StateColumn
from pages.views import FormPage, ListPage, MovePage, Open, RecordPage


class ArticleTable(PortalTable):
    title = tables.Column(linkify=True, orderable=False)
    published_at = tables.Column(order_by=("published_at", "id"))

    class Meta(PortalTable.Meta):
        model = Article
        fields = ("title", "kind", "source", "published_at")
        order_by = "-published_at"


class EditorTable(ArticleTable):
    state = StateColumn(tones=TONES, orderable=False)

    class Meta(ArticleTable.Meta):
        fields = ("title", "state", "kind", "source", "published_at")


class ArticleFilter(PortalFilter):
    kind = django_filters.ChoiceFilter(label=lazy("类别"), choices=Article.Kind, empty_label=lazy("全部类别"))

    class Meta:
        model = Article
        fields = ["q", "kind"]


class ArticleForm(ModelActionForm):
    class Meta:
        model = Article
        fields = ("title", "kind", "summary", "body", "source", "source_url")
        widgets = {"body": forms.Textarea({"rows": 12}), "summary": forms.Textarea({"rows": 2})}
        help_texts = {"body": lazy("空一行就是分段。不要写身份证号和手机号。")}


class Articles(Open, ListPage):
    model = Article
    filterset_class = ArticleFilter

    def get_title(self):
        return _("消息公告")

    @property
    def actions(self):
        return [(_("起草"), "news:add", Permission.EDIT_NEWS)]

    def get_table_class(self):
        return EditorTable if self.request.actor.reads_all else ArticleTable


class ArticlePage(Open, RecordPage):
    model = Article
    workflow = ARTICLE
    template_name = "news/article.html"
    context_object_name = "article"

    def get_crumbs(self):
        return ((_("消息公告"), reverse("news:list")),)

    def get_timeline(self):
        return super().get_timeline() if self.request.actor.reads_all else None

    def get_context_data(self, **context):
        return super().get_context_data(may_edit=can(self.request.actor, Permission.EDIT_NEWS), **context)


class Write(FormPage):
    form_class = ArticleForm
    permission = Permission.EDIT_NEWS

    def get_title(self):
        return _("起草")

    def get_crumbs(self):
        return ((_("消息公告"), reverse("news:list")),)

    def perform(self, form, by):
        return actions.write(form.values(), by=by)


class Edit(FormPage):
    model = Article
    form_class = ArticleForm
    permission = Permission.EDIT_NEWS

    def get_title(self):
        return _("修改")

    def perform(self, form, by):
        return actions.edit_article(self.thing, form.values(), by=by, version=form.cleaned_data["version"])


class MoveArticle(MovePage):
    model = Article
    workflow = ARTICLE

    def perform(self, form, by):
        version = form.cleaned_data["version"]
        return actions.move_article(self.thing, self.move.name, by=by, note=form.note, version=version)
