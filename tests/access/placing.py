"""Who gets what in placing: (route, method, object, answers)."""

TABLE = ()
