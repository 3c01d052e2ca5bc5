"""The universities' check: whose word, until when, in bulk, what a refusal and a correction lead to."""

import pytest

from interns import actions
from interns.desk import waiting_for
from interns.models import Application, Season, StudentProfile
from interns.workflow import CheckState
from notifications.models import Event, Message
from ruoyi_coop.lib.errors import NotAllowed, NotNow
from tests.interns.test_actions import refused, told, verbs
from tests.interns.test_views import cost
from tests.scene import PEOPLE
from tests.season import application_in, moment, placement_in, position_in

LIST, PASS, REFUSE = (f"/interns/applications/{name}/" for name in ("check", "pass", "refuse"))


@pytest.fixture
def asked(interns):
    """student is of 清华, student2 of a university without a liaison; the season asks within fifteen days."""
    Season.objects.filter(pk=interns.open.pk).update(check_by=moment(15))
    interns.open.refresh_from_db()
    StudentProfile.objects.filter(user=interns.student).update(university=interns.qinghua.university)
    position = position_in(interns)
    interns.own = application_in(interns, "submitted", position)
    interns.other = application_in(interns, "submitted", position, student=interns.student2)
    return interns


def states() -> dict[str, str]:
    return dict(Application.objects.values_list("student__username", "check_state"))


def test_a_liaison_passes_the_own_students_only(asked):
    row = actions.check(asked.own, "passed", by=asked.people["tsinghua"])
    assert (row.check_state, row.checked_by.username, verbs(row)) == ("passed", "tsinghua", ["check_passed"])
    with pytest.raises(NotAllowed):
        actions.check(asked.other, "passed", by=asked.people["tsinghua"])


def test_nobody_else_but_the_office_checks(asked):
    for who in {*PEOPLE, "student2"} - {"office", "tsinghua"}:
        with pytest.raises(NotAllowed):
            actions.check(asked.own, "passed", by=asked.people[who])
    assert set(states().values()) == {"waiting"}


def test_the_history_says_in_whose_place_the_office_spoke(asked):
    actions.check_all([asked.own, asked.other], "passed", by=asked.people["office"])
    labels = list(Event.objects.filter(verb="check_passed").order_by("id").values_list("label", flat=True))
    assert labels == ["高校核验：核验通过（县合作办代为核验）", "高校核验：核验通过（该校没有联络员）"]


def test_a_refusal_needs_a_reason_and_reaches_the_student(asked):
    liaison = asked.people["tsinghua"]
    assert refused(actions.check, asked.own, "refused", by=liaison) == "请写明不通过的理由，学生会收到。"
    actions.check(asked.own, "refused", by=liaison, note="学号不对")
    assert told("refused:") == [("student", "您的报名没有通过高校核验")]
    assert Message.objects.filter(key__contains=":refused:").first().body.startswith("理由：学号不对。请在 ")
    assert Application.objects.qualified().count() == 0


def test_a_corrected_profile_is_sent_to_be_checked_once_more(asked):
    me = asked.people["student"]
    actions.check(asked.own, "refused", by=asked.people["tsinghua"], note="学号不对")
    actions.save_profile({"hometown": "永乐镇"}, by=me)
    assert states()["student"] == "refused"
    actions.save_profile({"student_number": "2023001"}, by=me)
    asked.own.refresh_from_db()
    assert (asked.own.check_state, asked.own.check_note, asked.own.checked_by) == ("waiting", "", None)
    assert verbs(asked.own) == ["check_refused", "check_waiting"]


def test_who_changes_the_university_after_passing_is_checked_again(asked):
    actions.check(asked.own, "passed", by=asked.people["tsinghua"])
    actions.save_profile({"university_name": "别的大学", "university": None}, by=asked.people["student"])
    assert states()["student"] == "waiting"


def test_a_season_without_the_deadline_asks_nobody(asked):
    Season.objects.filter(pk=asked.open.pk).update(check_by=None)
    words = refused(actions.check, asked.own, "passed", by=asked.people["tsinghua"])
    assert words == "本批次不需要高校核验。"
    assert (Application.objects.qualified().count(), Application.objects.to_check().count()) == (2, 0)
    assert waiting_for(asked.people["tsinghua"]) == []


@pytest.mark.parametrize("column", ["place_by", "confirm_by"])
def test_after_the_placement_nothing_is_checked(column, asked):
    dates = {"apply_opens": moment(-9), "apply_closes": moment(-3), "check_by": moment(-2), "confirm_by": moment(9)}
    Season.objects.filter(pk=asked.open.pk).update(**dates | {column: moment(-1)})
    words = refused(actions.check, asked.own, "passed", by=asked.people["tsinghua"])
    assert (words, Application.objects.to_check().count()) == ("录用已经公布，不能再核验。", 0)


def test_who_has_a_place_is_not_refused_any_more(asked):
    actions.check(asked.own, "passed", by=asked.people["tsinghua"])
    placement_in(asked, position=asked.own.choices.get().position)
    words = refused(actions.check, asked.own, "refused", by=asked.people["office"], note="晚了")
    assert words == "这名学生已经录用，核验结果不能再改。"


