"""The door that personal links lead to, and the page on which who sent a link copies, prints or revokes it."""

import segno
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views import View

from links import actions, tables
from links.models import PersonalLink
from links.purposes import label_of, purpose_of
from pages.views import ListPage, RecordPage
from ruoyi_coop.lib.errors import NotAllowed


@method_decorator(login_not_required, name="dispatch")
class Door(View):
    """Whoever holds a link enters here; the page behind knows the link and nothing else of its holder."""

    def dispatch(self, request, *args, **kwargs):
        answer = super().dispatch(request, *args, **kwargs)
        # Nothing goes to other sites. With "no-referrer" a browser sends forms with `Origin: null`: none would get in.
        answer["Referrer-Policy"] = "same-origin"
        answer["X-Robots-Tag"] = "noindex"
        add_never_cache_headers(answer)
        return answer

    def get(self, request, token):
        return self._enter(request, token)

    def post(self, request, token):
        return self._enter(request, token)

    def _enter(self, request, token):
        link = _link_of(token)
        if link is None:
            raise Http404
        if not link.is_open or purpose_of(link.purpose) is None:
            return TemplateResponse(request, "links/shut.html", {"title": _("链接已失效"), "link": link}, status=410)
        request.link, request.actor = link, actions.actor_of(link)
        if request.method == "GET":
            actions.opened(link, request.actor)
        return purpose_of(link.purpose).view(request, link)


def _link_of(token: str) -> PersonalLink | None:
    """The link whose token this is, to the letter; a changed number, letter or row finds nothing."""
    number, _dash, signature = token.partition("-")
    link = PersonalLink.objects.filter(pk=int(number)).first()
    return link if link and number == str(link.pk) and link.is_signed_by(signature) else None


class Links(ListPage):
    model = PersonalLink
    table_class, filterset_class = tables.LinkTable, tables.LinkFilter

    def get_title(self):
        return _("专用链接")


class LinkPage(RecordPage):
    model = PersonalLink
    template_name = "links/link.html"
    context_object_name = "link"

    def get_crumbs(self):
        return ((_("专用链接"), reverse("links:list")),)

    def get_timeline(self):
        return None

    def get_context_data(self, **context):
        address = self.request.build_absolute_uri(self.object.path)
        return super().get_context_data(
            purpose=label_of(self.object.purpose),
            address=address if self.object.is_open else "",
            code=mark_safe(segno.make(address, error="m").svg_inline(omitsize=True, svgclass="qr", lineclass=None)),
            may_revoke=self._may_revoke() and not self.object.revoked_at,
            **context,
        )

    def _may_revoke(self) -> bool:
        return may_revoke(self.request.actor, self.object)


def may_revoke(actor, link: PersonalLink) -> bool:
    """Who made it, and the office."""
    return actor.user_id is not None and (link.made_by_id == actor.user_id or actor.role == "office")


class Revoke(View):
    http_method_names = ["post"]

    def post(self, request, pk):
        link = PersonalLink.objects.visible_to(request.actor).filter(pk=pk).first()
        if link is None:
            raise Http404
        if not may_revoke(request.actor, link):
            raise NotAllowed(_("只有发送人和县合作办可以收回。"))
        return redirect(actions.revoke(link, by=request.actor))
