"""Chinese search that uses an index: text becomes one- and two-character tokens in a stored tsvector column.

A model says `search = SearchColumn("name", "pinyin")`; PostgreSQL keeps the column right whoever writes.
`matching(rows, words)` then asks the GIN index.
"""

import re

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Coalesce
from pypinyin import Style, lazy_pinyin, load_phrases_dict

load_phrases_dict(
    {
        "芮城": [["ruì"], ["chéng"]],
        "单县": [["shàn"], ["xiàn"]],
        "重庆": [["chóng"], ["qìng"]],
        "长安": [["cháng"], ["ān"]],
        "长春": [["cháng"], ["chūn"]],
        "厦门": [["xià"], ["mén"]],
    }
)

# The same function as SQL; accounts/migrations/0001 creates it. Punctuation is listed, not classed,
# so that it works under any locale of the server.
FUNCTION = r"""
CREATE OR REPLACE FUNCTION portal_bigrams(source text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT SET search_path = pg_catalog AS $$
  SELECT coalesce(array_to_tsvector(array_agg(DISTINCT token)), ''::tsvector)
  FROM regexp_split_to_table(
         lower(left(source, 2000)),
         '[\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\xbf\u2010-\u203f\u3000-\u303f\uff00-\uff0f\uff1a-\uff20]+'
       ) AS word,
       LATERAL (
         SELECT substr(word, place, size) AS token
         FROM generate_series(1, length(word)) AS place, generate_series(1, 2) AS size
         WHERE place + size - 1 <= length(word)
       ) AS tokens
  WHERE word <> ''
$$
"""


class Bigrams(Func):
    function = "portal_bigrams"
    output_field = SearchVectorField()


class Joined(Func):
    """`a || ' ' || b` with nulls as nothing: unlike concat_ws it is immutable, as a generated column demands."""

    template = "(%(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = models.TextField()


def SearchColumn(*fields: str) -> models.GeneratedField:  # noqa: N802 (reads as a field class where it is used)
    """A stored tsvector over the named text columns of the same row; pair it with `search_index()`."""
    parts = [Coalesce(F(name), Value("")) for name in fields]
    return models.GeneratedField(expression=Bigrams(Joined(*parts)), output_field=SearchVectorField(), db_persist=True)


def search_index(name: str) -> GinIndex:
    return GinIndex(fields=["search"], name=name)


def tokens(words: str) -> list[str]:
    """Cut what a person typed into the tokens that must all be present: two-character ones, or the single character."""
    found = []
    for word in re.split(r"[\W_]+", words.lower()[:60]):
        found += [word[i : i + 2] for i in range(len(word) - 1)] or [word]
    return [token for token in dict.fromkeys(found) if token]


def matching(rows: models.QuerySet, words: str, column: str = "search") -> models.QuerySet:
    """Return the rows whose search column holds every token of `words`; words without any letter find nothing.

    `column` may lie across a foreign key: "student__search" finds applications by the student's name.
    """
    wanted = tokens(words)
    if not wanted:
        return rows if not words.strip() else rows.none()
    return rows.filter(**{column: TokenQuery(" & ".join(f"'{token}'" for token in wanted))})


class TokenQuery(SearchQuery):
    """Tokens that are ready as they are: no parser between the words typed and the index."""

    def as_sql(self, compiler, connection, **kwargs):
        return "%s::tsquery", [self.source_expressions[-1].value]


def pinyin(text: str) -> str:
    """芮城县 → "ruichengxian rcx": whole syllables to sort by, initials to find by."""
    whole = "".join(lazy_pinyin(text))
    initials = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER))
    return f"{whole} {initials}".lower()[:400]


# Characters read otherwise as a surname than elsewhere.
SURNAMES = {"曾": "zeng", "仇": "qiu", "单": "shan", "解": "xie", "查": "zha", "盖": "ge", "区": "ou", "翟": "zhai"}
SURNAMES |= {"朴": "piao", "缪": "miao", "乐": "yue", "任": "ren", "华": "hua", "尹": "yin", "薄": "bo", "员": "yun"}


def person_pinyin(name: str) -> str:
    """Like `pinyin`, with the first character read as a surname: 曾国强 → "zengguoqiang zgq"."""
    first = SURNAMES.get(name[:1])
    if not first:
        return pinyin(name)
    whole, _space, initials = pinyin(name[1:]).partition(" ")
    return f"{first}{whole} {first[0]}{initials}"
