"""What people type about seasons, posts and choices."""

from interns.forms.positions import PositionForm, SelectionForm, SendBackForm, TutorForm
from interns.forms.seasons import CategoryForm, CopyForm, SeasonForm
from interns.forms.students import ChoicesForm, ProfileForm, RefuseForm

__all__ = [
    "CategoryForm",
    "ChoicesForm",
    "CopyForm",
    "PositionForm",
    "ProfileForm",
    "RefuseForm",
    "SeasonForm",
    "SelectionForm",
    "SendBackForm",
    "TutorForm",
]
