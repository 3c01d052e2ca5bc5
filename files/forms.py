"""The upload field of every form: checks what is sent and says beside it what must not be sent."""

from django import forms
from django.utils.translation import gettext_lazy as _

from files.checks import DOCUMENTS, checked


class UploadField(forms.FileField):
    def __init__(self, *, allowed=frozenset(DOCUMENTS), **options):
        self.allowed = set(allowed)
        options.setdefault("help_text", _("涉密信息不得上传。PDF、Word、Excel 或图片。"))
        super().__init__(**options)
        self.widget.attrs["accept"] = ",".join(sorted(self.allowed))

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        return checked(upload, self.allowed) if upload else None
