"""What people type about seasons, posts and choices."""

from interns.forms.positions import PositionForm, SelectionForm, SendBackForm, TutorForm
from interns.forms.seasons import CategoryForm, CopyForm, SeasonForm
from interns.forms.students import ByHandForm, ChoicesForm, ProfileForm, RefuseForm

__all__ = [
    "ByHandForm",
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
