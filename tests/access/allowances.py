"""Who gets what in allowances: (route, method, object, answers)."""

TABLE = ()
