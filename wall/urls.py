"""Addresses of the wall app."""

app_name = "wall"
urlpatterns: list = []
