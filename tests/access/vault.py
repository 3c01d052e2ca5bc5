"""Who gets what in vault: (route, method, object, answers)."""

TABLE = ()
