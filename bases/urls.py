"""Addresses of the bases app."""

app_name = "bases"
urlpatterns = []
