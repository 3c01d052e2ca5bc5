"""Works a published placement out again: python3 reproduce.py results.csv SEED > again.csv

The csv names every post with its places and every student, by public code, with the choices in order and the
priority at each (0 is best). Only these and the seed are used: lots and results are computed, and the file written
to the output equals the published one to the byte when it is true. Needs Python 3.8 and nothing else.
"""

import csv
import hashlib
import heapq
import hmac
import sys


def lots_of(seed, codes):
    """Every student's lot: the place of HMAC-SHA256(seed, code) among all, the smallest first."""
    drawn = {code: hmac.new(bytes.fromhex(seed), code.encode(), hashlib.sha256).hexdigest() for code in codes}
    return {code: place for place, code in enumerate(sorted(codes, key=drawn.get), 1)}


def place(places, students, lots):
    """Deferred acceptance: students ask in the order of their choices, posts keep the best by (priority, lot).

    `places` is {post: places}, `students` {code: [(post, priority), …]}; returns {code: post}.
    """
    held = {post: [] for post in places}
    asked = dict.fromkeys(students, 0)
    free = list(students)
    while free:
        code = free.pop()
        if asked[code] == len(students[code]):
            continue
        post, priority = students[code][asked[code]]
        asked[code] += 1
        heapq.heappush(held[post], (-priority, -lots[code], code))
        if len(held[post]) > places[post]:
            free.append(heapq.heappop(held[post])[2])
    return {code: post for post, kept in held.items() for _priority, _lot, code in kept}


def read(lines):
    places, students = {}, {}
    for row in csv.DictReader(lines):
        if row["kind"] == "post":
            places[row["id"]] = int(row["choices_or_places"])
        else:
            posts, priorities = row["choices_or_places"].split(), map(int, row["priorities"].split())
            students[row["id"]] = list(zip(posts, priorities))  # noqa: B905 - runs on any Python 3.8
    return places, students


def write(out, places, students, lots, result):
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["kind", "id", "choices_or_places", "priorities", "lot", "result"])
    for post, number in places.items():
        table.writerow(["post", post, number, "", "", ""])
    for code, choices in students.items():
        posts, priorities = " ".join(p for p, _n in choices), " ".join(str(n) for _p, n in choices)
        table.writerow(["student", code, posts, priorities, lots.get(code, ""), result.get(code, "")])


if __name__ == "__main__":
    with open(sys.argv[1], newline="", encoding="utf-8-sig") as file:
        places, students = read(file)
    lots = lots_of(sys.argv[2], students)
    write(sys.stdout, places, students, lots, place(places, students, lots))
