"""When somebody ought to hear of something in the meetings app."""

RULES = ()
