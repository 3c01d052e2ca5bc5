"""Addresses of the app."""

app_name = "onpost"
urlpatterns = []
