"""When somebody ought to hear of something in the service app."""

RULES = ()
