"""Puts the actor on the request, ends sessions that must end, and asks staff for their second factor."""

from datetime import datetime

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout as end_session
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.models import Hat, actor_for
from accounts.permissions import PUBLIC, STAFF

HAT_KEY = "hat"
STARTED_KEY = "started"
SEEN_KEY = "seen"
SEEN_STEP = 60  # seconds between writes of "last seen": a write per request would double the cost of a page
STOP_POLLING = 286  # htmx: take no further notice of this address


class ActorMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = SimpleLazyObject(lambda: self._actor(request))
        return self.get_response(request)

    def _actor(self, request):
        if not request.user.is_authenticated:
            return PUBLIC
        return actor_for(request.user, Hat(pk=request.session.get(HAT_KEY)))


def in_background(view):
    """Mark a view that the page asks by itself: it neither keeps a session alive nor shows the log-in page."""
    view.is_background = True
    return view


class SessionClockMiddleware:
    """Ends sessions that are too old, staff's also when idle, and all begun before `sessions_valid_from`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated:
            return None
        now = timezone.now()
        if why := self._why_over(request, now):
            return self._end(request, why, view)
        if not getattr(view, "is_background", False):
            self._touch(request.session, now)
        return None

    def _why_over(self, request, now: datetime) -> str:
        started = datetime.fromtimestamp(request.session.get(STARTED_KEY, now.timestamp()), tz=now.tzinfo)
        seen = datetime.fromtimestamp(request.session.get(SEEN_KEY, now.timestamp()), tz=now.tzinfo)
        if started < request.user.sessions_valid_from:
            return _("您的账号有变动，请重新登录。")
        if now - started > settings.SESSION_LIMIT:
            return _("本次登录已满12小时，请重新登录。")
        if now - seen > settings.IDLE_LIMIT and _is_staff(request):
            return _("您离开了一段时间，为了安全请重新登录。已提交的内容都已保存。")
        return ""

    def _end(self, request, why: str, view):
        end_session(request)
        if getattr(view, "is_background", False):
            return HttpResponse(status=STOP_POLLING)
        messages.info(request, why)
        here = request.get_full_path() if request.method == "GET" else None
        return redirect_to_login(here, settings.LOGIN_URL) if here else redirect(settings.LOGIN_URL)

    def _touch(self, session, now: datetime):
        session.setdefault(STARTED_KEY, now.timestamp())
        if now.timestamp() - session.get(SEEN_KEY, 0) > SEEN_STEP:
            session[SEEN_KEY] = now.timestamp()


class SecondFactorMiddleware:
    """In production nobody uses a staff hat before a second factor is set up."""

    # What is needed to set it up, to leave, and to read: allauth's own pages and these.
    ALLOWED = {"accounts:privacy", "accounts:appearance", "set_language", "healthz"}
    SPACES = ("account_", "mfa_")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.SECOND_FACTOR_FOR_STAFF or not self._is_missing(request):
            return None
        if getattr(view, "is_background", False):
            return HttpResponse(status=STOP_POLLING)
        messages.info(request, _("工作人员登录需要第二重验证，请先设置。"))
        return redirect("mfa_activate_totp")

    def _is_missing(self, request) -> bool:
        name = request.resolver_match.view_name
        if not request.user.is_authenticated or name in self.ALLOWED or name.startswith(self.SPACES):
            return False
        return _is_staff(request) and not is_mfa_enabled(request.user)


def _is_staff(request) -> bool:
    """Whichever hat is worn now: the account could put on the other."""
    return request.user.is_staff or any(hat.role in STAFF for hat in request.actor.hats)
