"""What base.html needs on every page: the menu, the bell, the footer."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from notifications.models import Message
from ruoyi_coop.nav import menu


def page(request):
    actor = getattr(request, "actor", None)
    if actor is None:  # an error page drawn before the middleware ran
        return {"imprint": settings.SITE}
    return {
        "nav": SimpleLazyObject(lambda: menu(request)),
        "unread": SimpleLazyObject(lambda: Message.objects.bell().of(actor).unread().count()),
        "appearance": _appearance(request, actor),
        "imprint": settings.SITE,
        "demo": settings.MODE == "demo",
    }


def _appearance(request, actor) -> dict:
    """The person's own choice; a visitor's is in cookies."""
    if actor.user_id:
        return {"theme": actor.user.theme, "elder": actor.user.elder_mode}
    theme = request.COOKIES.get("theme", "")
    return {"theme": theme if theme in {"light", "dark"} else "", "elder": request.COOKIES.get("elder") == "on"}
