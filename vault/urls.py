"""Addresses of the app."""

app_name = "vault"
urlpatterns = []
