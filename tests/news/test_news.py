"""Public texts: nothing with a personal number gets out, drafts stay inside."""

import pytest

from news import actions
from news.models import Article
from news.workflow import ARTICLE, State
from ruoyi_coop.lib.errors import NotAllowed, NotNow


@pytest.fixture
def draft(cast) -> Article:
    return actions.write({"title": "实习公告", "body": "第一段\n\n第二段"}, by=cast.office)


def test_a_draft_is_published_with_its_date_and_read_by_everybody(draft, cast, enter):
    assert enter().get(f"/news/{draft.pk}/").status_code == 404
    published = actions.move_article(draft, "publish", by=cast.office)
    page = enter().get(f"/news/{draft.pk}/").content.decode()
    assert published.published_at is not None
    assert "<p>第一段</p>" in page


@pytest.mark.parametrize("text", ["联系人 13834567603", "身份证 140830199901013312", "电话：138 3456 9869"])
def test_a_text_with_a_personal_number_is_not_published_and_the_number_is_named_masked(draft, cast, text):
    actions.edit_article(draft, {"body": text}, by=cast.office)
    with pytest.raises(NotNow, match=r"\*\*\*\*"):
        actions.move_article(draft, "publish", by=cast.office)
    assert Article.objects.get().state == "draft"


def test_a_published_text_cannot_be_changed_to_hold_one(draft, cast):
    actions.move_article(draft, "publish", by=cast.office)
    with pytest.raises(NotNow):
        actions.edit_article(draft, {"body": "13834567603"}, by=cast.office)
    assert Article.objects.get().body == "第一段\n\n第二段"


def test_a_withdrawn_text_keeps_its_first_date_when_it_comes_back(draft, cast, enter):
    first = actions.move_article(draft, "publish", by=cast.office).published_at
    actions.move_article(draft, "withdraw", by=cast.office, note="有误")
    assert enter().get(f"/news/{draft.pk}/").status_code == 404
    assert actions.move_article(draft, "publish", by=cast.office).published_at == first


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("name", ARTICLE.names)
@pytest.mark.parametrize(
    "person", ["office", "leader", "jiaoyu", "tsinghua", "yabao", "student", "auditor", "outsider"]
)
def test_each_move_by_each_person_from_each_state(draft, cast, state, name, person):
    Article.objects.filter(pk=draft.pk).update(state=state, published_at="2026-01-01T00:00Z")
    draft.refresh_from_db()
    by = getattr(cast, person)
    if person != "office":
        with pytest.raises(NotAllowed):
            actions.move_article(draft, name, by=by)
    elif state in ARTICLE[name].from_states:
        assert actions.move_article(draft, name, by=by, note="因故").state == ARTICLE[name].to_state
    else:
        with pytest.raises(NotNow):
            actions.move_article(draft, name, by=by)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_queries_however_long(cast, enter, queries, count):
    for number in range(count):
        actions.move_article(
            actions.write({"title": f"文{number}", "body": "x"}, by=cast.office), "publish", by=cast.office
        )
    client = enter()
    with queries(2):
        client.get("/news/")
