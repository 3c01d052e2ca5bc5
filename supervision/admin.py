"""Duties in the admin site: for the system administrator to look things up; business is done in the portal."""

from django.contrib import admin

from supervision.models import Duty


@admin.register(Duty)
class DutyAdmin(admin.ModelAdmin):
    list_display = ("title", "unit", "state", "due")
    list_filter = ("state", "kind")
    search_fields = ("title",)
    raw_id_fields = ("partnership", "university")
    readonly_fields = ("state", "kind", "origin", "original_due", "done_on", "person", "reported_by", "reviewed_by")
