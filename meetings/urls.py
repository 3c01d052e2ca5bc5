"""Addresses of meetings."""

from django.urls import path

from meetings import views

app_name = "meetings"
urlpatterns = [
    path("", views.Meetings.as_view(), name="list"),
    path("add/", views.AddMeeting.as_view(), name="add"),
    path("<int:pk>/", views.MeetingPage.as_view(), name="meeting"),
    path("<int:pk>/invite.ics", views.Ics.as_view(), name="ics"),
    path("<int:pk>/decide/", views.Decide.as_view(), name="decide"),
    path("<int:pk>/agenda/", views.Agenda.as_view(), name="agenda"),
    path("<int:pk>/edit/", views.EditMeeting.as_view(), name="edit"),
    path("<int:pk>/invite/", views.Invite.as_view(), name="invite"),
    path("<int:pk>/answer/", views.Answer.as_view(), name="answer"),
    path("<int:pk>/people/<int:person>/remove/", views.Uninvite.as_view(), name="uninvite"),
    path("<int:pk>/<slug:move>/", views.MoveMeeting.as_view(), name="move"),
]
