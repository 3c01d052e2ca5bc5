"""What a student says at registration beside mail and password."""

from django import forms


class StudentFields(forms.Form):
    name = forms.CharField(max_length=40)

    def signup(self, request, user):
        """Called by allauth once the account row exists."""
