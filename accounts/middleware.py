"""Puts the actor on the request, ends sessions that must end, and asks staff for their second factor."""

from datetime import datetime

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout as end_session
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


class SessionClockMiddleware:
    """Idle and absolute limits, and the end of every session begun before the person's `sessions_valid_from`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now = timezone.now()
            if why := self._why_over(request, now):
                end_session(request)
                messages.info(request, why)
                return redirect(settings.LOGIN_URL)
            self._touch(request.session, now)
        return self.get_response(request)

    def _why_over(self, request, now: datetime) -> str:
        started = datetime.fromtimestamp(request.session.get(STARTED_KEY, now.timestamp()), tz=now.tzinfo)
        seen = datetime.fromtimestamp(request.session.get(SEEN_KEY, now.timestamp()), tz=now.tzinfo)
        if now - seen > settings.IDLE_LIMIT:
            return _("您离开了一段时间，为了安全请重新登录。已提交的内容都已保存。")
        if now - started > settings.SESSION_LIMIT:
            return _("本次登录已满12小时，请重新登录。")
        if started < request.user.sessions_valid_from.replace(microsecond=0):
            return _("您的账号有变动，请重新登录。")
        return ""

    def _touch(self, session, now: datetime):
        session.setdefault(STARTED_KEY, now.timestamp())
        if now.timestamp() - session.get(SEEN_KEY, 0) > SEEN_STEP:
            session[SEEN_KEY] = now.timestamp()


class SecondFactorMiddleware:
    """In production nobody uses a staff hat before a second factor is set up."""

    ALLOWED = ("/accounts/", "/static/", "/healthz")

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.SECOND_FACTOR_FOR_STAFF and self._is_missing(request):
            messages.info(request, _("工作人员登录需要第二重验证，请先设置。"))
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _is_missing(self, request) -> bool:
        if not request.user.is_authenticated or request.path_info.startswith(self.ALLOWED):
            return False
        is_staff = request.user.is_staff or any(hat.role in STAFF for hat in request.actor.hats)
        return is_staff and not is_mfa_enabled(request.user)
