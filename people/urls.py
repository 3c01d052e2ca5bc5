"""Addresses of accounts; log-in, passwords and the second factor stand in people.doors."""

from django.urls import path

from people.views import admin, entrance, me

app_name = "accounts"
urlpatterns = [
    path("me/", me.Me.as_view(), name="me"),
    path("me/edit/", me.EditMe.as_view(), name="edit_me"),
    path("me/email/", me.ChangeEmail.as_view(), name="change_email"),
    path("me/email/<str:token>/", me.ConfirmEmail.as_view(), name="confirm_email"),
    path("me/export/", me.ExportMe.as_view(), name="export_me"),
    path("me/agree/", entrance.Agree.as_view(), name="agree"),
    path("me/withdraw/", me.WithdrawConsent.as_view(), name="withdraw"),
    path("hats/<int:pk>/wear/", me.SwitchHat.as_view(), name="switch_hat"),
    path("hats/<int:pk>/end/", admin.EndHat.as_view(), name="end_hat"),
    path("appearance/", entrance.Appearance.as_view(), name="appearance"),
    path("privacy/", entrance.Privacy.as_view(), name="privacy"),
    path("privacy/<slug:version>/", entrance.Privacy.as_view(), name="privacy_version"),
    path("roles/", entrance.Roles.as_view(), name="roles"),
    path("people/", admin.People.as_view(), name="people"),
    path("people/<int:pk>/", admin.Person.as_view(), name="person"),
    path("people/<int:pk>/hat/", admin.GiveHat.as_view(), name="give_hat"),
    path("people/<int:pk>/close/", admin.CloseAccount.as_view(), name="close"),
    path("people/<int:pk>/reopen/", admin.ReopenAccount.as_view(), name="reopen"),
    path("people/<int:pk>/unlock/", admin.Unlock.as_view(), name="unlock"),
    path("units/", admin.Units.as_view(), name="units"),
    path("units/add/", admin.AddUnit.as_view(), name="add_unit"),
    path("units/<int:pk>/", admin.EditUnit.as_view(), name="unit"),
    path("invitations/", admin.Invitations.as_view(), name="invitations"),
    path("invitations/add/", admin.Invite.as_view(), name="invite"),
    path("invitations/<int:pk>/", admin.InvitationPage.as_view(), name="invitation"),
    path("invitations/<int:pk>/again/", admin.InviteAgain.as_view(), name="invite_again"),
    path("invitations/<int:pk>/revoke/", admin.Revoke.as_view(), name="revoke"),
    path("invitations/<uuid:token>/", entrance.Accept.as_view(), name="accept"),
]
