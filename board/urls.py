"""Addresses of the app."""

app_name = "board"
urlpatterns = []
