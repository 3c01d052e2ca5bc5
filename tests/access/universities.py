"""Who gets what in the universities app: (route, method, object, answers)."""

TABLE = []


def objects(county) -> dict[str, dict]:
    """The URL arguments of the objects named in the table."""
    return {}
