"""Addresses of a placement: the office's below the season, the result for everybody."""

from django.urls import path

from placing.views import marks, results, runs

app_name = "placing"
urlpatterns = [
    path("seasons/<int:pk>/placing/", runs.Placing.as_view(), name="placing"),
    path("seasons/<int:pk>/placing/start/", runs.Start.as_view(), name="start"),
    path("seasons/<int:pk>/results/", results.Result.as_view(), name="result"),
    path("seasons/<int:pk>/results/<int:round>/", results.Result.as_view(), name="result_of"),
    path("seasons/<int:pk>/results/<int:round>/table.csv", results.ResultCsv.as_view(), name="table"),
    path("results/reproduce.py", results.Script.as_view(), name="script"),
    path("seasons/<int:pk>/criteria/", marks.Criteria.as_view(), name="criteria"),
    path("seasons/<int:pk>/to-mark/", marks.ToMark.as_view(), name="to_mark"),
    path("positions/<int:pk>/marks/", marks.Marks.as_view(), name="marks"),
    path("runs/<int:pk>/", runs.RunPage.as_view(), name="run"),
    path("runs/<int:pk>/outcomes/", runs.Outcomes.as_view(), name="outcomes"),
    path("runs/<int:pk>/<slug:move>/", runs.MoveRun.as_view(), name="move"),
]
