"""Addresses of accounts; log-in, passwords and the second factor are allauth's."""

from django.urls import path

from people import views

app_name = "accounts"
urlpatterns = [
    path("me/", views.Me.as_view(), name="me"),
    path("me/edit/", views.EditMe.as_view(), name="edit_me"),
    path("me/export/", views.ExportMe.as_view(), name="export_me"),
    path("me/withdraw/", views.WithdrawConsent.as_view(), name="withdraw"),
    path("hats/<int:pk>/wear/", views.SwitchHat.as_view(), name="switch_hat"),
    path("hats/<int:pk>/end/", views.EndHat.as_view(), name="end_hat"),
    path("appearance/", views.Appearance.as_view(), name="appearance"),
    path("privacy/", views.Privacy.as_view(), name="privacy"),
    path("roles/", views.Roles.as_view(), name="roles"),
    path("people/", views.People.as_view(), name="people"),
    path("people/<int:pk>/", views.Person.as_view(), name="person"),
    path("people/<int:pk>/hat/", views.GiveHat.as_view(), name="give_hat"),
    path("people/<int:pk>/close/", views.SetActive.as_view(active=False), name="close"),
    path("people/<int:pk>/reopen/", views.SetActive.as_view(active=True), name="reopen"),
    path("people/<int:pk>/unlock/", views.Unlock.as_view(), name="unlock"),
    path("units/", views.Units.as_view(), name="units"),
    path("units/add/", views.EditUnit.as_view(), name="add_unit"),
    path("units/<int:pk>/", views.EditUnit.as_view(), name="unit"),
    path("invitations/", views.Invitations.as_view(), name="invitations"),
    path("invitations/add/", views.Invite.as_view(), name="invite"),
    path("invitations/<int:pk>/", views.InvitationPage.as_view(), name="invitation"),
    path("invitations/<int:pk>/revoke/", views.Revoke.as_view(), name="revoke"),
    path("invitations/<uuid:token>/", views.Accept.as_view(), name="accept"),
]
