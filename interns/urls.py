"""Addresses of the interns app."""

app_name = "interns"
urlpatterns = []
