"""The ladder from talks to close, the plan of a project, and what was agreed and seen on the way."""

from projects.models.agreements import Agreement, Site, SiteVisit
from projects.models.plans import Holder, Milestone, Template, TemplateStep, endings, graph_of
from projects.models.projects import BEGUN, RUNS, Project, ProjectStage, Report

__all__ = [
    "BEGUN",
    "RUNS",
    "Agreement",
    "Holder",
    "Milestone",
    "Project",
    "ProjectStage",
    "Report",
    "Site",
    "SiteVisit",
    "Template",
    "TemplateStep",
    "endings",
    "graph_of",
]
