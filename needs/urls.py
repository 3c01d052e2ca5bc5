"""Addresses of the needs app."""

app_name = "needs"
urlpatterns: list = []
