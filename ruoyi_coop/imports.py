"""The one list of what can come in as a spreadsheet."""

from universities import imports as universities

IMPORTS = (universities.Universities(), universities.Experts())
