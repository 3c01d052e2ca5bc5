"""Keeps the state diagrams in the apps' READMEs equal to their workflow tables."""

import re
from importlib import import_module

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from ruoyi_coop.lib.workflow import Workflow

APPS = (
    "mailroom",
    "universities",
    "supervision",
    "service",
    "bases",
    "needs",
    "projects",
    "interns",
    "onpost",
    "placing",
    "allowances",
    "certificates",
    "meetings",
    "news",
)


class Command(BaseCommand):
    help = "Write each workflow's Mermaid diagram into its app's README.md; --check only says whether they are current."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true")

    def handle(self, *args, check, **options):
        stale = [app for app in APPS if self._settle(app, check)]
        if check and stale:
            raise CommandError(f"state diagrams out of date: {', '.join(stale)}; run manage.py draw_states")

    def _settle(self, app: str, check: bool) -> bool:
        readme = settings.BASE_DIR / app / "README.md"
        before = readme.read_text(encoding="utf-8")
        after = before
        with override("zh-hans"):
            for workflow in workflows(app):
                after = redraw(after, workflow)
        if not check and after != before:
            readme.write_text(after, encoding="utf-8")
        return after != before


def workflows(app: str) -> list[Workflow]:
    module = import_module(f"{app}.workflow")
    return [value for value in vars(module).values() if isinstance(value, Workflow)]


def redraw(text: str, workflow: Workflow) -> str:
    """Replace what stands between the workflow's two marks, or add them at the end."""
    block = f"<!-- states: {workflow.name} -->\n```mermaid\n{workflow.mermaid()}\n```\n<!-- end: {workflow.name} -->"
    pattern = re.compile(rf"<!-- states: {workflow.name} -->.*?<!-- end: {workflow.name} -->", re.S)
    return pattern.sub(lambda _match: block, text) if pattern.search(text) else f"{text.rstrip()}\n\n{block}\n"
