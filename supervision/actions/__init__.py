"""Everything that changes duties; each action locks the duty first, so two at once never lose one another's."""

from supervision.actions.duties import (
    add_duty,
    close_many,
    edit_duty,
    hang,
    move_due,
    move_duty,
    review_and_close,
)
from supervision.actions.extensions import ask_extension, decide_extension, file_extension, why_no_extension
from supervision.actions.handing import hand_blocker, hand_draft, hand_duty
from supervision.actions.helping import block, nudge, unblock
from supervision.actions.reports import report_many, report_progress
from supervision.actions.resting import let_go, set_aside, take_up

__all__ = [
    "add_duty",
    "ask_extension",
    "block",
    "close_many",
    "decide_extension",
    "edit_duty",
    "file_extension",
    "hand_blocker",
    "hand_draft",
    "hand_duty",
    "hang",
    "let_go",
    "move_due",
    "move_duty",
    "nudge",
    "report_many",
    "report_progress",
    "review_and_close",
    "set_aside",
    "take_up",
    "unblock",
    "why_no_extension",
]
