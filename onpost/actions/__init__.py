"""Every change between a confirmed placement and the last day: signed, insured, checked in, present, heard, ended."""

from onpost.actions.agreements import agreement_of, file_scan, party_of, prepare_all, sign, void
from onpost.actions.insuring import insure, insure_many, strike_insurance
from onpost.actions.leave import ask_leave, move_absence, report_absence
from onpost.actions.notes import answer_note, write_note
from onpost.actions.problems import move_problem, raise_problems, report_problem
from onpost.actions.staying import check_in, check_in_many, finish_stays, move_stay, why_not_check_in
from onpost.actions.weekly import confirm_week, send_week_links, week_link

__all__ = [
    "agreement_of",
    "answer_note",
    "ask_leave",
    "check_in",
    "check_in_many",
    "confirm_week",
    "file_scan",
    "finish_stays",
    "insure",
    "insure_many",
    "move_absence",
    "move_problem",
    "move_stay",
    "party_of",
    "prepare_all",
    "raise_problems",
    "report_absence",
    "report_problem",
    "send_week_links",
    "sign",
    "strike_insurance",
    "void",
    "week_link",
    "why_not_check_in",
    "write_note",
]
