"""What people type about themselves and about each other."""

import re

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.urls import reverse
from django.utils.functional import lazy as later
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.models import Unit, User
from accounts.permissions import Role
from pages.forms import ActionForm, ModelActionForm
from people import actions
from people.ties import ties

MOBILE = re.compile(r"1[3-9]\d{9}")


def _consent_words():
    return format_html('{} <a href="{}">{}</a>', _("我已阅读并同意"), reverse("accounts:privacy"), _("隐私告知"))


class ConsentField(forms.BooleanField):
    def __init__(self, **options):
        errors = {"required": lazy("请先阅读隐私告知，同意后才能继续。")}
        super().__init__(label=later(_consent_words, str)(), error_messages=errors, **options)


class MobileField(forms.CharField):
    def __init__(self, **options):
        widget = forms.TextInput({"inputmode": "tel", "autocomplete": "tel"})
        super().__init__(**{"label": lazy("手机号"), "max_length": 20, "widget": widget} | options)

    def clean(self, value):
        number = re.sub(r"[\s-]", "", super().clean(value))
        if number and not MOBILE.fullmatch(number):
            raise forms.ValidationError(_("请填写11位手机号。"))
        return number


class LoginForm(allauth.LoginForm):
    """One name for everything: user name, mobile number (a student's user name) or mail address."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["login"].label = lazy("用户名、手机号或邮箱")
        self.fields["login"].max_length = 254
        self.fields["login"].widget.attrs = {"autocomplete": "username", "maxlength": "254"}
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["password"].help_text = ""

    def user_credentials(self):
        """Only the name: given as mail and as user name, allauth would hash twice and so tell known from unknown."""
        said = self.cleaned_data
        return {"username": said["login"], "password": said["password"]}


class PasswordFields(forms.Form):
    """A new password, twice, good enough for the person who is to have it."""

    password1 = forms.CharField(
        label=lazy("密码"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=lazy("至少10位，不能全是数字，不要用常见密码，也不要和姓名、手机号相近。"),
    )
    password2 = forms.CharField(
        label=lazy("再输一次密码"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self):
        said = super().clean()
        password = said.get("password1")
        if password and said.get("password2") and password != said["password2"]:
            self.add_error("password2", _("两次输入的密码不一样。"))
        if password:
            self._check(password)
        return said

    def _check(self, password: str):
        try:
            validate_password(password, self.person())
        except forms.ValidationError as error:
            self.add_error("password1", error)

    def person(self) -> User:
        """Whose password it will be, as far as it is known."""
        raise NotImplementedError


class RegisterForm(PasswordFields, ActionForm):
    """Registration of students; everybody else comes by invitation."""

    name = forms.CharField(label=lazy("姓名"), max_length=40, widget=forms.TextInput({"autocomplete": "name"}))
    affiliation = forms.CharField(
        label=lazy("就读高校"), max_length=60, widget=forms.TextInput({"list": "universities", "autocomplete": "off"})
    )
    mobile = MobileField(help_text=lazy("登录时用它。"))
    email = forms.EmailField(
        label=lazy("电子邮箱"),
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text=lazy("接收通知，忘记密码时用它重设。"),
    )
    consent = ConsentField()
    field_order = ["name", "affiliation", "mobile", "email", "password1", "password2", "consent"]

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def person(self) -> User:
        said = self.cleaned_data
        return User(username=said.get("mobile", ""), name=said.get("name", ""), email=said.get("email", ""))

    def values(self) -> dict:
        said = super().values()
        wanted = ("name", "affiliation", "mobile", "email")
        return {name: said[name] for name in wanted} | {"password": said["password1"]}


class RoleFields(ActionForm):
    """A role and, where the role is tied, what to."""

    role = forms.ChoiceField(label=lazy("身份"))
    unit = forms.ModelChoiceField(
        Unit.objects.order_by("pinyin"),
        label=lazy("单位"),
        required=False,
        help_text=lazy("单位干部必填；县合作办、县领导可填所在单位。"),
    )
    tie = forms.ChoiceField(
        label=lazy("所代表的高校或企业"), required=False, help_text=lazy("高校联络员、企业联系人必填。")
    )

    def prepare(self):
        roles = [role for role in Role if role in actions.MAY_GIVE.get(self.actor.role, set())]
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        groups = [(one.role.label, one.choices()) for one in ties()]
        self.fields["tie"].choices = [("", "—"), *groups]

    def clean(self):
        said = super().clean()
        role = said.get("role")
        if role == Role.OFFICIAL and not said.get("unit"):
            self.add_error("unit", _("请选择这位干部的单位。"))
        wanted = next((one for one in ties() if one.role == role), None)
        tie = said.get("tie") or ""
        if wanted and not tie.startswith(f"{wanted.key}:"):
            self.add_error("tie", _("请选择这个身份所代表的高校或企业。"))
        if not wanted:
            said["tie"] = ""
        return said


class InviteForm(RoleFields):
    name = forms.CharField(label=lazy("姓名"), max_length=40)
    email = forms.EmailField(label=lazy("电子邮箱"), help_text=lazy("邀请链接发到这里，七天内有效，只能用一次。"))
    field_order = ["name", "email", "role", "unit", "tie"]


class HatForm(RoleFields):
    """One more hat for a person who is here already."""


class AcceptForm(PasswordFields):
    username = forms.CharField(
        label=lazy("用户名"),
        max_length=40,
        validators=[UnicodeUsernameValidator()],
        help_text=lazy("以后用它或邮箱登录，可以是汉字、字母和数字。"),
        widget=forms.TextInput({"autocomplete": "username"}),
    )
    consent = ConsentField()
    field_order = ["username", "password1", "password2", "consent"]

    def __init__(self, *args, invitation, **options):
        self.invitation = invitation
        super().__init__(*args, **options)

    def clean_username(self):
        username = self.cleaned_data["username"]
        if MOBILE.fullmatch(username):
            raise forms.ValidationError(_("手机号是学生的用户名，请用别的。"))
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("这个用户名已有人用，请换一个。"))
        return username

    def person(self) -> User:
        username = self.cleaned_data.get("username", "")
        return User(username=username, name=self.invitation.name, email=self.invitation.email)


class AgreeForm(ActionForm):
    consent = ConsentField()


class MeForm(ModelActionForm):
    class Meta:
        model = User
        fields = ("name", "mobile", "affiliation")

    mobile = MobileField(required=False)


class EmailForm(ActionForm):
    email = forms.EmailField(label=lazy("新邮箱"), widget=forms.EmailInput({"autocomplete": "email"}))
    password = forms.CharField(
        label=lazy("现在的密码"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        help_text=lazy("确认是您本人。"),
    )

    def clean_email(self):
        return self.cleaned_data["email"].lower()

    def clean_password(self):
        """Counted like a log-in: five wrong ones lock the account."""
        adapter = get_adapter()
        if not adapter.reauthenticate(self.actor.user, self.cleaned_data["password"]):
            raise adapter.validation_error("incorrect_password")
        return ""


class AppearanceForm(forms.Form):
    """One choice at a time, or several from the page of preferences."""

    elder = forms.ChoiceField(
        label=lazy("字号"), choices=[("off", lazy("标准字号")), ("on", lazy("大字版"))], required=False
    )
    theme = forms.ChoiceField(
        label=lazy("外观"),
        choices=[("system", lazy("跟随系统")), ("light", lazy("浅色")), ("dark", lazy("深色"))],
        required=False,
    )
    language = forms.ChoiceField(label=lazy("语言"), choices=settings.LANGUAGES, required=False)
    next = forms.CharField(required=False, max_length=500)

    def chosen(self) -> dict:
        """Only what was asked for; an empty theme means the system's."""
        said = {name: value for name, value in self.cleaned_data.items() if value}
        return said | ({"theme": "system"} if self.data.get("theme") == "" else {})


class UnitForm(ModelActionForm):
    class Meta:
        model = Unit
        fields = ("name", "short_name", "kind", "is_lead")
