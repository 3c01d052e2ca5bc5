"""Many at once, each with a real connection: no place sold twice, none given back twice, none lost."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import User
from interns import actions
from interns.models import Application, Choice, Placement, Position
from notifications.models import Event
from ruoyi_coop.lib.errors import Conflict, NotNow
from tests.season import application_in, choice_in, placement_in, position_in

pytestmark = pytest.mark.django_db(transaction=True)


def race(*attempts) -> list[str]:
    """Start all at the same moment; return what each answered or raised, by class name."""
    start, answers = Barrier(len(attempts)), [""] * len(attempts)

    def run(place, attempt):
        try:
            start.wait()
            answers[place] = type(attempt()).__name__
        except (NotNow, Conflict) as refusal:
            answers[place] = type(refusal).__name__
        except Exception as error:  # noqa: BLE001 - a thread's error is the test's to judge
            answers[place] = repr(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(attempts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers)


def taken(position) -> int:
    return Position.objects.values_list("taken", flat=True).get(pk=position.pk)


def students(count: int) -> list[User]:
    return User.objects.bulk_create(
        User(username=f"s{n}", name=f"学生{n}", mobile=f"1390001{n:04d}") for n in range(count)
    )


def test_fifty_offers_for_five_places_place_five(interns):
    position = position_in(interns, season=interns.offering, places=5)
    choices = [choice_in(interns, position, student) for student in students(50)]
    yabao = interns.people["yabao"]
    answers = race(*(lambda choice=choice: actions.offer(choice, by=yabao) for choice in choices))
    assert answers == ["NotNow"] * 45 + ["Placement"] * 5
    assert (Placement.objects.filter(state="offered").count(), taken(position)) == (5, 5)


def test_a_student_offered_by_two_posts_at_once_has_one_live_placement(interns):
    rows = [position_in(interns, title=title, season=interns.offering) for title in "甲乙"]
    choices = application_in(interns, "submitted", *rows).choices.select_related("position__season", "application")
    office = interns.people["office"]
    assert race(*(lambda choice=choice: actions.offer(choice, by=office) for choice in choices)) == [
        "NotNow",
        "Placement",
    ]
    assert (Placement.objects.count(), sorted(map(taken, rows))) == (1, [0, 1])


@pytest.mark.parametrize("late", [timedelta(0), timedelta(milliseconds=40)])
def test_a_confirmation_and_the_clock_at_once_agree(late, interns):
    placement = placement_in(interns, confirm_by=timezone.now() + late)
    me = interns.people["student"]
    race(lambda: actions.answer_offer(placement, "confirm", by=me), actions.expire_offers, actions.expire_offers)
    placement.refresh_from_db()
    answers = (placement.state, taken(placement.position))
    assert answers == (placement.state, {"confirmed": 1, "offered": 1, "expired": 0}[placement.state])
    assert Event.objects.filter(verb__in=["confirm", "expired"]).count() == (placement.state != "offered")


def test_twenty_clocks_let_an_offer_lapse_once(interns):
    placement = placement_in(interns, confirm_by=timezone.now() - timedelta(hours=1))
    race(*[actions.expire_offers] * 20)
    assert (taken(placement.position), Event.objects.filter(verb="expired").count()) == (0, 1)


def test_twenty_people_declining_free_the_place_once(interns):
    position = position_in(interns, season=interns.offering, title="录用岗", places=3)
    placement_in(interns, "confirmed", position, interns.student2)
    placement, me = placement_in(interns, "confirmed", position), interns.people["student"]

    def decline():
        return actions.answer_offer(placement, "decline", by=me, note="考研")

    assert race(*[decline] * 20) == ["NotNow"] * 19 + ["Placement"]
    assert (taken(position), Event.objects.filter(verb="decline").count()) == (1, 1)


def test_giving_up_and_a_new_offer_of_the_same_post_never_block_each_other(interns):
    position = position_in(interns, season=interns.offering, title="录用岗", places=9)
    choice, office, me = choice_in(interns, position), interns.people["office"], interns.people["student"]
    for _round in range(8):
        placement = Placement.objects.filter(state="offered").first() or actions.offer(choice, by=office)
        answers = race(
            lambda placement=placement: actions.answer_offer(placement, "decline", by=me, note="考研"),
            lambda: actions.offer(choice, by=office),
        )
        assert answers in (["NotNow", "Placement"], ["Placement", "Placement"])
        assert taken(position) == Placement.objects.filter(state="offered").count()


def test_two_clicks_at_once_choose_once(interns):
    position, me = position_in(interns), interns.people["student"]
    assert race(*[lambda: actions.choose(position, by=me)] * 2) == ["Application", "NotNow"]
    assert (Application.objects.count(), Choice.objects.count()) == (1, 1)


def test_two_posts_chosen_at_once_both_stand_with_ranks_of_their_own(interns):
    rows, me = [position_in(interns, title=title) for title in "甲乙"], interns.people["student"]
    answers = race(*(lambda row=row: actions.choose(row, by=me) for row in rows))
    assert answers == ["Application", "Application"]
    assert list(Choice.objects.order_by("rank").values_list("rank", flat=True)) == [1, 2]


def test_choosing_while_the_post_is_withdrawn_ends_in_order(interns):
    first, second = (position_in(interns, title=title) for title in "甲乙")
    me = interns.people["student"]
    actions.choose(first, by=me)
    answers = race(
        lambda: actions.move_position(first, "withdraw", by=interns.people["office"], note="停产"),
        lambda: actions.choose(second, by=me),
    )
    assert answers == ["Application", "Position"]
    assert list(Choice.objects.values_list("position__title", flat=True)) == ["乙"]
