"""Addresses of the season's board."""

from django.urls import path

from board import views

app_name = "board"
urlpatterns = [
    path("seasons/<int:pk>/board/", views.Board.as_view(), name="season"),
    path("seasons/<int:pk>/board/placements/", views.Placements.as_view(), name="placements"),
    path("seasons/<int:pk>/board/<slug:name>/", views.TroubleRows.as_view(), name="trouble"),
]
