"""When somebody ought to hear of something in the projects app."""

RULES = ()
