"""Displays in the admin site: for the system administrator to look things up; their addresses are not shown."""

from django.contrib import admin

from wall.models import Display


@admin.register(Display)
class DisplayAdmin(admin.ModelAdmin):
    list_display = ("name", "created_by", "created_at", "revoked_at")
    readonly_fields = ("created_by", "revoked_at")
