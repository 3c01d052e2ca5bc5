"""Addresses of the projects app."""

from django.urls import path

from projects import views

app_name = "projects"
urlpatterns = [
    path("projects/", views.ProjectList.as_view(), name="list"),
    path("projects/add/", views.AddProject.as_view(), name="add"),
    path("projects/experts/", views.Experts.as_view(), name="experts"),
    path("projects/of-partnership/<int:pk>/", views.OfPartnership.as_view(), name="of_partnership"),
    path("projects/<int:pk>/", views.ProjectPage.as_view(), name="project"),
    path("projects/<int:pk>/edit/", views.EditProject.as_view(), name="edit"),
    path("projects/<int:pk>/report/", views.AddReport.as_view(), name="report"),
    path("projects/<int:pk>/milestones/add/", views.AddMilestone.as_view(), name="milestone_add"),
    path("projects/<int:pk>/steps/<int:step>/evidence/", views.Evidence.as_view(), name="evidence"),
    path("projects/<int:pk>/reports/<int:report>/file/", views.ReportFile.as_view(), name="report_file"),
    path("projects/<int:pk>/<slug:move>/", views.MoveProject.as_view(), name="move"),
    path("milestones/<int:pk>/edit/", views.EditMilestone.as_view(), name="milestone_edit"),
    path("milestones/<int:pk>/<slug:move>/", views.MoveMilestone.as_view(), name="milestone_move"),
]
