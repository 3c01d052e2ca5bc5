"""Addresses of the internship pages."""

from django.urls import path

from interns.views import applying, checking, placements, positions, seasons

app_name = "interns"
urlpatterns = [
    path("", positions.Positions.as_view(), name="list"),
    path("positions/add/", positions.AddPosition.as_view(), name="add_position"),
    path("positions/publish/", positions.PublishMany.as_view(), name="publish_many"),
    path("positions/send_back/", positions.SendBackMany.as_view(), name="send_back_many"),
    path("positions/<int:pk>/", positions.PositionPage.as_view(), name="position"),
    path("positions/<int:pk>/edit/", positions.EditPosition.as_view(), name="edit_position"),
    path("positions/<int:pk>/choose/", positions.Choose.as_view(), name="choose"),
    path("positions/<int:pk>/waiting/", placements.WaitingList.as_view(), name="waiting"),
    path("positions/<int:pk>/repeat/", positions.Repeat.as_view(), name="repeat"),
    path("positions/<int:pk>/<slug:move>/", positions.MovePosition.as_view(), name="move_position"),
    path("applications/", checking.Applications.as_view(), name="applications"),
    path("applications/mine/", applying.MyApplication.as_view(), name="application_mine"),
    path("applications/check/", checking.CheckList.as_view(), name="check_list"),
    path("applications/pass/", checking.PassMany.as_view(), name="pass_many"),
    path("applications/refuse/", checking.RefuseMany.as_view(), name="refuse_many"),
    path("applications/<int:pk>/", applying.ApplicationPage.as_view(), name="application"),
    path("applications/<int:pk>/place/", placements.ByHand.as_view(), name="by_hand"),
    path("applications/<int:pk>/rank/", applying.Rank.as_view(), name="rank"),
    path("applications/<int:pk>/<slug:move>/", applying.MoveApplication.as_view(), name="move_application"),
    path("profile/", applying.Profile.as_view(), name="profile"),
    path("choices/<int:pk>/offer/", placements.Offer.as_view(), name="offer"),
    path("choices/<int:pk>/wait/", placements.Wait.as_view(), name="wait"),
    path("placements/", placements.Placements.as_view(), name="placements"),
    path("placements/given_up/", placements.GivenUp.as_view(), name="given_up"),
    path("placements/<int:pk>/", placements.PlacementPage.as_view(), name="placement"),
    path("placements/<int:pk>/<slug:move>/", placements.MovePlacement.as_view(), name="move_placement"),
    path("seasons/", seasons.Seasons.as_view(), name="seasons"),
    path("seasons/add/", seasons.EditSeason.as_view(), name="add_season"),
    path("seasons/<int:pk>/", seasons.SeasonPage.as_view(), name="season"),
    path("seasons/<int:pk>/copy/", seasons.CopySeason.as_view(), name="copy_season"),
    path("tutors/", seasons.Tutors.as_view(), name="tutors"),
    path("tutors/add/", seasons.EditTutor.as_view(), name="add_tutor"),
    path("tutors/<int:pk>/", seasons.EditTutor.as_view(), name="tutor"),
    path("seasons/<int:pk>/edit/", seasons.EditSeason.as_view(), name="edit_season"),
    path("categories/", seasons.Categories.as_view(), name="categories"),
    path("categories/add/", seasons.EditCategory.as_view(), name="add_category"),
    path("categories/<int:pk>/", seasons.EditCategory.as_view(), name="category"),
]
