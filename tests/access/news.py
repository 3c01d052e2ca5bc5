"""Who gets what in the news app: `own` is published, `draft` is not, `missing` does not exist."""

from news.models import Article

EDITS = "public 302, office 200, rest 403"
TABLE = [
    ("news:list", "GET", "", "rest 200"),
    ("news:add", "GET", "", EDITS),
    ("news:article", "GET", "own", "rest 200"),
    ("news:article", "GET", "draft", "office 200, leader 200, auditor 200, rest 404"),
    ("news:article", "GET", "missing", "rest 404"),
    ("news:edit", "GET", "own", EDITS),
    ("news:edit", "GET", "draft", "public 302, office 200, leader 403, auditor 403, rest 404"),
    ("news:edit", "GET", "missing", "public 302, rest 404"),
    ("news:move", "GET", "own_move", EDITS),
    ("news:move", "GET", "missing_move", "public 302, rest 404"),
]


def objects(county) -> dict[str, dict]:
    own = Article.objects.published().first()
    draft = Article.objects.create(title="草稿", body="还没写完")
    return {
        "own": {"pk": own.pk},
        "draft": {"pk": draft.pk},
        "missing": {"pk": 99999},
        "own_move": {"pk": own.pk, "move": "withdraw"},
        "missing_move": {"pk": 99999, "move": "withdraw"},
    }
