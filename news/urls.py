"""Addresses of the news app."""

app_name = "news"
urlpatterns = []
