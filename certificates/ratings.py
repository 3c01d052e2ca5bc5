"""What students say of a host, as averages of at least five, so that nobody's answer can be read off or worked out."""

from collections import defaultdict
from dataclasses import dataclass

from certificates.models import Rating
from certificates.questions import HOST

LEAST = 5


@dataclass(frozen=True)
class Averages:
    """How many answered, and the mean of each question to one decimal."""

    count: int
    means: tuple[tuple[str, float], ...]


def of_host(host) -> Averages | None:
    """The averages over all posts of a host; None while fewer than five have answered."""
    return _averages(_answers(host)[None])


def of_positions(host) -> dict[int, Averages]:
    """The averages of single posts: only where the post has five answers, and so has the rest of the host.

    Otherwise the host's average less the post's would give away the few that are left.
    """
    answers = _answers(host)
    everything = answers.pop(None)
    shown = {post: rows for post, rows in answers.items() if len(rows) >= LEAST}
    rest = len(everything) - sum(len(rows) for rows in shown.values())
    if 0 < rest < LEAST and shown:
        shown.pop(min(shown, key=lambda post: (len(shown[post]), post)))
    return {post: _averages(rows) for post, rows in shown.items()}


def _answers(host) -> dict[int | None, list[dict]]:
    found = defaultdict(list, {None: []})
    rows = Rating.objects.filter(stay__placement__position__host=host).order_by("pk")
    for post, answers in rows.values_list("stay__placement__position", "answers"):
        found[post].append(answers)
        found[None].append(answers)
    return found


def _averages(rows: list[dict]) -> Averages | None:
    if len(rows) < LEAST:
        return None
    means = []
    for name, label in HOST.items():
        values = [row[name] for row in rows if name in row]
        if len(values) >= LEAST:
            means.append((str(label), round(sum(values) / len(values), 1)))
    return Averages(len(rows), tuple(means))
