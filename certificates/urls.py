"""Addresses of certificates: /verify/ is public, the rest belongs to those concerned."""

from django.urls import path, re_path

from certificates import views

app_name = "certificates"
urlpatterns = [
    path("verify/", views.Check.as_view(), name="check"),
    re_path(r"^verify/(?P<code>[A-Za-z0-9-]{1,64})/$", views.Verify.as_view(), name="verify"),
    path("certificates/", views.Certificates.as_view(), name="list"),
    path("certificates/ready/", views.ToIssue.as_view(), name="to_issue"),
    path("certificates/appraisals/", views.Appraisals.as_view(), name="appraisals"),
    path("certificates/ratings/", views.Ratings.as_view(), name="ratings"),
    path("certificates/follow-ups/", views.FollowUps.as_view(), name="follow_ups"),
    path("certificates/follow-ups/<int:pk>/", views.AnswerFollowUp.as_view(), name="follow_up"),
    path("certificates/stays/<int:pk>/summary/", views.WriteSummary.as_view(), name="summary"),
    path("certificates/stays/<int:pk>/self/", views.AppraiseSelf.as_view(), name="self"),
    path("certificates/stays/<int:pk>/tutor/", views.AppraiseAsTutor.as_view(), name="tutor"),
    path("certificates/stays/<int:pk>/rate/", views.Rate.as_view(), name="rate"),
    path("certificates/<int:pk>/", views.CertificatePage.as_view(), name="certificate"),
    path("certificates/<int:pk>/pdf/", views.CertificatePdf.as_view(), name="pdf"),
    path("certificates/<int:pk>/<slug:move>/", views.MoveCertificate.as_view(), name="move"),
]
