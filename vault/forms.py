"""What a person types about the own numbers, and why an official wants to see one."""

from django import forms
from django.utils.translation import gettext_lazy as lazy

from pages.forms import ActionForm
from vault.numbers import bank_number, id_number

NEVER = {"autocomplete": "off", "inputmode": "text", "spellcheck": "false"}


class IdentityForm(ActionForm):
    number = forms.CharField(label=lazy("身份证号"), max_length=40, widget=forms.TextInput(NEVER))
    agree = forms.BooleanField(
        label=lazy("我同意县合作办为核对身份、防止重复申领和开具证明使用我的身份证号。"),
        error_messages={"required": lazy("要勾选同意才能保存；不同意可以不填。")},
    )

    def clean_number(self):
        return id_number(self.cleaned_data["number"])


class BankAccountForm(ActionForm):
    number = forms.CharField(
        label=lazy("银行账号"), max_length=40, widget=forms.TextInput(NEVER | {"inputmode": "numeric"})
    )
    bank = forms.CharField(label=lazy("开户银行"), max_length=60, help_text=lazy("写到支行，如：农业银行芮城县支行"))
    holder = forms.CharField(label=lazy("户名"), max_length=40, help_text=lazy("要是本人的账户"))
    agree = forms.BooleanField(
        label=lazy("我单独同意县合作办为发放实习补贴使用我的银行账号，并交给财政部门办理支付。"),
        error_messages={"required": lazy("要勾选同意才能保存；不同意可以不填，但不能收到补贴。")},
    )

    def prepare(self):
        self.fields["holder"].initial = self.actor.user.name

    def clean_number(self):
        return bank_number(self.cleaned_data["number"])


class RevealForm(ActionForm):
    reason = forms.CharField(
        label=lazy("为什么要看"), min_length=4, max_length=200, help_text=lazy("本人能看到谁在什么时候、为什么看过。")
    )
