"""The desk answers what waits for whom; each figure is the length of the list it opens; the front page is cheap."""

import re

import pytest

ROLES = ["office", "leader", "jiaoyu", "gongke", "tsinghua", "yabao", "student", "auditor"]


def figures(page: str) -> list[tuple[str, int]]:
    found = re.findall(r'<a class="stat" href="([^"]+)">.*?<b>([\d,]+)</b>', page, re.S)
    return [(url.replace("&amp;", "&"), int(value.replace(",", ""))) for url, value in found]


def counted(page: str) -> int:
    return int(re.search(r"共\s*([\d,]+)", page).group(1).replace(",", ""))


@pytest.mark.parametrize("username", [None, *ROLES])
def test_every_figure_opens_a_list_of_just_that_length(county, enter, username):
    client = enter(county.people[username] if username else None)
    page = client.get("/home/" if username else "/").content.decode()
    shown = figures(page)
    assert len(shown) >= 2
    assert {url: counted(client.get(url).content.decode()) for url, _value in shown} == dict(shown)


def test_the_front_page_counts_the_county(county, enter):
    page = enter().get("/").content.decode()
    assert [value for _url, value in figures(page)][:3] == [22, 65, 12]


@pytest.mark.parametrize(("username", "title"), [("office", "个岗位等审核"), ("jiaoyu", "调度会"), ("student", "")])
def test_the_desk_says_what_waits(county, enter, username, title):
    page = enter(county.people[username]).get("/home/").content.decode()
    assert "等您办的事" in page
    assert title in page


def test_the_front_page_and_the_desk_stay_cheap(county, enter, django_assert_max_num_queries):
    visitor, client = enter(), enter(county.people["office"])
    with django_assert_max_num_queries(12):
        visitor.get("/")
    with django_assert_max_num_queries(43):
        client.get("/home/")


def test_search_finds_what_the_person_may_see(county, enter):
    page = enter(county.people["office"]).get("/search/?q=清华").content.decode()
    assert "清华大学" in page
    assert "没有找到" in enter().get("/search/?q=没有这个词").content.decode()
    assert enter().get("/search/", {"q": "a\0b"}).status_code == 200
