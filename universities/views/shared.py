"""What several pages of the app have in common."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import STAFF, Role, granted
from ruoyi_coop.lib.errors import NotAllowed
from universities.models import University


class ForPartners:
    """A list for county staff and liaisons; others are told that it is not for their hat."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and request.actor.role not in STAFF | {Role.LIAISON}:
            raise NotAllowed(_("这一页供县里工作人员和高校联络员使用。"))
        return super().dispatch(request, *args, **kwargs)


class OfUniversity:
    """A list that links of a university's page narrow to that university: `?of=12`."""

    @property
    def intro(self):
        number = self.request.GET.get("of", "")
        seen = University.objects.visible_to(self.request.actor)
        university = seen.filter(pk=number).first() if number.isdecimal() and len(number) < 18 else None
        return _("只列出%(university)s的。") % {"university": university} if university else ""


def doors(actor, roles: set, table: tuple, thing) -> list[tuple]:
    """List (label, address) of what the actor may do here beside the moves; the first is the page's main one."""
    allowed = [row for row in table if roles and granted(actor.role, row[1])]
    return [(label, address(thing)) for label, _permission, address in allowed]


def door(name: str):
    return lambda thing: reverse(name, kwargs={"pk": thing.pk})
