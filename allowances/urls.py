"""Addresses of the allowances."""

from django.urls import path

from allowances.views import lists, notices, paying

app_name = "allowances"
urlpatterns = [
    path("", lists.Lists.as_view(), name="lists"),
    path("add/", lists.AddList.as_view(), name="add"),
    path("rates/", lists.Rates.as_view(), name="rates"),
    path("rates/add/", lists.AddRate.as_view(), name="add_rate"),
    path("notices/", notices.Notices.as_view(), name="notices"),
    path("notices/<int:pk>/", notices.Notice.as_view(), name="notice"),
    path("notices/<int:pk>/object/", notices.Object.as_view(), name="object"),
    path("objections/", notices.Objections.as_view(), name="objections"),
    path("objections/<int:pk>/", notices.ObjectionPage.as_view(), name="objection"),
    path("objections/<int:pk>/answer/", notices.AnswerObjection.as_view(), name="answer"),
    path("lines/<int:pk>/release/", lists.Release.as_view(), name="release"),
    path("lines/<int:pk>/carry/", paying.CarryOver.as_view(), name="carry"),
    path("batches/<int:pk>/", paying.BatchFile.as_view(), name="batch"),
    path("<int:pk>/", lists.ListDetail.as_view(), name="list"),
    path("<int:pk>/lines/", lists.Lines.as_view(), name="lines"),
    path("<int:pk>/compute/", lists.Compute.as_view(), name="compute"),
    path("<int:pk>/batch/", paying.MakeBatch.as_view(), name="make_batch"),
    path("<int:pk>/settle/", paying.Settle.as_view(), name="settle"),
    path("<int:pk>/<slug:move>/", lists.MoveList.as_view(), name="move"),
]
