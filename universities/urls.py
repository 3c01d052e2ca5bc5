"""Addresses of the universities app."""

from django.urls import path

from universities.views import adding, contacts, experts, partnerships, universities

app_name = "universities"
urlpatterns = [
    path("universities/", universities.Universities.as_view(), name="list"),
    path("universities/add/", adding.FindUniversity.as_view(), name="add"),
    path("universities/add/by-hand/", adding.AddByHand.as_view(), name="add_by_hand"),
    path("universities/add/<int:moe_code>/", adding.AddFromList.as_view(), name="add_from_list"),
    path("universities/<int:pk>/", universities.UniversityPage.as_view(), name="record"),
    path("universities/<int:pk>/edit/", universities.EditUniversity.as_view(), name="edit"),
    path("universities/<int:pk>/attach/", universities.AttachLeader.as_view(), name="attach"),
    path("universities/<int:pk>/detach/", universities.DetachLeader.as_view(), name="detach"),
    path("universities/<int:pk>/contacts/add/", contacts.LogContact.as_view(), name="log_contact"),
    path("partnerships/", partnerships.Partnerships.as_view(), name="partnerships"),
    path("partnerships/add/", partnerships.BeginPartnership.as_view(), name="begin"),
    path("partnerships/<int:pk>/", partnerships.PartnershipPage.as_view(), name="partnership"),
    path("partnerships/<int:pk>/edit/", partnerships.EditPartnership.as_view(), name="edit_partnership"),
    path("partnerships/<int:pk>/hand_over/", partnerships.HandOver.as_view(), name="hand_over"),
    path("partnerships/<int:pk>/end/", partnerships.EndPartnership.as_view(), name="end"),
    path("experts/", experts.Experts.as_view(), name="experts"),
    path("experts/add/", experts.AddExpert.as_view(), name="add_expert"),
    path("experts/<int:pk>/", experts.ExpertPage.as_view(), name="expert"),
    path("experts/<int:pk>/edit/", experts.EditExpert.as_view(), name="edit_expert"),
    path("contacts/", contacts.Contacts.as_view(), name="contacts"),
    path("contacts/<int:pk>/edit/", contacts.EditContact.as_view(), name="edit_contact"),
    path("contacts/<int:pk>/file/", contacts.ContactFile.as_view(), name="contact_file"),
]
