"""Many at once, each with a real connection: no place sold twice, none given back twice, none lost."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import Hat, User, actor_for
from accounts.permissions import Role
from interns import actions
from interns.models import Application, Choice, Placement, Position, Season, StudentProfile, Waiting
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


# ------------------------------------------------------------------ fifty students at once


def actors(people: list[User]) -> list:
    """The people with a student's hat and a profile."""
    Hat.objects.bulk_create(Hat(user=user, role=Role.STUDENT, is_first=True) for user in people)
    StudentProfile.objects.bulk_create(
        StudentProfile(user=user, university_name="运城学院", major="农学", grade="大三") for user in people
    )
    return [actor_for(user) for user in people]


def test_fifty_students_apply_at_once_and_no_application_is_lost(interns):
    rows = [position_in(interns, title=title) for title in "甲乙丙"]

    def apply(me):
        for row in rows:
            application = actions.choose(row, by=me)
        return actions.move_application(application, "submit", by=me)

    assert race(*(lambda me=me: apply(me) for me in actors(students(50)))) == ["Application"] * 50
    assert (Application.objects.submitted().count(), Choice.objects.count()) == (50, 150)


def test_fifty_students_confirm_at_once_and_each_has_the_place(interns):
    position, people = position_in(interns, season=interns.offering, title="录用岗", places=60), students(50)
    offers = [placement_in(interns, position=position, student=student) for student in people]
    pairs = list(zip(offers, actors(people), strict=True))
    answers = race(*(lambda row=row, me=me: actions.answer_offer(row, "confirm", by=me) for row, me in pairs))
    assert answers == ["Placement"] * 50
    assert (Placement.objects.confirmed().count(), taken(position)) == (50, 50)


def queue(position, people: list[User], by) -> None:
    for student in people:
        choice = choice_in(None, position, student)
        actions.join(position, choice.application, 1, by=by)


@pytest.mark.parametrize("waiting", [30, 50])
def test_fifty_give_up_at_once_and_every_freed_place_is_passed_on_once(waiting, interns):
    rows = [position_in(interns, season=interns.offering, title=f"岗{n}", places=10) for n in range(5)]
    people, office = students(50 + waiting), interns.people["office"]
    holders, others = people[:50], people[50:]
    held = [placement_in(interns, "confirmed", rows[n % 5], student) for n, student in enumerate(holders)]
    for number, row in enumerate(rows):
        queue(row, others[number::5], office)
    pairs = list(zip(held, actors(holders), strict=True))
    attempts = (lambda row=row, me=me: actions.answer_offer(row, "decline", by=me, note="考研") for row, me in pairs)
    assert race(*attempts) == ["Placement"] * 50
    assert sorted(taken(row) for row in rows) == [waiting // 5] * 5
    offered = Placement.objects.filter(state="offered", source="waiting")
    assert offered.count() == Waiting.objects.filter(state="promoted").count() == waiting
    assert set(offered.values_list("student", flat=True)) == {student.pk for student in others}


def test_chains_through_many_posts_end_without_deadlock_and_nobody_has_two_places(interns):
    """Each of ten waits further up while holding an offer further down; places come free everywhere at once."""
    rows = [position_in(interns, season=interns.offering, title=f"岗{n}", places=1) for n in range(11)]
    people, office = students(21), interns.people["office"]
    held = placement_in(interns, "confirmed", rows[0], people[0])
    for number in range(10):
        climber = people[1 + number]
        application = application_in(interns, "submitted", rows[number], rows[number + 1], student=climber)
        actions.join(rows[number], application, 1, by=office)
        placement_in(interns, "offered", rows[number + 1], climber, rank=2)
    queue(rows[10], people[11:], office)
    me = actors(people)
    offers = {row.student_id: row for row in Placement.objects.filter(state="offered")}
    attempts = [lambda: actions.answer_offer(held, "decline", by=me[0], note="考研")]
    for number in (3, 6, 9):
        row = offers[people[number].pk]
        attempts.append(lambda row=row, by=me[number]: actions.answer_offer(row, "decline", by=by, note="考研"))
    attempts += [actions.expire_offers] * 4
    assert set(race(*attempts)) <= {"Placement", "NotNow", "int"}
    assert [taken(row) for row in rows] == [Placement.objects.live().filter(position=row).count() for row in rows]
    live = list(Placement.objects.live().values_list("student", flat=True))
    assert len(live) == len(set(live))
    assert max(taken(row) for row in rows) == 1


def test_confirming_and_moving_up_at_once_leave_one_place_each(interns):
    for turn in range(6):
        best, second = (position_in(interns, season=interns.offering, title=f"{t}{turn}", places=1) for t in "甲乙")
        holder, climber = (
            User.objects.create(username=f"t{turn}{n}", name="学生", mobile=f"139003{turn}{n:04d}") for n in range(2)
        )
        placement = placement_in(interns, "confirmed", best, holder)
        application = application_in(interns, "submitted", best, second, student=climber)
        actions.join(best, application, 1, by=interns.people["office"])
        offered = placement_in(interns, "offered", second, climber, rank=2)
        one, two = actors([holder, climber])
        answers = race(
            lambda placement=placement, by=one: actions.answer_offer(placement, "decline", by=by, note="考研"),
            lambda offered=offered, by=two: actions.answer_offer(offered, "confirm", by=by),
        )
        assert "Placement" in answers
        assert Placement.objects.live().filter(student=climber).count() == 1
        assert (taken(best), taken(second)) in {(1, 0), (0, 1)}


def test_ten_who_check_one_student_at_once_write_it_down_once(interns):
    Season.objects.filter(pk=interns.open.pk).update(check_by=interns.open.apply_closes + timedelta(days=1))
    application, office = choice_in(interns, position_in(interns)).application, interns.people["office"]
    answers = race(*[lambda: actions.check(application, "passed", by=office)] * 10)
    assert answers == ["Application"] + ["NotNow"] * 9
    assert Event.objects.filter(verb="check_passed").count() == 1
