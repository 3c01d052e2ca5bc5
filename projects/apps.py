"""Announces that duties may hang on projects, which follow them."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"

    def ready(self):
        from projects.actions import follow
        from supervision import origins

        origins.register("projects.project", "given", "correction", follow=follow)
