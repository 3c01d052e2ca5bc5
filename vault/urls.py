"""Addresses of one's own numbers."""

from django.urls import path

from vault import views

app_name = "vault"
urlpatterns = [
    path("", views.Mine.as_view(), name="mine"),
    path("identity/", views.EditIdentity.as_view(), name="identity"),
    path("bank/", views.EditBankAccount.as_view(), name="bank"),
    path("retention/", views.Retention.as_view(), name="retention"),
    path("<slug:kind>/open/", views.OpenOwn.as_view(), name="open"),
    path("<slug:kind>/withdraw/", views.Withdraw.as_view(), name="withdraw"),
    path("<slug:kind>/<int:pk>/reveal/", views.Reveal.as_view(), name="reveal"),
]
