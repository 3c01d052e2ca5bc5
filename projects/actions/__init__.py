"""Everything that changes the ladder, its plans, its agreements and site visits."""

from projects.actions.agreements import edit_agreement, edit_visit, keep_agreement, keep_visit
from projects.actions.dates import follow
from projects.actions.plans import accept_plan, add_milestone, compute_again, placed, replan, replan_all, save_template
from projects.actions.projects import add_project, begin_talks, edit_project, move_project, report_progress

__all__ = [
    "accept_plan",
    "add_milestone",
    "add_project",
    "begin_talks",
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
    "replan_all",
    "report_progress",
    "save_template",
]
