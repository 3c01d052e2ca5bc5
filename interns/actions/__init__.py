"""Every change in a season: posts proposed and decided, choices made, places offered, answered and given back."""

from interns.actions.checking import check_all
from interns.actions.choosing import (
    application_of,
    choose,
    move_application,
    must_own,
    rank_choices,
    save_profile,
)
from interns.actions.placing import answer_offer, expire_offers, move_placement, offer, revoke_placement
from interns.actions.positions import (
    edit_position,
    move_position,
    propose_position,
    propose_positions,
    publish_all,
    send_back_all,
)
from interns.actions.publishing import Award, Turn, publish_results
from interns.actions.seasons import copy_season, save_category, save_season, save_tutor
from interns.actions.waiting import join

__all__ = [
    "Award",
    "Turn",
    "answer_offer",
    "application_of",
    "check_all",
    "choose",
    "copy_season",
    "edit_position",
    "expire_offers",
    "join",
    "move_application",
    "move_placement",
    "move_position",
    "must_own",
    "offer",
    "propose_position",
    "propose_positions",
    "publish_all",
    "publish_results",
    "rank_choices",
    "revoke_placement",
    "save_category",
    "save_profile",
    "save_season",
    "save_tutor",
    "send_back_all",
]
