"""Addresses of the service app."""

from django.urls import path

from service import views

app_name = "service"
urlpatterns = [
    path("", views.Requests.as_view(), name="list"),
    path("ask/<slug:style>/", views.Ask.as_view(), name="ask"),
    path("figures/", views.Figures.as_view(), name="figures"),
    path("teams/", views.Teams.as_view(), name="teams"),
    path("teams/add/", views.AddTeam.as_view(), name="team_add"),
    path("teams/<int:pk>/", views.EditTeam.as_view(), name="team_edit"),
    path("promises/add/", views.PublishPromise.as_view(), name="promise_add"),
    path("<int:pk>/", views.RequestPage.as_view(), name="request"),
    path("<int:pk>/words/", views.AddWords.as_view(), name="words"),
    path("<int:pk>/<slug:move>/", views.MoveRequest.as_view(), name="move"),
]
