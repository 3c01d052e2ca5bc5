"""The move table says who may go where, and draws itself."""

from types import SimpleNamespace

import pytest
from django.db.models import TextChoices

from ruoyi_coop.lib.workflow import Move, Workflow


class State(TextChoices):
    DRAFT = "draft", "草稿"
    SENT = "sent", "已送出"


def needs_title(thing):
    return "" if thing.title else "还没有标题。"


FLOW = Workflow(
    "letter",
    State,
    "draft",
    (
        Move("send", "送出", ("draft",), "sent", "write", guards=(needs_title,)),
        Move("back", "收回", ("sent",), "draft", "write"),
    ),
    frozenset({"sent"}),
)


def letter(state="draft", title="信"):
    return SimpleNamespace(state=state, title=title)


def test_a_move_from_the_wrong_state_says_which_state_it_is():
    assert FLOW.why_not(letter("sent"), FLOW["send"]) == "现在是“已送出”，不能送出。"


def test_a_guard_says_what_is_missing():
    assert FLOW.why_not(letter(title=""), FLOW["send"]) == "还没有标题。"


def test_offers_are_the_moves_of_the_state_that_the_person_may_take():
    offers = FLOW.moves_for(letter(title=""), "somebody", lambda actor, permission, thing: permission == "write")
    assert [(offer.name, offer.why_not) for offer in offers] == [("send", "还没有标题。")]
    assert FLOW.moves_for(letter(), "nobody", lambda *_: False) == []


def test_the_diagram_names_every_arrow():
    assert FLOW.mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> draft",
        "    draft: 草稿",
        "    sent: 已送出",
        "    draft --> sent: 送出",
        "    sent --> draft: 收回",
        "    sent --> [*]",
    ]


def test_a_table_with_an_unknown_state_or_a_doubled_name_does_not_load():
    with pytest.raises(ValueError, match="unknown states"):
        Workflow("x", State, "draft", (Move("go", "去", ("nowhere",), "sent", "write"),))
    with pytest.raises(ValueError, match="stands twice"):
        Workflow("x", State, "draft", (FLOW["send"], FLOW["send"]))


def test_a_move_may_lead_one_rung_back_or_to_where_the_thing_was():
    back = Move("back", "退一步", ("sent",), {"sent": "draft"}, "write")
    home = Move("home", "回去", ("draft", "sent"), lambda thing: thing.was, "write", may_reach=("draft", "sent"))
    flow = Workflow("walk", State, "draft", (back, home))
    assert back.target(letter("sent")) == "draft"
    assert home.target(SimpleNamespace(state="sent", was="sent")) == "sent"
    assert [(move.name, source, state) for move, source, state in flow.arrows()] == [
        ("back", "sent", "draft"),
        ("home", "draft", "draft"),
        ("home", "draft", "sent"),
        ("home", "sent", "draft"),
        ("home", "sent", "sent"),
    ]


def test_a_move_to_a_state_that_does_not_exist_is_refused_at_once():
    with pytest.raises(ValueError, match="nowhere"):
        Workflow("walk", State, "draft", (Move("back", "退", ("sent",), {"sent": "nowhere"}, "write"),))


def test_whoever_did_the_last_step_may_be_kept_from_the_next():
    check = Move("check", "复核", ("sent",), "draft", "write", not_by="sender_id")
    flow = Workflow("walk", State, "draft", (check,))
    thing = SimpleNamespace(state="sent", sender_id=7)
    assert flow.why_not(thing, check, SimpleNamespace(user_id=7)) == "是您自己报的，要请另一个人复核。"
    assert flow.why_not(thing, check, SimpleNamespace(user_id=8)) == ""
