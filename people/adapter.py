"""How allauth registers, names and locks people here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ruoyi_coop.lib.search import person_pinyin


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _(
            "密码连续错了五次，为了安全锁定15分钟。忘记密码可以用邮箱重设；着急请联系县合作办。"
        ),
        "username_password_mismatch": _("用户名或密码不对。"),
        "email_password_mismatch": _("用户名或密码不对。"),
    }

    def populate_username(self, request, user):
        """The form has given the mobile number; it is the user name too."""

    def save_user(self, request, user, form, commit=True):
        said = form.cleaned_data
        user.username = user.mobile = said["mobile"]
        user.name, user.affiliation = said["name"], said["university"]
        user.pinyin = person_pinyin(said["name"])
        return super().save_user(request, user, form, commit)

    def set_password(self, user, password):
        """A new password ends every session that began before it."""
        user.sessions_valid_from = timezone.now()
        super().set_password(user, password)

    def get_user_search_fields(self):
        return ["username", "email"]
