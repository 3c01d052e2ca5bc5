"""Who gets what in onpost: (route, method, object, answers)."""

TABLE = ()
