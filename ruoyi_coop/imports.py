"""The one list of what can come in as a spreadsheet."""

IMPORTS = ()
