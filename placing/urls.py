"""Addresses of the app."""

app_name = "placing"
urlpatterns = []
