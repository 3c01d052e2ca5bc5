"""Which supplies may answer a need, and which needs a supply: proposals with their reasons, never a verdict.

The database narrows thousands of rows to a few hundred by indexes; `reasons()` says in words why a pair fits, and the
sum of their weights only orders the proposals. Nobody is shown a number.
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from needs.models import KEYWORD_LENGTH, Need, Supply
from ruoyi_coop.lib.search import TokenQuery, tokens
from universities.models import Expert, Partnership

PROPOSED = 10
CANDIDATES = 200
EXPERTS = 60
SHORTEST = 2  # characters: a single one occurs in everything


@dataclass(frozen=True)
class Reason:
    words: str
    weight: int


@dataclass(frozen=True)
class Fit:
    """One proposal: the row of the other side, and why."""

    row: Need | Supply
    reasons: list[Reason]

    @property
    def weight(self) -> int:
        return sum(reason.weight for reason in self.reasons)


def reasons(need, supply, *, is_led: bool) -> list[Reason]:
    """Say why the two fit, the strongest first; [] when nothing but a running partnership speaks for it.

    Pure: reads only what both carry. `is_led` says that the need's unit leads a partnership with the university.
    """
    found = [*_answered(need, supply), *_shared(need, supply), *_same_field(need, supply), *_expert(need, supply)]
    if found and is_led:
        words = _("%(unit)s正牵头与%(university)s的合作") % {"unit": need.unit, "university": supply.university}
        found.append(Reason(words, 1))
    return sorted(found, key=lambda reason: -reason.weight)


def supplies_for(need: Need) -> list[Fit]:
    """The supplies in the store that fit a need best, dismissed ones left out. Two queries."""
    experts = _experts_on(need)
    wanted = Q(answers=need) | Q(keywords__overlap=need.keywords) | Q(expert__in=experts)
    rows = Supply.objects.accepted().exclude(dismissals__need=need).filter(wanted | _in_field(need.field))
    led = Partnership.objects.current().filter(lead_unit=need.unit_id, university=OuterRef("university"))
    overlaps = _touches(keywords__overlap=need.keywords)
    rows = rows.annotate(is_led=Exists(led), is_near=overlaps, answers_it=_touches(answers=need)).with_names()
    rows = rows.defer("detail", "search").order_by("-answers_it", "-is_near", "-is_led", "-id")[:CANDIDATES]
    return _best((row, reasons(need, row, is_led=row.is_led)) for row in rows)


def needs_for(supply: Supply, rows: QuerySet) -> list[Fit]:
    """Those of `rows` (what the reader may see) in the store that fit a supply best. One query."""
    experts_words = stretches([supply.expert.field]) if supply.expert else []
    wanted = Q(pk=supply.answers_id) | Q(keywords__overlap=[*supply.keywords, *experts_words])
    rows = rows.in_store().exclude(dismissals__supply=supply)
    rows = rows.filter(wanted | _in_field(supply.field) | Q(field__in=experts_words))
    led = Partnership.objects.current().filter(university=supply.university_id, lead_unit=OuterRef("unit"))
    rows = rows.annotate(is_led=Exists(led), is_near=_touches(keywords__overlap=supply.keywords))
    rows = rows.select_related("unit", "host").defer("detail", "search")
    rows = rows.order_by("-is_near", "-is_led", "-id")[:CANDIDATES]
    return _best((row, reasons(row, supply, is_led=row.is_led)) for row in rows)


def needs_near(university_id: int, rows: QuerySet) -> QuerySet:
    """Those of `rows` in a field, or with a keyword, of the university's supplies and experts. Three queries."""
    offered = list(
        Supply.objects.standing().filter(university=university_id).values_list("field", "keywords")[:EXPERTS]
    )
    fields = {field for field, _words in offered}
    words = {word for _field, found in offered for word in found}
    experts = Expert.objects.engaged().filter(university=university_id).order_by("-since", "id")
    words |= set(stretches(experts.values_list("field", flat=True)[:EXPERTS]))
    return rows.filter(Q(field__in=fields | words) | Q(keywords__overlap=list(words)))


def stretches(texts) -> list[str]:
    """Every stretch of a text that could be a keyword: 药用玻璃 → 药用, 药用玻, 药用玻璃, 用玻, …"""
    found = (
        text[start : start + size]
        for text in texts
        for size in range(SHORTEST, KEYWORD_LENGTH + 1)
        for start in range(len(text) - size + 1)
    )
    return list(dict.fromkeys(found))


def _answered(need, supply):
    if supply.answers_id is not None and supply.answers_id == need.pk:
        yield Reason(_("就是应答这条需求的"), 6)


def _shared(need, supply):
    if shared := [word for word in need.keywords if word in supply.keywords]:
        yield Reason(_("关键词相同：%s") % "、".join(shared), 2 * len(shared))


def _same_field(need, supply):
    if need.field and need.field == supply.field:
        yield Reason(_("领域相同：%s") % need.field, 2)


def _expert(need, supply):
    """The expert works on what is asked for: in whole words of the need, not in parts of words."""
    expert = supply.expert
    if expert and (found := [word for word in _words_of(need) if word in expert.field]):
        words = _("专家%(expert)s的研究方向（%(field)s）涉及%(words)s")
        yield Reason(words % {"expert": expert, "field": expert.field, "words": "、".join(found)}, 1)


def _words_of(need) -> list[str]:
    return [word for word in dict.fromkeys([need.field, *need.keywords]) if len(word) >= SHORTEST]


def _experts_on(need: Need) -> list[int]:
    """Experts whose field holds a word of the need, found by the search index and checked by `_expert` afterwards."""
    wanted = Q(pk__in=[])
    for found in filter(None, map(tokens, _words_of(need))):
        wanted |= Q(search=TokenQuery(" & ".join(f"'{token}'" for token in found)))
    return list(Expert.objects.filter(wanted).values_list("pk", flat=True)[:CANDIDATES])


def _in_field(field: str) -> Q:
    return Q(field=field) if field else Q(pk__in=[])


def _touches(**condition):
    return Coalesce(Q(**condition), Value(False))


def _best(pairs) -> list[Fit]:
    fits = [Fit(row, found) for row, found in pairs if found]
    return sorted(fits, key=lambda fit: -fit.weight)[:PROPOSED]
