"""Every address × role × own, others' and missing object answers as its table says; an unlisted address fails."""

import re
from importlib import import_module

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

APPS = (
    "roof",
    "accounts",
    "notifications",
    "universities",
    "supervision",
    "service",
    "bases",
    "needs",
    "projects",
    "interns",
    "meetings",
    "news",
    "sheets",
    "wall",
    "handover",
    "links",
    "vault",
    "placing",
    "onpost",
    "certificates",
    "allowances",
    "board",
)
WHO = {
    "public": None,
    "admin": "admin",
    "office": "office",
    "leader": "leader",
    "jiaoyu": "jiaoyu",
    "gongke": "gongke",
    "tsinghua": "tsinghua",
    "xinong": "xinong",
    "yabao": "yabao",
    "dayu": "dayu",
    "student": "student",
    "student2": "student2",
    "auditor": "auditor",
}
FOREIGN = ("admin:", "account_", "mfa_")  # walked by their own tests


def routes(patterns=None, space="") -> set[str]:
    """List the names of all routes, with their namespaces."""
    found = set()
    for item in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(item, URLResolver):
            found |= routes(item.url_patterns, f"{space}{item.namespace}:" if item.namespace else space)
        elif isinstance(item, URLPattern) and item.name:
            found.add(space + item.name)
    return found


def expected(words: str) -> dict[str, int]:
    """Read "public 302, office 200, rest 403" into a code for each person."""
    named = dict(re.findall(r"(\w+) (\d{3})", words))
    return {person: int(named.get(person, named.get("rest", 0))) for person in WHO}


def tables(app: str):
    return import_module(f"tests.access.{app}")


def test_every_route_stands_in_a_table():
    listed = {row[0] for app in APPS for row in tables(app).TABLE}
    ours = {name for name in routes() if not name.startswith(FOREIGN)}
    assert ours - listed == set()
    assert listed - ours == set()


@pytest.mark.parametrize("app", APPS)
def test_each_role_gets_what_the_table_says(app, county):
    """A row is (route, method, object, words); `objects(county)` gives each object's URL arguments, and a
    `query` where the page wants one."""
    module = tables(app)
    objects = module.objects(county) if hasattr(module, "objects") else {}
    clients = {person: _client(county, username) for person, username in WHO.items()}
    wrong = []
    for route, method, thing, words in module.TABLE:
        arguments = dict(objects.get(thing, {}))
        query = arguments.pop("query", "")
        address = reverse(route, kwargs=arguments) + query
        for person, code in expected(words).items():
            answer = getattr(clients[person], method.lower())(address).status_code
            if answer != code:
                wrong.append(f"{method} {route} [{thing}] as {person}: {answer}, not {code}")
    assert "\n".join(wrong) == ""


def _client(county, username):
    client = Client()
    if username:
        client.force_login(county.people[username])
    return client
