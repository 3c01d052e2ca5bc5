"""Chinese search asks an index and finds names, parts of names and pinyin."""

import pytest
from django.db import connection

from accounts.models import User
from ruoyi_coop.lib.search import matching, person_pinyin, pinyin, tokens


@pytest.fixture
def people(db):
    for number, name in enumerate(["薛明远", "薛明", "曾国强", "Smith (史密斯)"]):
        User.objects.create(username=f"p{number}", name=name, pinyin=pinyin(name))


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("薛", ["薛明", "薛明远"]),
        ("明远", ["薛明远"]),
        ("xmy", ["薛明远"]),
        ("xueming", ["薛明", "薛明远"]),
        ("史密斯", ["Smith (史密斯)"]),
        ("SMITH", ["Smith (史密斯)"]),
        ("薛 远", ["薛明远"]),
        ("没有这人", []),
        ("'); drop table", []),
        ("——", []),
    ],
)
def test_finds(people, words, names):
    assert sorted(matching(User.objects.all(), words).values_list("name", flat=True)) == sorted(names)


def test_blank_words_leave_the_list_as_it_is(people):
    assert matching(User.objects.all(), "  ").count() == 4


def test_the_search_column_follows_whoever_writes(people):
    User.objects.filter(name="薛明").update(name="柳青", pinyin=pinyin("柳青"))
    assert list(matching(User.objects.all(), "柳青").values_list("name", flat=True)) == ["柳青"]


def test_the_database_parts_chinese_words_as_python_does(db):
    """With LC_CTYPE C some servers see no letters in Chinese text; ours must."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(portal_bigrams(%s))", ["芮城县（示例）·A1"])
        stored = set(cursor.fetchone()[0])
    assert set(tokens("芮城县（示例）·A1")) <= stored
    assert stored == {"芮", "城", "县", "芮城", "城县", "示", "例", "示例", "a", "1", "a1"}


def test_the_driver_is_psycopg2():
    assert connection.Database.__name__ == "psycopg2"


def test_place_names_read_as_locals_say_them():
    assert pinyin("芮城") == "ruicheng rc"
    assert pinyin("重庆大学").startswith("chongqingdaxue ")
    assert pinyin("长安大学").startswith("changandaxue ")


def test_surnames_read_as_surnames():
    assert person_pinyin("曾国强") == "zengguoqiang zgq"
    assert person_pinyin("单立新") == "shanlixin slx"
    assert person_pinyin("王秀兰") == pinyin("王秀兰")
