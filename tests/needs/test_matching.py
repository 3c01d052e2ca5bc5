"""Why a supply is proposed for a need: the reasons word by word, what is left out, and what it costs."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needs.matching import needs_for, needs_near, reasons, stretches, supplies_for
from needs.models import Dismissal, Need, Supply
from needs.workflow import State
from tests.needs.conftest import need_in, supply_in
from tests.scene import days
from universities.models import Expert, Partnership

WORDS = st.lists(st.sampled_from(["苹果", "花椒", "玻璃", "余热"]), max_size=4, unique=True)
FIELDS = st.sampled_from(["", "果树栽培", "药用玻璃"])


def need(field="药用玻璃", keywords=("玻璃管",), pk=1):
    return SimpleNamespace(pk=pk, field=field, keywords=list(keywords), unit="教育局")


def supply(field="果树栽培", keywords=(), answers=None, expert=""):
    person = SimpleNamespace(field=expert, __str__=lambda self: "钱学文") if expert else None
    return SimpleNamespace(
        field=field, keywords=list(keywords), answers_id=answers, university="清华大学", expert=person
    )


def words(found) -> list[str]:
    return [reason.words for reason in found]


@pytest.mark.parametrize(
    ("wanted", "offered", "is_led", "expected"),
    [
        (need(), supply(), False, []),
        (need(), supply(), True, []),
        (need(), supply("药用玻璃"), False, ["领域相同：药用玻璃"]),
        (need(), supply("药用玻璃"), True, ["领域相同：药用玻璃", "教育局正牵头与清华大学的合作"]),
        (need(keywords=["甲", "乙"]), supply(keywords=["乙", "甲"]), False, ["关键词相同：甲、乙"]),
        (
            need(),
            supply("药用玻璃", ["玻璃管"], answers=1),
            False,
            ["就是应答这条需求的", "关键词相同：玻璃管", "领域相同：药用玻璃"],
        ),
        (need(), supply(answers=2), False, []),
        (need(field=""), supply(field=""), False, []),
        (need(keywords=["玻"]), supply(expert="玻璃"), False, []),
    ],
)
def test_the_reasons_are_said_in_words_the_strongest_first(wanted, offered, is_led, expected):
    assert words(reasons(wanted, offered, is_led=is_led)) == expected


@given(WORDS, WORDS, FIELDS, FIELDS, st.booleans())
def test_every_reason_is_true_and_every_truth_is_a_reason(wanted, offered, mine, theirs, is_led):
    found = words(reasons(need(mine, wanted), supply(theirs, offered), is_led=is_led))
    shared, is_same = [word for word in wanted if word in offered], bool(mine) and mine == theirs
    assert [one for one in found if one.startswith("关键词")] == (
        [f"关键词相同：{'、'.join(shared)}"] if shared else []
    )
    assert [one for one in found if one.startswith("领域")] == ([f"领域相同：{mine}"] if is_same else [])
    assert len(found) == bool(shared) + is_same + (is_led and (bool(shared) or is_same))


@given(WORDS, WORDS, WORDS)
def test_one_more_shared_word_never_weighs_less(wanted, offered, more):
    def weight(keywords):
        found = reasons(need("果树栽培", wanted), supply("果树栽培", keywords), is_led=False)
        return sum(reason.weight for reason in found)

    assert weight(list({*offered, *more})) >= weight(offered)


@given(st.text("药用玻璃管苹果", max_size=30))
def test_a_stretch_is_a_part_of_the_text_of_two_to_twelve_characters(text):
    found = stretches([text])
    assert len(found) == len(set(found))
    assert [one for one in found if one not in text or not 2 <= len(one) <= 12] == []
    assert not text[1:] or text[:12] in found


def test_an_expert_who_works_on_it_is_a_reason(scene):
    wanted = need_in(scene, State.ACCEPTED, field="材料", keywords=["树苗"])
    offered = supply_in(scene, field="别的", keywords=[], expert=scene.expert)
    assert [(fit.row, words(fit.reasons)) for fit in supplies_for(wanted)] == [
        (offered, ["专家钱学文的研究方向（材料）涉及材料"])
    ]
    assert [fit.row for fit in needs_for(offered, Need.objects.all())] == [wanted]


def test_a_running_partnership_of_the_unit_speaks_for_a_university_that_fits(scene):
    wanted = need_in(scene, State.ACCEPTED, unit=scene.units["工科局"])
    other = supply_in(scene, title="西农的", university=scene.xinong.university)
    mine = supply_in(scene, title="清华的")
    assert [fit.row for fit in supplies_for(wanted)] == [mine, other]
    assert words(supplies_for(wanted)[0].reasons)[-1] == "工科局正牵头与清华大学的合作"
    Partnership.objects.filter(pk=scene.qinghua.pk).update(end_reason="结束", during=(days(-400), days(-1)))
    assert [len(fit.reasons) for fit in supplies_for(wanted)] == [2, 2]


def test_only_what_is_in_the_store_is_proposed_and_nothing_twice(scene):
    wanted = need_in(scene, State.ACCEPTED)
    for state in ("offered", "accepted", "withdrawn"):
        supply_in(scene, state, title=state)
    assert [str(fit.row) for fit in supplies_for(wanted)] == ["accepted"]


def test_at_most_ten_are_proposed_the_nearest_first(scene):
    wanted = need_in(scene, State.ACCEPTED)
    far = [supply_in(scene, title=f"远{number}", keywords=[]) for number in range(12)]
    near = supply_in(scene, title="近", keywords=["玻璃管", "中硼硅"])
    assert [fit.row for fit in supplies_for(wanted)] == [near, *far[:2:-1]]


def test_dismissed_pairs_are_left_out_on_both_sides_and_come_back(scene):
    wanted, offered = need_in(scene, State.ACCEPTED), supply_in(scene)
    row = Dismissal.objects.create(need=wanted, supply=offered, reason="不同", by=scene.people["office"].user)
    assert (supplies_for(wanted), needs_for(offered, Need.objects.all())) == ([], [])
    row.delete()
    assert [fit.row for fit in supplies_for(wanted)] == [offered]
    assert [fit.row for fit in needs_for(offered, Need.objects.all())] == [wanted]


def test_a_supply_is_shown_only_needs_in_the_store(scene):
    for state in State.values:
        need_in(scene, state, title=state)
    found = {str(fit.row) for fit in needs_for(supply_in(scene), Need.objects.all())}
    assert found == {"accepted", "in_talks"}


def test_a_university_is_near_a_need_by_its_supplies_and_its_experts(scene):
    by_field = need_in(scene, State.ACCEPTED, title="同领域", field="节能", keywords=[])
    by_word = need_in(scene, State.ACCEPTED, title="同词", field="别的", keywords=["余热"])
    by_expert = need_in(scene, State.ACCEPTED, title="专家", field="别的", keywords=["材料"])
    need_in(scene, State.ACCEPTED, title="无关", field="果树", keywords=["苹果"])
    supply_in(scene, field="节能", keywords=["余热"])
    near = needs_near(scene.qinghua.university_id, Need.objects.all())
    assert set(near) == {by_field, by_word, by_expert}


def test_proposing_costs_two_queries_for_one_and_for_three(scene, queries):
    wanted = need_in(scene, State.ACCEPTED)
    supply_in(scene, title="一", expert=scene.expert)
    with queries(2):
        [(str(fit.row.university), fit.reasons) for fit in supplies_for(wanted)]
    expert = Expert.objects.create(university=scene.xinong.university, name="孙", field="中硼硅", pinyin="sun")
    supply_in(scene, title="二", university=scene.xinong.university, expert=expert)
    supply_in(scene, title="三")
    with queries(2):
        [(str(fit.row.university), fit.reasons) for fit in supplies_for(wanted)]


def test_the_narrowing_by_index_keeps_what_answers_even_among_thousands(scene):
    wanted = need_in(scene, State.ACCEPTED)
    answer = supply_in(scene, title="应答", field="别的", keywords=[], answers=wanted)
    school = scene.qinghua.university
    Supply.objects.bulk_create(
        Supply(university=school, title=f"供给{number}", field="药用玻璃", state="accepted", pinyin="g")
        for number in range(300)
    )
    assert supplies_for(wanted)[0].row == answer
