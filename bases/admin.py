"""Bases in the admin site: for the system administrator to look things up; business is done in the portal."""

from django.contrib import admin

from bases.models import Base, BaseType, Host, HostMember

admin.site.register([BaseType, HostMember])


@admin.register(Host)
class HostAdmin(admin.ModelAdmin):
    list_display = ("name", "kind", "unit")
    search_fields = ("name", "short_name")


@admin.register(Base)
class BaseAdmin(admin.ModelAdmin):
    list_display = ("name", "base_type", "state", "unit", "plaque_on")
    list_filter = ("state", "base_type")
    search_fields = ("name",)
    readonly_fields = ("state", "plaque_on", "review_due")
