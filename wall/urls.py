"""Addresses of the wall app."""

from django.urls import path

from wall import views

app_name = "wall"
urlpatterns = [
    path("", views.Wall.as_view(), name="wall"),
    path("paper/", views.Paper.as_view(), name="paper"),
    path("screen/", views.Screen.as_view(), name="screen"),
    path("screen/<uuid:token>/", views.Shown.as_view(), name="display"),
    path("displays/", views.DisplayList.as_view(), name="displays"),
    path("displays/add/", views.AddDisplay.as_view(), name="display_add"),
    path("displays/<int:pk>/revoke/", views.RevokeDisplay.as_view(), name="display_revoke"),
]
