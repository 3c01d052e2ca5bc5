"""What people type about seasons, posts and choices."""

from interns.forms.positions import PositionForm, SelectionForm, SendBackForm, TutorForm
from interns.forms.seasons import CategoryForm, CopyForm, SeasonForm
from interns.forms.students import CheckForm, ChoicesForm, ProfileForm

__all__ = [
    "CategoryForm",
    "CheckForm",
    "ChoicesForm",
    "CopyForm",
    "PositionForm",
    "ProfileForm",
    "SeasonForm",
    "SelectionForm",
    "SendBackForm",
    "TutorForm",
]
