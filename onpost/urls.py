"""Addresses of the app, below those of the internships."""

from django.urls import path, re_path

from onpost.views import agreements, arriving, staying, weekly

app_name = "onpost"
urlpatterns = [
    path("agreements/", agreements.Agreements.as_view(), name="agreements"),
    path("agreements/prepare/", agreements.Prepare.as_view(), name="prepare"),
    path("agreements/<int:pk>/", agreements.AgreementPage.as_view(), name="agreement"),
    path("agreements/<int:pk>/paper/", agreements.Paper.as_view(), name="paper"),
    path("agreements/<int:pk>/scan/", agreements.Scan.as_view(), name="scan"),
    path("agreements/<int:pk>/scan/file/", agreements.ScanFile.as_view(), name="scan_file"),
    path("agreements/<int:pk>/<slug:move>/", agreements.MoveAgreement.as_view(), name="move_agreement"),
    path("coming/", arriving.Coming.as_view(), name="coming"),
    path("coming/insure/", arriving.InsureMany.as_view(), name="insure_many"),
    path("coming/check_in/", arriving.CheckInMany.as_view(), name="check_in_many"),
    path("placements/<int:pk>/agreement/", agreements.AgreementOf.as_view(), name="agreement_of"),
    path("placements/<int:pk>/insure/", arriving.Insure.as_view(), name="insure"),
    path("placements/<int:pk>/check_in/", arriving.CheckIn.as_view(), name="check_in"),
    re_path(r"^placements/(?P<pk>[0-9]{1,9})/arrival\.(?P<kind>pdf|ics)$", arriving.Arrival.as_view(), name="arrival"),
    path("insurances/<int:pk>/strike/", arriving.Strike.as_view(), name="strike"),
    path("insurances/<int:pk>/proof/", arriving.Proof.as_view(), name="proof"),
    path("stays/", staying.Stays.as_view(), name="stays"),
    path("stays/<int:pk>/leave/", staying.AskLeave.as_view(), name="leave"),
    path("stays/<int:pk>/absence/", staying.ReportAbsence.as_view(), name="absence"),
    path("stays/<int:pk>/problem/", staying.Report.as_view(), name="report"),
    path("stays/<int:pk>/<slug:move>/", staying.MoveStay.as_view(), name="move_stay"),
    path("absences/<int:pk>/<slug:move>/", staying.MoveAbsence.as_view(), name="move_absence"),
    path("note/", staying.Note.as_view(), name="note"),
    path("weeks/", weekly.Weeks.as_view(), name="weeks"),
    path("weeks/silent/", weekly.Silent.as_view(), name="silent"),
    path("weeks/tutors/<int:pk>/", weekly.TutorLink.as_view(), name="tutor_link"),
    path("problems/", staying.Problems.as_view(), name="problems"),
    path("problems/<int:pk>/", staying.ProblemPage.as_view(), name="problem"),
    path("problems/<int:pk>/<slug:move>/", staying.MoveProblem.as_view(), name="move_problem"),
]
