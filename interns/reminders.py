"""When somebody ought to hear of something in the interns app."""

RULES = ()
