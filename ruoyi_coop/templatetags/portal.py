"""A handful of tags; none of them asks the database."""

from datetime import date, datetime

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.simple_tag
def icon(name: str):
    """Draw one icon of the sprite; it says nothing to a screen reader, so put words beside it."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("icons.svg"), name)


@register.simple_tag
def light(state: str, rule: str = ""):
    """Show a progress light: shape, word and colour; `rule` says on hover why it is so."""
    return format_html('<span class="light light-{}" title="{}">{}</span>', state, rule, _light_word(state))


def _light_word(state: str) -> str:
    return {"green": _("正常"), "yellow": _("临期"), "red": _("逾期"), "grey": _("久未更新")}[state]


@register.simple_tag
def badge(label, tone: str = ""):
    """Show a state in a pill; tone is good, warn, bad, info or nothing."""
    return format_html('<span class="badge-state badge-{}">{}</span>', tone or "plain", label)


@register.simple_tag
def until(moment, now=None):
    """Say how long is left until a deadline, in words, marked when it is near or past."""
    if moment is None:
        return ""
    days = (_day(moment) - timezone.localdate()).days
    tone = "late" if days < 0 else "soon" if days <= 3 else "far"
    return format_html('<time class="until until-{}" datetime="{}">{}</time>', tone, moment.isoformat(), _left(days))


def _left(days: int) -> str:
    if days < 0:
        return ngettext("已逾期 %d 天", "已逾期 %d 天", -days) % -days
    if days == 0:
        return _("今天到期")
    return ngettext("还剩 %d 天", "还剩 %d 天", days) % days


@register.filter
def days_since(moment) -> str:
    """Say how many days ago something was."""
    if moment is None:
        return ""
    days = (timezone.localdate() - _day(moment)).days
    return _("今天") if days <= 0 else ngettext("%d 天前", "%d 天前", days) % days


def _day(moment: date | datetime) -> date:
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment
