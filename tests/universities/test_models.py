"""What the database itself refuses, and who sees which rows."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts.permissions import PUBLIC, Role
from tests.universities.conftest import BEGAN, partner, register
from universities.models import Contact, Expert, LeaderAttachment, Partnership, University

JUNE, JULY = date(2025, 6, 1), date(2025, 7, 1)


def refused(name: str):
    return pytest.raises(IntegrityError, match=name)


def test_two_lead_units_on_one_day_are_refused(campus):
    with refused("partnership_one_lead_a_day"), transaction.atomic():
        partner(campus.tsinghua, campus.units["教育局"], JUNE)
    with refused("partnership_one_lead_a_day"), transaction.atomic():
        partner(campus.tsinghua, campus.units["教育局"], BEGAN, BEGAN + timedelta(days=1))


def test_a_partnership_may_follow_another_on_the_next_day(campus):
    first = partner(campus.beida, campus.units["教育局"], JUNE, JULY)
    second = partner(campus.beida, campus.units["工科局"], JULY)
    assert list(campus.beida.partnerships.current(JULY - timedelta(days=1))) == [first]
    assert list(campus.beida.partnerships.current(JULY)) == [second]
    assert first.last_day == date(2025, 6, 30)


def test_one_unit_leads_many_universities(campus):
    partner(campus.beida, campus.units["工科局"])
    assert University.objects.partners().count() == 3


def test_a_partnership_without_days_is_refused(campus):
    with refused("partnership_has_days"):
        partner(campus.beida, campus.units["教育局"], JUNE, JUNE)


def test_a_partnership_does_not_begin_after_its_lead_unit(campus):
    with refused("partnership_began_first"):
        Partnership.objects.create(
            university=campus.beida,
            lead_unit=campus.units["教育局"],
            began_on=JULY,
            during=DateRange(JUNE, None),
        )


def test_a_partnership_does_not_end_without_a_reason(campus):
    with refused("partnership_end_explained"):
        partner(campus.beida, campus.units["教育局"], JUNE, JULY, end_reason="")


def test_only_a_lead_unit_leads(campus):
    with refused("partnership_lead_unit_leads"), transaction.atomic():
        partner(campus.beida, campus.units["财政局"])
    with refused("partnership_lead_unit_leads"), transaction.atomic():
        Partnership.objects.filter(pk=campus.partnership.pk).update(lead_unit=campus.units["财政局"])


def test_a_unit_that_leads_stays_a_lead_unit(campus):
    unit = campus.units["工科局"]
    unit.is_lead = False
    with refused("partnership_lead_unit_leads"), transaction.atomic():
        unit.save(update_fields=["is_lead"])
    Partnership.objects.filter(pk=campus.partnership.pk).update(during=DateRange(BEGAN, JUNE), end_reason="到期")
    unit.save(update_fields=["is_lead"])


def test_two_leaders_on_one_day_are_refused(campus):
    hat = campus.people["leader"].hats.get()
    LeaderAttachment.objects.create(university=campus.tsinghua, leader=hat, during=DateRange(JUNE, None))
    with refused("attachment_one_leader_a_day"):
        LeaderAttachment.objects.create(university=campus.tsinghua, leader=hat, during=DateRange(JULY, None))


def test_a_university_counts_once_by_name_and_by_code(campus):
    with refused("name"), transaction.atomic():
        register("清华大学", "4111010999")
    with refused("moe_code"), transaction.atomic():
        register("清华大学（新）", "4111010003")


def test_a_university_without_a_code_says_why(campus):
    with refused("university_listed_or_explained"), transaction.atomic():
        register("空军工程大学")
    register("空军工程大学", off_list_reason="军队院校")
    register("中国科学院大学深圳院", off_list_reason="2018年新设")


def test_an_expert_counts_once_and_namesakes_differ_by_department(campus):
    Expert.objects.create(university=campus.tsinghua, name="李伟", field="育种")
    Expert.objects.create(university=campus.tsinghua, name="李伟", department="环境学院", field="水")
    Expert.objects.create(university=campus.xinong, name="李伟", field="育种")
    with refused("expert_once"):
        Expert.objects.create(university=campus.tsinghua, name="李伟", field="材料")


def test_an_ended_partnership_is_no_partner_any_more(campus):
    today = timezone.localdate()
    Partnership.objects.filter(pk=campus.partnership.pk).update(during=DateRange(BEGAN, today), end_reason="到期")
    assert list(University.objects.partners()) == [campus.xinong]
    assert set(University.objects.without_partnership()) == {campus.tsinghua, campus.beida}


def test_who_sees_which_universities(campus, cast):
    hidden = register("清华附属研究院", off_list_reason="研究院", is_public=False)
    partner(hidden, campus.units["教育局"])
    everything = {campus.tsinghua, campus.xinong, campus.beida, hidden}
    public = {campus.tsinghua, campus.xinong}
    seen = {name: set(University.objects.visible_to(actor)) for name, actor in vars(cast).items()}
    staff = {"admin", "office", "leader", "jiaoyu", "gongke", "auditor"}
    assert seen == {name: everything if name in staff else public for name in seen}
    assert set(University.objects.visible_to(PUBLIC)) == public


def test_a_liaison_sees_the_own_university_when_nobody_else_does(campus, cast):
    Partnership.objects.filter(pk=campus.partnership.pk).update(during=DateRange(BEGAN, JUNE), end_reason="到期")
    assert set(University.objects.visible_to(cast.tsinghua)) == {campus.tsinghua, campus.xinong}
    assert set(University.objects.visible_to(cast.xinong)) == {campus.xinong}


def test_who_sees_which_partnerships_and_contacts(campus, cast):
    common = {"kind": "phone", "direction": "ours", "summary": "问候", "logged_by": campus.people["office"]}
    ours = Contact.objects.create(university=campus.tsinghua, **common)
    theirs = Contact.objects.create(university=campus.xinong, **common)
    both, none = {campus.partnership, campus.other}, set()
    all_staff = ("admin", "office", "leader", "jiaoyu", "gongke", "auditor")
    others = ("yabao", "dayu", "student", "student2", "outsider")
    partnerships = {name: set(Partnership.objects.visible_to(actor)) for name, actor in vars(cast).items()}
    assert partnerships == dict.fromkeys(all_staff, both) | dict.fromkeys(others, none) | {
        "tsinghua": {campus.partnership},
        "xinong": {campus.other},
    }
    contacts = {name: set(Contact.objects.visible_to(actor)) for name, actor in vars(cast).items()}
    assert contacts == dict.fromkeys(all_staff, {ours, theirs}) | dict.fromkeys(others, none) | {
        "admin": none,
        "tsinghua": {ours},
        "xinong": {theirs},
    }


def test_who_sees_which_experts(campus, cast):
    common = {"field": "育种"}
    shown = Expert.objects.create(university=campus.tsinghua, name="张三", is_public=True, **common)
    kept = Expert.objects.create(university=campus.tsinghua, name="李四", **common)
    gone = Expert.objects.create(
        university=campus.tsinghua, name="王五", is_public=True, since=JUNE, until=JULY, **common
    )
    aside = Expert.objects.create(university=campus.beida, name="赵六", is_public=True, **common)
    assert set(Expert.objects.visible_to(cast.jiaoyu)) == {shown, kept, gone, aside}
    assert set(Expert.objects.visible_to(cast.tsinghua)) == {shown, kept, gone}
    assert set(Expert.objects.visible_to(cast.xinong)) == {shown}
    assert set(Expert.objects.visible_to(cast.outsider)) == {shown}
    assert set(Expert.objects.visible_to(PUBLIC)) == {shown}


def test_roles_on_a_university(campus, cast):
    roles = {name: campus.tsinghua.roles_of(actor) for name, actor in vars(cast).items()}
    tied = {"gongke": {Role.OFFICIAL}, "tsinghua": {Role.LIAISON}}
    nobody = dict.fromkeys(("jiaoyu", "xinong", "yabao", "dayu"), set())
    assert {name: roles[name] for name in tied | nobody} == tied | nobody
    assert campus.partnership.roles_of(cast.gongke) == {Role.OFFICIAL}
    assert campus.partnership.roles_of(cast.tsinghua) == {Role.LIAISON}
    assert campus.partnership.roles_of(cast.xinong) == set()


def test_a_former_lead_unit_has_no_role_any_more(campus, cast):
    former = partner(campus.beida, campus.units["工科局"], BEGAN, JUNE)
    assert former.roles_of(cast.gongke) == set()
    assert campus.beida.roles_of(cast.gongke) == set()


def test_people_of_a_university(campus):
    hat = campus.people["leader"].hats.get()
    LeaderAttachment.objects.create(university=campus.tsinghua, leader=hat, during=DateRange(JUNE, None))
    people = campus.tsinghua.people_with
    assert [person.username for person in people(Role.LIAISON)] == ["tsinghua"]
    assert [person.username for person in people(Role.OFFICIAL)] == ["gongke"]
    assert [person.username for person in people(Role.LEADER)] == ["leader"]
    assert {person.username for person in people(Role.OFFICE, Role.LIAISON)} == {"office", "tsinghua"}
    assert list(people()) == []


def test_a_liaison_whose_hat_has_ended_is_told_nothing(campus):
    campus.people["tsinghua"].hats.update(since=JUNE, until=JULY)
    assert list(campus.tsinghua.people_with(Role.LIAISON)) == []
