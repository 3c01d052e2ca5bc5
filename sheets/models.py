"""Staged imports: see README.md."""
