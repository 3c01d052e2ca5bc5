"""Projects in the admin site: for the system administrator to look things up; business is done in the portal."""

from django.contrib import admin

from projects.models import Project


@admin.register(Project)
class ProjectAdmin(admin.ModelAdmin):
    list_display = ("title", "state", "unit", "next_due")
    list_filter = ("state",)
    search_fields = ("title",)
    readonly_fields = ("state", "signed_on", "next_due", "touched_at")
    raw_id_fields = ("partnership", "expert")
