"""What people type about seasons, posts and choices."""

from interns.forms.positions import PositionForm, SelectionForm, SendBackForm
from interns.forms.seasons import CategoryForm, SeasonForm
from interns.forms.students import ChoicesForm, ProfileForm

__all__ = ["CategoryForm", "ChoicesForm", "PositionForm", "ProfileForm", "SeasonForm", "SelectionForm", "SendBackForm"]
