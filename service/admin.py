"""Service in the admin site: for the system administrator to look things up; business is done in the portal."""

from django.contrib import admin

from service.models import Promise, ServiceRequest, ServiceTeam, TeamMember

admin.site.register([Promise, TeamMember])


@admin.register(ServiceTeam)
class TeamAdmin(admin.ModelAdmin):
    list_display = ("name", "university", "is_active")


@admin.register(ServiceRequest)
class RequestAdmin(admin.ModelAdmin):
    list_display = ("subject", "style", "state", "team", "asked_at")
    list_filter = ("state", "style")
    readonly_fields = ("state", "holder", "done_due")
