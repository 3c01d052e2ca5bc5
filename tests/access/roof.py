"""Who gets what from the roof's own pages."""

SIGNED_IN = "public 302, rest 200"
TABLE = [
    ("front", "GET", "", "public 200, rest 302"),
    ("home", "GET", "", SIGNED_IN),
    ("search", "GET", "", "rest 200"),
    ("healthz", "GET", "", "rest 503"),
    ("set_language", "POST", "", "rest 302"),
]
