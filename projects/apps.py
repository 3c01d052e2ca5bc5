"""Announces that duties may hang on projects, which follow them."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"

    def ready(self):
        from projects.actions import follow  # noqa: PLC0415 - models are ready only now
        from supervision import origins  # noqa: PLC0415

        origins.register("projects.project", "given", "correction", follow=follow)
