"""Every change in a season: posts proposed and decided, choices made, places offered, answered and given back."""

from interns.actions.by_hand import place_by_hand, why_not_by_hand
from interns.actions.checking import check, check_all
from interns.actions.choosing import (
    application_of,
    choose,
    move_application,
    must_own,
    rank_choices,
    save_profile,
)
from interns.actions.places import lock_season
from interns.actions.placing import answer_offer, expire_offers, move_placement, offer, revoke
from interns.actions.positions import (
    edit_position,
    move_position,
    propose_position,
    propose_positions,
    publish_all,
    send_back_all,
)
from interns.actions.publishing import Award, Turn, publish_results
from interns.actions.seasons import collecting, copy_season, repeat_position, save_category, save_season, save_tutor
from interns.actions.waiting import close_waiting, join, promote, put_on_waiting_list

__all__ = [
    "Award",
    "Turn",
    "answer_offer",
    "application_of",
    "check",
    "check_all",
    "choose",
    "close_waiting",
    "collecting",
    "copy_season",
    "edit_position",
    "expire_offers",
    "join",
    "lock_season",
    "move_application",
    "move_placement",
    "move_position",
    "must_own",
    "offer",
    "place_by_hand",
    "promote",
    "propose_position",
    "propose_positions",
    "publish_all",
    "publish_results",
    "put_on_waiting_list",
    "rank_choices",
    "repeat_position",
    "revoke",
    "save_category",
    "save_profile",
    "save_season",
    "save_tutor",
    "send_back_all",
    "why_not_by_hand",
]
