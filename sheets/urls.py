"""Addresses of the imports: begun per kind, carried on per import."""

from django.urls import path

from sheets import views

app_name = "sheets"
urlpatterns = [
    path("", views.Imports.as_view(), name="list"),
    path("<slug:kind>/new/", views.New.as_view(), name="new"),
    path("<slug:kind>/template/", views.Template.as_view(), name="template"),
    path("<int:pk>/", views.Page.as_view(), name="import"),
    path("<int:pk>/sheet/", views.ChooseSheet.as_view(), name="sheet"),
    path("<int:pk>/columns/", views.Columns.as_view(), name="columns"),
    path("<int:pk>/answer/", views.Answer.as_view(), name="answer"),
    path("<int:pk>/drop/", views.Drop.as_view(), name="drop"),
    path("<int:pk>/return/", views.Return.as_view(), name="return"),
    path("<int:pk>/repeat/", views.Repeat.as_view(), name="repeat"),
    path("<int:pk>/save/", views.Save.as_view(), name="save"),
    path("<int:pk>/undo/", views.Undo.as_view(), name="undo"),
    path("<int:pk>/discard/", views.Discard.as_view(), name="discard"),
    path("<int:pk>/marked/", views.Marked.as_view(), name="marked"),
]
