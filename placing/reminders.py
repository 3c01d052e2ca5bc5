"""When somebody ought to hear of a deadline."""

RULES = ()
