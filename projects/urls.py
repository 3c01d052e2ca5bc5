"""Addresses of the projects app."""

from django.urls import path

from projects.views import agreements, plans, projects

app_name = "projects"
urlpatterns = [
    path("projects/", projects.ProjectList.as_view(), name="list"),
    path("intents/", projects.IntentList.as_view(), name="intents"),
    path("intents/from-need/<int:pk>/", projects.BeginTalks.as_view(), name="begin_talks"),
    path("projects/add/", projects.AddProject.as_view(), name="add"),
    path("projects/experts/", projects.Experts.as_view(), name="experts"),
    path("projects/of-partnership/<int:pk>/", projects.OfPartnership.as_view(), name="of_partnership"),
    path("projects/<int:pk>/", projects.ProjectPage.as_view(), name="project"),
    path("projects/<int:pk>/edit/", projects.EditProject.as_view(), name="edit"),
    path("projects/<int:pk>/report/", projects.AddReport.as_view(), name="report"),
    path("projects/<int:pk>/milestones/add/", projects.AddMilestone.as_view(), name="milestone_add"),
    path("projects/<int:pk>/plan/", plans.PlanProject.as_view(), name="plan"),
    path("projects/<int:pk>/plan/again/", plans.ComputeAgain.as_view(), name="plan_again"),
    path("projects/<int:pk>/visits/add/", agreements.AddVisit.as_view(), name="visit_add"),
    path("projects/<int:pk>/steps/<int:step>/evidence/", projects.Evidence.as_view(), name="evidence"),
    path("projects/<int:pk>/reports/<int:report>/file/", projects.ReportFile.as_view(), name="report_file"),
    path("projects/<int:pk>/<slug:move>/", projects.MoveProject.as_view(), name="move"),
    path("plan-templates/", plans.TemplateList.as_view(), name="templates"),
    path("plan-templates/add/", plans.AddTemplate.as_view(), name="template_add"),
    path("plan-templates/<int:pk>/", plans.TemplatePage.as_view(), name="template"),
    path("plan-templates/<int:pk>/edit/", plans.EditTemplate.as_view(), name="template_edit"),
    path("agreements/", agreements.AgreementList.as_view(), name="agreements"),
    path("agreements/add/", agreements.AddAgreement.as_view(), name="agreement_add"),
    path("agreements/<int:pk>/", agreements.AgreementPage.as_view(), name="agreement"),
    path("agreements/<int:pk>/edit/", agreements.EditAgreement.as_view(), name="agreement_edit"),
    path("agreements/<int:pk>/scan/", agreements.Scan.as_view(), name="scan"),
    path("visits/<int:pk>/edit/", agreements.EditVisit.as_view(), name="visit_edit"),
    path("visits/<int:pk>/file/", agreements.VisitFile.as_view(), name="visit_file"),
]
