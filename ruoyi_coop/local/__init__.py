"""Runs the whole portal on one machine, from a bare checkout, with nothing but the standard library."""
