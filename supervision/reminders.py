"""When somebody ought to hear of something in the supervision app."""

RULES = ()
