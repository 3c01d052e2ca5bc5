"""Every change in a season: posts proposed and decided, choices made, places offered, answered and given back."""

from interns.actions.choosing import (
    application_of,
    choose,
    move_application,
    must_own,
    rank_choices,
    save_profile,
)
from interns.actions.placing import answer_offer, expire_offers, offer
from interns.actions.positions import (
    edit_position,
    move_position,
    propose_position,
    propose_positions,
    publish_all,
    send_back_all,
)
from interns.actions.seasons import save_category, save_season

__all__ = [
    "answer_offer",
    "application_of",
    "choose",
    "edit_position",
    "expire_offers",
    "move_application",
    "move_position",
    "must_own",
    "offer",
    "propose_position",
    "propose_positions",
    "publish_all",
    "rank_choices",
    "save_category",
    "save_profile",
    "save_season",
    "send_back_all",
]
