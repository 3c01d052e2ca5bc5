"""Addresses of the universities app."""

app_name = "universities"
urlpatterns = []
