"""The reference list for the system administrator: looked at and mended, never grown by hand."""

from django.contrib import admin

from universities.models import ReferenceUniversity


@admin.register(ReferenceUniversity)
class ReferenceUniversityAdmin(admin.ModelAdmin):
    list_display = ("name", "province", "city", "level", "aliases")
    list_filter = ("province", "level")
    search_fields = ("name", "aliases", "pinyin")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
