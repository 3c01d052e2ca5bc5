"""Who gets what in certificates: (route, method, object, answers)."""

TABLE = ()
