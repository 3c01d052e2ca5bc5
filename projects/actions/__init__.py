"""Everything that changes the ladder, its plans, its agreements and site visits."""

from projects.actions.agreements import edit_agreement, edit_visit, keep_agreement, keep_visit
from projects.actions.plans import accept_plan, add_milestone, compute_again, placed, replan, save_template
from projects.actions.projects import add_project, edit_project, follow, move_project, report_progress

__all__ = [
    "accept_plan",
    "add_milestone",
    "add_project",
    "compute_again",
    "edit_agreement",
    "edit_project",
    "edit_visit",
    "follow",
    "keep_agreement",
    "keep_visit",
    "move_project",
    "placed",
    "replan",
    "report_progress",
    "save_template",
]
