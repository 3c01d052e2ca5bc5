"""Addresses of the allowances."""

from django.urls import path

from allowances import views

app_name = "allowances"
urlpatterns = [
    path("", views.Lists.as_view(), name="lists"),
    path("add/", views.AddList.as_view(), name="add"),
    path("rates/", views.Rates.as_view(), name="rates"),
    path("rates/add/", views.AddRate.as_view(), name="add_rate"),
    path("notices/", views.Notices.as_view(), name="notices"),
    path("notices/<int:pk>/", views.Notice.as_view(), name="notice"),
    path("notices/<int:pk>/object/", views.Object.as_view(), name="object"),
    path("objections/", views.Objections.as_view(), name="objections"),
    path("objections/<int:pk>/", views.ObjectionPage.as_view(), name="objection"),
    path("objections/<int:pk>/answer/", views.AnswerObjection.as_view(), name="answer"),
    path("lines/<int:pk>/release/", views.Release.as_view(), name="release"),
    path("lines/<int:pk>/carry/", views.CarryOver.as_view(), name="carry"),
    path("batches/<int:pk>/", views.BatchFile.as_view(), name="batch"),
    path("<int:pk>/", views.ListDetail.as_view(), name="list"),
    path("<int:pk>/lines/", views.Lines.as_view(), name="lines"),
    path("<int:pk>/compute/", views.Compute.as_view(), name="compute"),
    path("<int:pk>/batch/", views.MakeBatch.as_view(), name="make_batch"),
    path("<int:pk>/settle/", views.Settle.as_view(), name="settle"),
    path("<int:pk>/<slug:move>/", views.MoveList.as_view(), name="move"),
]
