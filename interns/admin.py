"""The list of categories for the system administrator: looked at and mended, never cut."""

from django.contrib import admin

from interns.models import PositionCategory


@admin.register(PositionCategory)
class PositionCategoryAdmin(admin.ModelAdmin):
    list_display = ("name", "order")
    search_fields = ("name", "pinyin")

    def has_delete_permission(self, request, obj=None):
        return False
