"""Addresses of the internship pages."""

from django.urls import path

from interns import views

app_name = "interns"
urlpatterns = [
    path("", views.Positions.as_view(), name="list"),
    path("positions/add/", views.AddPosition.as_view(), name="add_position"),
    path("positions/publish/", views.PublishMany.as_view(), name="publish_many"),
    path("positions/send_back/", views.SendBackMany.as_view(), name="send_back_many"),
    path("positions/<int:pk>/", views.PositionPage.as_view(), name="position"),
    path("positions/<int:pk>/edit/", views.EditPosition.as_view(), name="edit_position"),
    path("positions/<int:pk>/choose/", views.Choose.as_view(), name="choose"),
    path("positions/<int:pk>/<slug:move>/", views.MovePosition.as_view(), name="move_position"),
    path("applications/", views.Applications.as_view(), name="applications"),
    path("applications/mine/", views.MyApplication.as_view(), name="application_mine"),
    path("applications/<int:pk>/", views.ApplicationPage.as_view(), name="application"),
    path("applications/<int:pk>/rank/", views.Rank.as_view(), name="rank"),
    path("applications/<int:pk>/<slug:move>/", views.MoveApplication.as_view(), name="move_application"),
    path("profile/", views.Profile.as_view(), name="profile"),
    path("choices/<int:pk>/offer/", views.Offer.as_view(), name="offer"),
    path("placements/", views.Placements.as_view(), name="placements"),
    path("placements/<int:pk>/", views.PlacementPage.as_view(), name="placement"),
    path("placements/<int:pk>/<slug:move>/", views.MovePlacement.as_view(), name="move_placement"),
    path("seasons/", views.Seasons.as_view(), name="seasons"),
    path("seasons/add/", views.EditSeason.as_view(), name="add_season"),
    path("seasons/<int:pk>/", views.SeasonPage.as_view(), name="season"),
    path("seasons/<int:pk>/edit/", views.EditSeason.as_view(), name="edit_season"),
    path("categories/", views.Categories.as_view(), name="categories"),
    path("categories/add/", views.EditCategory.as_view(), name="add_category"),
    path("categories/<int:pk>/", views.EditCategory.as_view(), name="category"),
]
