"""The office gives a place by hand: with a reason, within the quota, once, and counted where anybody can read it."""

import pytest
from django.urls import reverse

from interns import actions
from interns.models import Placement, Position, StudentProfile, Waiting
from notifications.models import Message
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from tests.season import application_in, placement_in, position_in

WHY = "家庭困难，就近安排"


@pytest.fixture
def left(interns):
    """student applied for one post that is full; another has a place left."""
    interns.full = position_in(interns, title="满岗", season=interns.offering, places=1)
    interns.free = position_in(interns, title="空岗", season=interns.offering, places=1)
    interns.application = application_in(interns, "submitted", interns.full)
    placement_in(interns, "confirmed", interns.full, interns.student2)
    return interns


def test_the_office_offers_a_place_with_its_reason(left, enter):
    office, address = enter(left.people["office"]), reverse("interns:by_hand", args=[left.application.pk])
    assert address in office.get(left.application.get_absolute_url()).content.decode()
    assert "满岗" not in office.get(address).content.decode()
    office.post(address, {"position": left.free.pk, "reason": ""})
    assert not Placement.objects.filter(student=left.student).exists()
    office.post(address, {"position": left.free.pk, "reason": WHY})
    made = Placement.objects.get(student=left.student)
    assert (made.position, made.source, made.source_note, made.rank) == (left.free, "by_hand", WHY, None)
    assert WHY in Message.objects.filter(recipient=left.student, channel="portal").latest("id").body
    assert Position.objects.get(pk=left.free.pk).taken == 1
    listed = office.get(reverse("interns:placements") + "?source=by_hand")
    assert [row.record.pk for row in listed.context["table"].rows] == [made.pk]


def test_nobody_else_places_by_hand(left):
    for who in ("yabao", "leader", "tsinghua", "student", "auditor"):
        with pytest.raises(NotAllowed):
            actions.place_by_hand(left.application, left.free, WHY, by=left.people[who])


@pytest.mark.parametrize("case", ["full", "twice", "level", "draft", "season"])
def test_a_hand_keeps_the_rules_of_the_places(left, case):
    post = left.free
    if case == "full":
        post = left.full
    if case == "twice":
        actions.place_by_hand(left.application, left.free, WHY, by=left.people["office"])
    if case == "level":
        Position.objects.filter(pk=post.pk).update(level="master")
        StudentProfile.objects.filter(user=left.student).update(level="junior")
        post.refresh_from_db()
    if case == "draft":
        type(left.application).objects.update(state="draft")
    if case == "season":
        post = position_in(left, title="别的批次")
    with pytest.raises(NotNow):
        actions.place_by_hand(left.application, post, WHY, by=left.people["office"])
    assert Placement.objects.filter(student=left.student).count() == (case == "twice")


def test_a_place_by_hand_takes_the_student_off_that_waiting_list(left):
    Waiting.objects.create(position=left.free, application=left.application, number=1)
    actions.place_by_hand(left.application, left.free, WHY, by=left.people["office"])
    assert Waiting.objects.standing().count() == 0
