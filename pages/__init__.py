"""The four shapes every page of the portal has: a list, a record, a form, a move."""
