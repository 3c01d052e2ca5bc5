"""Addresses of the public texts."""

from django.urls import path

from news import views

app_name = "news"
urlpatterns = [
    path("", views.Articles.as_view(), name="list"),
    path("add/", views.Write.as_view(), name="add"),
    path("<int:pk>/", views.ArticlePage.as_view(), name="article"),
    path("<int:pk>/edit/", views.Edit.as_view(), name="edit"),
    path("<int:pk>/<slug:move>/", views.MoveArticle.as_view(), name="move"),
]
