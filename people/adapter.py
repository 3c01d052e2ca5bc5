"""What allauth asks us: whose failures are counted, how mail goes out, what a new password ends, what is noted."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.middleware import STARTED_KEY
from people import actions, throttle
from ruoyi_coop.lib.secrets import decrypt, encrypt

WRONG = lazy("用户名或密码不对。连续错五次，账号锁定15分钟。")
# The notices of allauth that say an account's security changed, and what we call it.
NOTED = {
    "account/email/password_changed": lazy("修改密码"),
    "account/email/password_reset": lazy("重设密码"),
    "mfa/email/totp_activated": lazy("启用第二重验证"),
    "mfa/email/totp_deactivated": lazy("停用第二重验证"),
    "mfa/email/recovery_codes_generated": lazy("重新生成备用验证码"),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "incorrect_password": WRONG,
        "too_many_login_attempts": lazy("密码连续错了五次，为了安全锁定15分钟。可以用“忘记密码”重设后马上登录。"),
        "too_many_from_here": lazy("这个网络上输错密码的次数太多，请过几分钟再试。"),
    }

    # --- five wrong passwords

    def _get_login_attempts_cache_key(self, request, **credentials) -> str:
        return throttle.key_for(credentials.get("email") or credentials.get("username") or "")

    def pre_authenticate(self, request, **credentials):
        """Refuse before any password is hashed."""
        key = self._get_login_attempts_cache_key(request, **credentials)
        if until := throttle.locked_until(key):
            raise ValidationError(self._locked_words(until), code="too_many_login_attempts")
        if not ratelimit.consume(request, action="login_address", dry_run=True):
            raise self.validation_error("too_many_from_here")
        super().pre_authenticate(request, **credentials)

    def authentication_failed(self, request, **credentials):
        key = self._get_login_attempts_cache_key(request, **credentials)
        ratelimit.consume(request, action="login_address")
        if not ratelimit.consume(request, action="login_failed", key=key, dry_run=True):
            throttle.lock(key)
            actions.note_lock_out(throttle.user_named(credentials.get("username", "")), self.get_client_ip(request))

    def _locked_words(self, until) -> str:
        moment = time_format(timezone.localtime(until), "H:i")
        return _("密码连续错了五次，为了安全锁定到 %(time)s。可以用“忘记密码”重设后马上登录；着急请联系县合作办。") % {
            "time": moment
        }

    # --- sessions and passwords

    def login(self, request, user):
        super().login(request, user)
        request.session[STARTED_KEY] = timezone.now().timestamp()

    def post_login(self, request, user, **hooks):
        answer = super().post_login(request, user, **hooks)
        if user.language:
            answer.set_cookie(
                settings.LANGUAGE_COOKIE_NAME, user.language, path=settings.LANGUAGE_COOKIE_PATH, samesite="Lax"
            )
        return answer

    def get_login_redirect_url(self, request):
        """Where a log-in leads: first to a privacy notice that has changed since the person agreed to one."""
        if actions.must_agree_again(request.user):
            return reverse("accounts:agree")
        return super().get_login_redirect_url(request)

    def set_password(self, user, password):
        """A new password ends every session that began before it, and a lock."""
        user.set_password(password)
        user.sessions_valid_from = timezone.now()
        user.save(update_fields=["password", "sessions_valid_from"])
        throttle.open_again(throttle.key_of(user))

    def get_password_change_redirect_url(self, request):
        return reverse("account_login")

    # --- mail: rows of the outbox, never an SMTP connection inside a page

    def send_mail(self, template_prefix, email, context):
        actions.post_letter(
            email,
            user=context.get("user"),
            title=" ".join(render_to_string(f"{template_prefix}_subject.txt", context).split()),
            body=render_to_string(f"{template_prefix}_message.txt", context).strip(),
            path=context.get("password_reset_url") or context.get("activate_url") or "",
        )

    def get_reset_password_from_key_url(self, key):
        """A path; the letter makes it an address with the site's own name, never with the one of the request."""
        return reverse(
            "account_reset_password_from_key", kwargs=dict(zip(("uidb36", "key"), key.split("-", 1), strict=True))
        )

    def get_email_confirmation_url(self, request, emailconfirmation):
        return reverse("account_confirm_email", args=[emailconfirmation.key])

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        if label := NOTED.get(template_prefix):
            actions.note_security(user, str(label), old_address=email or "", address=self.get_client_ip(self.request))

    def clean_email(self, email):
        return email.lower()

    def get_user_search_fields(self):
        return ["username", "email"]


class SecondFactorAdapter(DefaultMFAAdapter):
    """Seeds of the second factor are unreadable in the database."""

    def encrypt(self, text):
        return encrypt(text)

    def decrypt(self, encrypted_text):
        return decrypt(encrypted_text)

    def get_totp_label(self, user):
        return user.username
