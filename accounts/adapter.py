"""How allauth logs people in here: users named as people, students under their mobile number."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def populate_username(self, request, user):
        """The sign-up form has already set the mobile number as the user name."""
