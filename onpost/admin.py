"""Internships under way in the admin site: for the system administrator to look things up."""

from django.contrib import admin

from onpost.models import Absence, Agreement, Insurance, Problem, Stay, WeekNote


@admin.register(Agreement, Stay, Absence, Problem)
class StagedAdmin(admin.ModelAdmin):
    list_display = ("pk", "state", "state_since")
    list_filter = ("state",)
    readonly_fields = ("state", "state_since")


admin.site.register([Insurance, WeekNote])
