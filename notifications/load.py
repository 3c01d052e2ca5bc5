"""How much somebody has been told already this week: shown to who is about to tell them one thing more."""

from collections.abc import Iterable

from django.db.models import Count

from accounts.models import Hat
from notifications import clock
from notifications.manner import monday
from notifications.models import Message


def week_of(people: Iterable) -> int:
    """How many different messages reached any of these people since Monday; what reached several counts once."""
    told = Message.objects.filter(recipient__in=[person.pk for person in people], state=Message.State.DONE)
    told = told.filter(channel=Message.Channel.PORTAL, sent_at__gte=monday(clock.now()))
    return told.aggregate(count=Count("title", distinct=True))["count"]


def week_of_each(people: Iterable) -> dict[int, int]:
    """How many messages each of these people has had since Monday, who had none left out."""
    told = Message.objects.filter(recipient__in=[person.pk for person in people], state=Message.State.DONE)
    told = told.filter(channel=Message.Channel.PORTAL, sent_at__gte=monday(clock.now()))
    return dict(told.order_by().values_list("recipient").annotate(Count("id")))


def week_of_unit(unit) -> int:
    return week_of(Hat.objects.worn().filter(unit=unit).people())
