"""What people type about themselves and about each other."""

import re

from allauth.account.forms import SignupForm
from django import forms
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


class StudentSignupForm(SignupForm):
    """Registration of students; everybody else comes by invitation."""

    name = forms.CharField(label=lazy("姓名"), max_length=40, widget=forms.TextInput({"autocomplete": "name"}))
    university = forms.CharField(label=lazy("就读高校"), max_length=60)
    mobile = MobileField(help_text=lazy("登录时用手机号或邮箱。"))
    consent = ConsentField()
    field_order = ["name", "university", "mobile", "email", "password1", "password2", "consent"]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name == "email":
                field.label = lazy("电子邮箱")

    def clean_mobile(self):
        mobile = self.cleaned_data["mobile"]
        if User.objects.filter(username=mobile).exists():
            raise forms.ValidationError(_("这个手机号不能用来注册。如果已有账号，请登录或用邮箱重设密码。"))
        return mobile

    def custom_signup(self, request, user):
        actions.welcome_student(user)


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


class AcceptForm(forms.Form):
    username = forms.CharField(
        label=lazy("用户名"),
        max_length=40,
        validators=[UnicodeUsernameValidator()],
        help_text=lazy("以后用它或邮箱登录。"),
        widget=forms.TextInput({"autocomplete": "username"}),
    )
    password1 = forms.CharField(
        label=lazy("密码"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=lazy("至少10位，不能全是数字，不要用常见密码。"),
    )
    password2 = forms.CharField(label=lazy("再输一次"), widget=forms.PasswordInput({"autocomplete": "new-password"}))
    consent = ConsentField()

    def __init__(self, *args, invitation, **options):
        self.invitation = invitation
        super().__init__(*args, **options)

    def clean_username(self):
        username = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("这个用户名已有人用，请换一个。"))
        return username

    def clean(self):
        said = super().clean()
        password = said.get("password1")
        if password and password != said.get("password2"):
            self.add_error("password2", _("两次输入的密码不一样。"))
        if password:
            self._check(password, said.get("username", ""))
        return said

    def _check(self, password: str, username: str):
        try:
            validate_password(password, User(username=username, name=self.invitation.name, email=self.invitation.email))
        except forms.ValidationError as error:
            self.add_error("password1", error)


class MeForm(ModelActionForm):
    class Meta:
        model = User
        fields = ("name", "mobile", "affiliation")

    mobile = MobileField(required=False)


class AppearanceForm(forms.Form):
    elder = forms.ChoiceField(choices=[("on", "on"), ("off", "off")], required=False)
    theme = forms.ChoiceField(choices=[("light", "light"), ("dark", "dark"), ("system", "system")], required=False)
    next = forms.CharField(required=False, max_length=500)


class UnitForm(ModelActionForm):
    class Meta:
        model = Unit
        fields = ("name", "short_name", "kind", "is_lead")
