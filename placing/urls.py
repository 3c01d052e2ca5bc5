"""Addresses of a placement: the office's below the season, the result for everybody."""

from django.urls import path

from placing import views

app_name = "placing"
urlpatterns = [
    path("seasons/<int:pk>/placing/", views.Placing.as_view(), name="placing"),
    path("seasons/<int:pk>/placing/start/", views.Start.as_view(), name="start"),
    path("seasons/<int:pk>/results/", views.Result.as_view(), name="result"),
    path("seasons/<int:pk>/results/<int:round>/", views.Result.as_view(), name="result_of"),
    path("seasons/<int:pk>/results/<int:round>/table.csv", views.ResultCsv.as_view(), name="table"),
    path("results/reproduce.py", views.Script.as_view(), name="script"),
    path("runs/<int:pk>/", views.RunPage.as_view(), name="run"),
    path("runs/<int:pk>/outcomes/", views.Outcomes.as_view(), name="outcomes"),
    path("runs/<int:pk>/<slug:move>/", views.MoveRun.as_view(), name="move"),
]
