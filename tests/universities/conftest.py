"""On the register: 清华 (工科局 leads, tsinghua speaks for it), 西农 (农业农村局, xinong), 北大 (nobody yet)."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from ruoyi_coop.lib.search import pinyin
from universities import reference
from universities.models import Partnership, ReferenceUniversity, University, UniversityMember

BEGAN = date(2024, 3, 1)


def register(name: str, code: str | None = None, **more) -> University:
    facts = {"short_name": name[:2], "province": "北京市", "pinyin": pinyin(name), "moe_code": code}
    return University.objects.create(name=name, **facts | more)


def partner(university: University, unit, since: date = BEGAN, until: date | None = None, **more) -> Partnership:
    more.setdefault("end_reason", "到期" if until else "")
    return Partnership.objects.create(
        university=university, lead_unit=unit, began_on=since, during=DateRange(since, until), **more
    )


def speak(user, university: University) -> UniversityMember:
    return UniversityMember.objects.create(hat=user.hats.get(role="liaison"), university=university)


@pytest.fixture
def campus(world) -> SimpleNamespace:
    tsinghua = register("清华大学", "4111010003")
    xinong = register("西北农林科技大学", "4161010712", province="陕西省", short_name="西农")
    beida = register("北京大学", "4111010001")
    speak(world.people["tsinghua"], tsinghua)
    speak(world.people["xinong"], xinong)
    return SimpleNamespace(
        tsinghua=tsinghua,
        xinong=xinong,
        beida=beida,
        partnership=partner(tsinghua, world.units["工科局"]),
        other=partner(xinong, world.units["农业农村局"]),
        units=world.units,
        people=world.people,
    )


@pytest.fixture
def the_list(db):
    """The ministry's list, also after a test that emptied every table."""
    reference.load(ReferenceUniversity)
    return ReferenceUniversity.objects.all()
