"""Addresses of the app."""

app_name = "allowances"
urlpatterns = []
