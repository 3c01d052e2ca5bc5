"""Addresses of the supervision app."""

from django.urls import path

from supervision import views

app_name = "supervision"
urlpatterns = [
    path("duties/", views.DutyList.as_view(), name="list"),
    path("duties/add/", views.AddDuty.as_view(), name="add"),
    path("duties/of/", views.OfOrigin.as_view(), name="of_origin"),
    path("duties/report/", views.ReportAll.as_view(), name="report_all"),
    path("duties/close/", views.CloseMany.as_view(), name="close"),
    path("duties/<int:pk>/", views.DutyPage.as_view(), name="duty"),
    path("duties/<int:pk>/edit/", views.EditDuty.as_view(), name="edit"),
    path("duties/<int:pk>/say/", views.AddReport.as_view(), name="say"),
    path("duties/<int:pk>/extend/", views.AskExtension.as_view(), name="extend"),
    path("duties/<int:pk>/nudge/", views.NudgeDuty.as_view(), name="nudge"),
    path("duties/<int:pk>/block/", views.BlockDuty.as_view(), name="block"),
    path("duties/<int:pk>/review_and_close/", views.ReviewAndClose.as_view(), name="review_and_close"),
    path("duties/<int:pk>/reports/<int:report>/file/", views.ReportFile.as_view(), name="report_file"),
    path("duties/<int:pk>/<slug:move>/", views.MoveDuty.as_view(), name="move"),
    path("extensions/<int:pk>/decide/", views.DecideExtension.as_view(), name="decide"),
    path("blockers/<int:pk>/clear/", views.Unblock.as_view(), name="unblock"),
]
