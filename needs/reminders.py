"""When somebody ought to hear of something in the needs app."""

RULES = ()
