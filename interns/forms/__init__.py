"""What people type about seasons, posts and choices."""

from interns.forms.positions import PositionForm, SelectionForm, SendBackForm
from interns.forms.seasons import CategoryForm, SeasonForm
from interns.forms.students import ChoicesForm, ProfileForm, RefuseForm

__all__ = [
    "CategoryForm",
    "ChoicesForm",
    "PositionForm",
    "ProfileForm",
    "RefuseForm",
    "SeasonForm",
    "SelectionForm",
    "SendBackForm",
]
