"""Needs in the admin site: for the system administrator to look things up; business is done in the portal."""

from django.contrib import admin

from needs.models import Need, Supply


@admin.register(Need)
class NeedAdmin(admin.ModelAdmin):
    list_display = ("title", "kind", "state", "unit", "rung_on")
    list_filter = ("state", "kind")
    search_fields = ("title",)
    readonly_fields = ("state", "rung_on")


@admin.register(Supply)
class SupplyAdmin(admin.ModelAdmin):
    list_display = ("title", "kind", "state", "university")
    list_filter = ("state", "kind")
    search_fields = ("title",)
    readonly_fields = ("state",)
