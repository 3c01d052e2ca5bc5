"""Who gets what in board: (route, method, object, answers)."""

TABLE = ()
