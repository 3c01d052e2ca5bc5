"""Addresses of the bases app."""

from django.urls import path

from bases import views

app_name = "bases"
urlpatterns = [
    path("bases/", views.BaseList.as_view(), name="list"),
    path("bases/add/", views.AddBase.as_view(), name="add"),
    path("bases/types/", views.TypeList.as_view(), name="types"),
    path("bases/types/<int:pk>/edit/", views.EditType.as_view(), name="type_edit"),
    path("bases/of-partnership/<int:pk>/", views.OfPartnership.as_view(), name="of_partnership"),
    path("bases/<int:pk>/", views.BasePage.as_view(), name="base"),
    path("bases/<int:pk>/edit/", views.EditBase.as_view(), name="edit"),
    path("bases/<int:pk>/steps/<int:step>/evidence/", views.Evidence.as_view(), name="evidence"),
    path("bases/<int:pk>/<slug:move>/", views.MoveBase.as_view(), name="move"),
    path("hosts/", views.HostList.as_view(), name="hosts"),
    path("hosts/add/", views.AddHost.as_view(), name="host_add"),
    path("hosts/<int:pk>/", views.HostPage.as_view(), name="host"),
    path("hosts/<int:pk>/edit/", views.EditHost.as_view(), name="host_edit"),
]
