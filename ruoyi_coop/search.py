"""One search box over everything the actor may see."""

from django import forms
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from bases import desk as bases
from interns import desk as interns
from meetings import desk as meetings
from needs import desk as needs
from news import desk as news
from pages.views import Open, Titled
from projects import desk as projects
from ruoyi_coop.lib.search import matching
from supervision import desk as supervision
from universities import desk as universities

SOURCES = (universities, bases, needs, projects, supervision, interns, meetings, news)
EACH = 6


class Words(forms.Form):
    q = forms.CharField(required=False, max_length=60, strip=True)


class Search(Open, Titled, TemplateView):
    """Each app offers `searchable(actor)`: (label, list address, rows); the first few of each are shown."""

    template_name = "search.html"

    def get_title(self):
        return _("搜索")

    def get_context_data(self, **context):
        form = Words(self.request.GET)
        words = form.cleaned_data["q"] if form.is_valid() else ""
        return super().get_context_data(words=words, groups=self._groups(words) if words else [], form=form, **context)

    def _groups(self, words: str) -> list[dict]:
        offers = [offer for source in SOURCES for offer in source.searchable(self.request.actor)]
        groups = [
            {"label": label, "url": url, "rows": list(matching(rows, words)[:EACH])} for label, url, rows in offers
        ]
        return [group for group in groups if group["rows"]]
