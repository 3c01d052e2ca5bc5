"""When the people of a host ought to hear that marks are wanted."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.permissions import Role
from notifications.tick import Rule, Wanted
from placing.marking import placing_now, posts_to_mark, why_not
from placing.models import current_round, results_by


def unmarked(start: datetime, end: datetime):
    """Hosts with somebody whom they have not marked, until the result is due. Few queries a season."""
    due = {row.pk: results_by(row, current_round(row)) for row in placing_now() if not why_not(row)}
    seasons = [row for row in placing_now() if row.pk in due and start <= due[row.pk] < end]
    for post in posts_to_mark(seasons).select_related("host"):
        title, body = _("“%s”的报名学生等打分") % post, _("没有打分的按 0 分排。")
        yield Wanted(post, due[post.season_id], post.people(), title, body, reverse("placing:marks", args=[post.pk]))


RULES = (
    Rule(
        "marking",
        lazy("给报名学生打分"),
        unmarked,
        steps=(3, 1, 0),
        consequence=lazy("%(day)s 后按已有的分录用，没有打分的按 0 分排。"),
        roles=frozenset({Role.MENTOR}),
    ),
)
