"""What a tied hat can be tied to; the roof names the tables, because they belong to apps above this one."""

from dataclasses import dataclass

from django.apps import apps
from django.conf import settings

from accounts.permissions import Role


@dataclass(frozen=True)
class Tie:
    """A liaison is tied to a university by a row of UniversityMember: `role` → `things` through `links`.`field`."""

    role: Role
    things: str  # "universities.University"
    links: str  # "universities.UniversityMember"
    field: str  # "university"

    @property
    def key(self) -> str:
        return self.things.lower()

    def choices(self) -> list[tuple[str, str]]:
        rows = apps.get_model(self.things).objects.order_by("pinyin").values_list("pk", "name")
        return [(f"{self.key}:{pk}", name) for pk, name in rows]

    def thing(self, tie: str):
        return apps.get_model(self.things).objects.get(pk=tie.partition(":")[2])

    def label(self, tie: str) -> str:
        return self.thing(tie).name[:80]

    def make(self, hat, tie: str):
        return apps.get_model(self.links).objects.create(hat=hat, **{self.field: self.thing(tie)})


def names(role: str) -> list[str]:
    """Names of the things a role can be tied to, as suggestions for a field of free text."""
    return [name for _tie, name in Tie(Role(role), *settings.TIES[role]).choices()]


def ties() -> list[Tie]:
    return [Tie(Role(role), *words) for role, words in settings.TIES.items()]


def tie_of(tie: str) -> Tie:
    return next(one for one in ties() if one.key == tie.partition(":")[0])
