"""Addresses of personal links: /l/<token>/ for the holder, the rest for who sent it."""

from django.urls import path, re_path

from links import views

app_name = "links"
urlpatterns = [
    path("", views.Links.as_view(), name="list"),
    path("<int:pk>/", views.LinkPage.as_view(), name="link"),
    path("<int:pk>/revoke/", views.Revoke.as_view(), name="revoke"),
    re_path(r"^(?P<token>[0-9]{1,9}-[a-z2-7]{26})/\Z", views.Door.as_view(), name="door"),
]
