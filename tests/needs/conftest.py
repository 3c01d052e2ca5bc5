"""Needs and supplies are tested on the common scene: needs of 教育局 raised by 亚宝药业, supplies of 清华大学."""

from needs.models import REGISTERED, Need, Supply
from needs.workflow import State
from tests.scene import days, scene

__all__ = ["scene"]

CLIMBED = {
    State.ACCEPTED: ("accept",),
    State.IN_TALKS: ("accept", "begin_talks"),
    State.MET: ("accept", "begin_talks", "meet"),
}


def need_in(scene, state: str = State.REGISTERED, title: str = "玻璃管气泡", **columns) -> Need:
    """A need of 教育局 and 亚宝药业 in a state, ten days old, with the rungs behind it."""
    facts = {
        "unit": scene.units["教育局"],
        "host": scene.yabao,
        "field": "药用玻璃",
        "keywords": ["玻璃管", "中硼硅"],
        "contact_name": "赵铁柱",
        "contact_mobile": "13900001234",
        "held_from": State.ACCEPTED if state == State.ON_HOLD else "",
        "rung_on": days(-10),
        "pinyin": title,
    }
    need = Need.objects.create(title=title, state=state, **facts | columns)
    for place, move in enumerate((REGISTERED, *CLIMBED.get(state, ()))):
        need.steps.create(move=move, day=days(-20 + place), by_hat="薛明远 · 县合作办")
    return need


def supply_in(scene, state: str = "accepted", title: str = "玻璃熔制团队", **columns) -> Supply:
    """A supply of 清华大学 in a state."""
    facts = {
        "university": scene.qinghua.university,
        "field": "药用玻璃",
        "keywords": ["玻璃管", "熔制"],
        "pinyin": title,
    }
    return Supply.objects.create(title=title, state=state, **facts | columns)