def test_a_passed_check_of_the_first_round_counts_in_the_second(asked):
    actions.check(asked.own, "passed", by=asked.people["tsinghua"])
    past = {"apply_opens": moment(-20), "apply_closes": moment(-15), "check_by": moment(-12), "confirm_by": moment(-9)}
    coming = {"second_opens": moment(-2), "second_closes": moment(2), "second_confirm_by": moment(6)}
    Season.objects.filter(pk=asked.open.pk).update(**past | coming)
    season = Season.objects.get(pk=asked.open.pk)
    found = [actions.application_of(season, by=asked.people[who]) for who in ("student", "student2")]
    assert [(row.round, row.check_state) for row in found] == [(2, "passed"), (2, "waiting")]


# ------------------------------------------------------------------ pages


def test_a_liaison_ticks_and_passes_and_hears_what_could_not_be(asked, enter):
    client = enter(asked.people["tsinghua"])
    page = client.get(LIST)
    assert [row.record.student.username for row in page.context["table"].page] == ["student"]
    client.post(PASS, {"ids": [asked.own.pk, asked.other.pk, "x", 999_999]})
    assert states() == {"student": "passed", "student2": "waiting"}


def test_a_refusal_is_asked_for_its_reason_and_keeps_the_ticks(asked, enter):
    client = enter(asked.people["office"])
    asking = client.post(REFUSE, {"ids": [asked.own.pk, asked.other.pk], "ask": "1"})
    ids = asking.context["form"]["ids"].value()
    empty = client.post(REFUSE, {"ids": ids, "reason": ""})
    assert list(empty.context["form"].errors) == ["reason"]
    client.post(REFUSE, {"ids": ids, "reason": "不是在校生"})
    assert states() == {"student": "refused", "student2": "refused"}


@pytest.mark.parametrize("address", [PASS, REFUSE])
def test_nothing_ticked_is_said(address, asked, enter):
    assert enter(asked.people["tsinghua"]).post(address, {}).url == LIST
    assert set(states().values()) == {"waiting"}


def test_the_list_filters_by_state_and_by_who_checks(asked, enter):
    actions.check(asked.own, "passed", by=asked.people["tsinghua"])
    client = enter(asked.people["office"])
    listed = {
        query: [row.record.student.username for row in client.get(LIST + query).context["table"].page]
        for query in ("", "?check_state=passed", "?liaison=no", "?liaison=yes")
    }
    assert listed == {
        "": ["student2"],
        "?check_state=passed": ["student"],
        "?liaison=no": ["student2"],
        "?liaison=yes": [],
    }


def test_the_list_costs_the_same_for_one_and_for_three(asked, enter, world):
    client = enter(asked.people["office"])
    Application.objects.filter(pk=asked.other.pk).update(check_state=CheckState.PASSED)
    one = cost(client, LIST)
    Application.objects.update(check_state=CheckState.WAITING)
    third = world.people["gongke"]
    StudentProfile.objects.create(user=third, university_name="甲", major="乙", grade="大三")
    application_in(asked, "submitted", asked.own.choices.get().position, student=third)
    assert cost(client, LIST) == one


# ------------------------------------------------------------------ who has it, and the desks


def test_the_status_says_who_has_it_since_when_and_until_when(asked):
    checks = asked.open.check_by
    own, other = (Application.objects.get(pk=row.pk).standing for row in (asked.own, asked.other))
    assert (own.words, own.holder, own.until) == ("等高校核验", "运城学院", checks)
    assert (other.words, other.holder, other.until) == ("等高校核验", "县合作办", checks)
    refused_one = actions.check(asked.own, "refused", by=asked.people["tsinghua"], note="学号不对")
    standing = Application.objects.get(pk=asked.own.pk).standing
    assert (standing.words, standing.holder, standing.since) == (
        "高校核验未通过",
        asked.student.name,
        refused_one.checked_at,
    )


def test_the_desk_of_a_liaison_and_of_the_office_count_who_waits(asked):
    (mine,) = waiting_for(asked.people["tsinghua"])
    (all_of_them,) = waiting_for(asked.people["office"])
    assert (mine.title, mine.until) == ("1 名学生等核验", asked.open.check_by)
    assert (all_of_them.title, all_of_them.why) == ("2 名学生等高校核验", "其中 1 名的高校没有联络员，由县合作办核验")
    assert waiting_for(asked.people["xinong"]) == []


def test_a_refusal_waits_on_the_students_desk_with_its_reason(asked):
    actions.check(asked.own, "refused", by=asked.people["tsinghua"], note="学号不对")
    task = waiting_for(asked.people["student"])[0]
    assert (task.title, task.why, task.url) == ("高校核验未通过，请改正学生资料", "学号不对", "/interns/profile/")


def test_one_that_cannot_be_checked_does_not_stop_the_others(asked):
    Application.objects.filter(pk=asked.other.pk).update(state="closed")
    done, left = actions.check_all([asked.other, asked.own], "passed", by=asked.people["office"])
    assert ([row.pk for row in done], [why for _row, why in left]) == ([asked.own.pk], ["这名学生没有提交报名。"])


def test_the_same_word_twice_is_said(asked):
    actions.check(asked.own, "passed", by=asked.people["tsinghua"])
    with pytest.raises(NotNow, match="^已经是“核验通过”。$"):
        actions.check(asked.own, "passed", by=asked.people["tsinghua"])
