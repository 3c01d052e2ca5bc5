"""Addresses of the bell, the outbox and the operation log."""

from django.urls import path

from mailroom import operations, robots, views, wishes

app_name = "notifications"
urlpatterns = [
    path("", views.Bell.as_view(), name="list"),
    path("unread/", views.unread, name="unread"),
    path("read/", views.ReadAll.as_view(), name="read_all"),
    path("<int:pk>/open/", views.OpenMessage.as_view(), name="open"),
    path("outbox/", views.Outbox.as_view(), name="outbox"),
    path("outbox/release/", views.ReleaseAll.as_view(), name="release_all"),
    path("outbox/<int:pk>/", views.MessagePage.as_view(), name="message"),
    path("outbox/<int:pk>/<slug:move>/", views.MoveMessage.as_view(), name="move"),
    path("preferences/", wishes.Wishes.as_view(), name="wishes"),
    path("preferences/again/", wishes.TryAgain.as_view(), name="try_again"),
    path("unsubscribe/<str:token>/", wishes.Unsubscribe.as_view(), name="unsubscribe"),
    path("operations/", operations.Operations.as_view(), name="operations"),
    path("bounces/<int:pk>/forget/", operations.Forget.as_view(), name="forget_bounce"),
    path("robots/", robots.Robots.as_view(), name="robots"),
    path("calendar/", views.CalendarPage.as_view(), name="calendar"),
    path("reminders/", views.Ladders.as_view(), name="ladders"),
    path("reminders/<slug:rule>/", views.EditLadder.as_view(), name="ladder"),
    path("reminders/<slug:rule>/reset/", views.ResetLadder.as_view(), name="reset_ladder"),
    path("events/", views.Events.as_view(), name="events"),
]
