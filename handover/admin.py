"""Handovers in the admin site: to look things up, never to change them."""

from django.contrib import admin

from handover.models import Handover


@admin.register(Handover)
class HandoverAdmin(admin.ModelAdmin):
    list_display = ("person", "hat", "reason", "summary", "finished_at", "done_by")
    readonly_fields = ("person", "hat", "reason", "note", "summary", "ended", "started_at", "finished_at", "done_by")
