"""Addresses of the supervision app."""

from django.urls import path

from supervision.views import asking, due, duties

app_name = "supervision"
urlpatterns = [
    path("duties/", duties.DutyList.as_view(), name="list"),
    path("duties/add/", duties.AddDuty.as_view(), name="add"),
    path("duties/of/", duties.OfOrigin.as_view(), name="of_origin"),
    path("duties/report/", due.ReportAll.as_view(), name="report_all"),
    path("duties/close/", duties.CloseMany.as_view(), name="close"),
    path("duties/<int:pk>/", duties.DutyPage.as_view(), name="duty"),
    path("duties/<int:pk>/edit/", duties.EditDuty.as_view(), name="edit"),
    path("duties/<int:pk>/say/", asking.AddReport.as_view(), name="say"),
    path("duties/<int:pk>/extend/", asking.AskExtension.as_view(), name="extend"),
    path("duties/<int:pk>/nudge/", asking.NudgeDuty.as_view(), name="nudge"),
    path("duties/<int:pk>/block/", asking.BlockDuty.as_view(), name="block"),
    path("duties/<int:pk>/review_and_close/", duties.ReviewAndClose.as_view(), name="review_and_close"),
    path("duties/<int:pk>/reports/<int:report>/file/", asking.ReportFile.as_view(), name="report_file"),
    path("duties/<int:pk>/<slug:move>/", duties.MoveDuty.as_view(), name="move"),
    path("extensions/<int:pk>/decide/", asking.DecideExtension.as_view(), name="decide"),
    path("blockers/<int:pk>/clear/", asking.Unblock.as_view(), name="unblock"),
]
