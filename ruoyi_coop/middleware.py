"""Headers every page carries, and a plain page instead of a trace when PostgreSQL is away."""

import logging

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

logger = logging.getLogger(__name__)

RETRY_AFTER = 15  # seconds until PostgreSQL has usually recovered


class ServiceUnavailableMiddleware:
    """Outermost: a lost database is a 503 with a retry time, whatever part of the request met it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError) as error:
            return unavailable(error)

    def process_exception(self, request, exception):
        if isinstance(exception, OperationalError | InterfaceError):
            return unavailable(exception)
        return None


def unavailable(error: Exception) -> HttpResponse:
    """Answer 503 and say why in the log (away, too slow, a lock not given in time).

    The template is rendered without a request because the session may be what failed.
    """
    logger.error("database unavailable", exc_info=error)
    page = HttpResponse(render_to_string("503.html", {"retry_after": RETRY_AFTER}), status=503)
    page["Retry-After"] = str(RETRY_AFTER)
    return page


class HeadersMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", "geolocation=(), camera=(), microphone=(), payment=()")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if getattr(request, "user", None) and request.user.is_authenticated:
            add_never_cache_headers(response)
        return response
