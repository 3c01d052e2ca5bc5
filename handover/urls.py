"""Addresses of the handover app."""

from django.urls import path

from handover import views

app_name = "handover"
urlpatterns = [
    path("", views.Handovers.as_view(), name="list"),
    path("new/", views.New.as_view(), name="new"),
    path("ownerless/", views.OwnerlessPage.as_view(), name="ownerless"),
    path("<int:pk>/", views.HandoverPage.as_view(), name="handover"),
]
