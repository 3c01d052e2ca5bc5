"""The one list of what can come in as a spreadsheet."""

from bases.imports import Bases
from interns.imports import Positions
from universities.imports import Experts, Universities

IMPORTS = (Universities(), Experts(), Bases(), Positions())
