"""Addresses of the needs app."""

from django.urls import path

from needs import views

app_name = "needs"
urlpatterns = [
    path("needs/", views.NeedList.as_view(), name="list"),
    path("needs/add/", views.AddNeed.as_view(), name="add"),
    path("needs/<int:pk>/", views.NeedPage.as_view(), name="need"),
    path("needs/<int:pk>/edit/", views.EditNeed.as_view(), name="edit"),
    path("needs/<int:pk>/answer/", views.AnswerNeed.as_view(), name="answer"),
    path("needs/<int:pk>/unfit/<int:supply>/", views.DismissSupply.as_view(), name="dismiss"),
    path("needs/<int:pk>/unfit/<int:supply>/back/", views.TakeBack.as_view(), name="take_back"),
    path("needs/<int:pk>/<slug:move>/", views.MoveNeed.as_view(), name="move"),
    path("supplies/", views.SupplyList.as_view(), name="supplies"),
    path("supplies/add/", views.OfferSupply.as_view(), name="supply_add"),
    path("supplies/<int:pk>/", views.SupplyPage.as_view(), name="supply"),
    path("supplies/<int:pk>/edit/", views.EditSupply.as_view(), name="supply_edit"),
    path("supplies/<int:pk>/<slug:move>/", views.MoveSupply.as_view(), name="supply_move"),
]
