"""Who sees which base, what counts as built, and what the database refuses."""

import pytest
from django.db import IntegrityError, transaction

from accounts.permissions import PUBLIC, Role
from bases.models import Base, BaseStep, BaseType, Host
from bases.workflow import State
from tests.scene import PEOPLE, base_in, days

SEE_ALL = {"office", "leader", "auditor", "jiaoyu", "gongke"}


def who_sees(queryset_of, thing, scene) -> set[str]:
    return {who for who in PEOPLE if queryset_of(scene.people[who]).filter(pk=thing.pk).exists()}


@pytest.mark.parametrize(
    ("state", "is_public", "expected"),
    [
        (State.PLAN, True, SEE_ALL | {"tsinghua", "yabao"}),
        (State.OPERATING, False, SEE_ALL | {"tsinghua", "yabao"}),
        (State.OPERATING, True, set(PEOPLE)),
        (State.REVIEW, True, set(PEOPLE)),
        (State.WITHDRAWN, True, SEE_ALL | {"tsinghua", "yabao"}),
    ],
)
def test_a_base_is_seen_by_exactly_these(state, is_public, expected, scene):
    base = base_in(scene, state, is_public=is_public)
    assert who_sees(Base.objects.visible_to, base, scene) == expected


def test_proof_is_seen_by_those_to_whom_the_base_opens(scene):
    base = base_in(scene, State.OPERATING)
    step = base.steps.create(move="award", day=days(-100))
    inside = SEE_ALL | {"tsinghua", "yabao"}
    assert who_sees(BaseStep.objects.visible_to, step, scene) == inside
    assert {who for who in PEOPLE if base.opens_to(scene.people[who])} == inside


def test_a_host_is_seen_by_staff_and_its_own_mentor(scene):
    assert who_sees(Host.objects.visible_to, scene.yabao, scene) == SEE_ALL | {"yabao"}


def test_a_role_on_a_base_comes_from_the_unit_the_university_or_the_host(scene):
    base = base_in(scene)
    roles = {who: base.roles_of(scene.people[who]) for who in PEOPLE}
    tied = {"jiaoyu": {Role.OFFICIAL}, "tsinghua": {Role.LIAISON}, "yabao": {Role.MENTOR}}
    assert {who: held for who, held in roles.items() if held} == tied


def test_messages_reach_the_people_tied_to_the_base(scene):
    base = base_in(scene)
    people = base.people_with(Role.OFFICIAL, Role.LIAISON, Role.MENTOR, Role.OFFICE)
    assert {person.username for person in people} == {"jiaoyu", "tsinghua", "yabao", "office"}


def test_a_base_without_a_partnership_has_no_liaison_to_tell(scene):
    assert list(base_in(scene, partnership=None).people_with(Role.LIAISON)) == []


def test_built_are_those_whose_plaque_hangs(scene):
    for state in State.values:
        base_in(scene, state, name=state)
    assert set(Base.objects.built().values_list("name", flat=True)) == {"plaque", "operating", "review"}
    assert set(Base.objects.visible_to(PUBLIC)) == set(Base.objects.built())


def test_kinds_are_twelve_whatever_is_built(scene):
    assert BaseType.objects.count() == 12
    base_in(scene, State.OPERATING)
    kinds = BaseType.objects.with_counts().filter(built__gt=0)
    assert [(kind.number, kind.built) for kind in kinds] == [(1, 1)]
    assert BaseType.objects.count() == 12


def test_lead_units_that_are_only_proposed_say_so(db):
    confirmed = BaseType.objects.filter(default_unit_confirmed=True)
    assert [kind.number for kind in confirmed] == [1, 6, 8]


@pytest.mark.parametrize(
    ("state", "columns"),
    [
        (State.PLAQUE, {"plaque_on": None}),
        (State.PLAN, {"plaque_on": days(-1)}),
        (State.DROPPED, {"plaque_on": days(-1)}),
        (State.AGREEMENT, {"partnership": None}),
        (State.OPERATING, {"review_due": None}),
    ],
)
def test_the_database_refuses_a_state_without_its_facts(state, columns, scene):
    with pytest.raises(IntegrityError), transaction.atomic():
        base_in(scene, state, **columns)


def test_the_database_refuses_a_second_standing_plaque(scene):
    base = base_in(scene, State.PLAQUE)
    base.steps.create(move="award", day=days(-100))
    with pytest.raises(IntegrityError), transaction.atomic():
        base.steps.create(move="award", day=days(-90))


def test_two_hosts_never_share_a_credit_code(scene):
    Host.objects.filter(pk=scene.yabao.pk).update(uscc="91140000123456789X")
    with pytest.raises(IntegrityError), transaction.atomic():
        Host.objects.filter(pk=scene.dayu.pk).update(uscc="91140000123456789X")
