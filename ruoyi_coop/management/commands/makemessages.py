"""Django's collector of texts, which here also knows our two other spellings of gettext: `lazy` and `_t`."""

from django.core.management.commands.makemessages import Command as MakeMessages


class Command(MakeMessages):
    xgettext_options = [*MakeMessages.xgettext_options, "--keyword=lazy", "--keyword=_t"]
