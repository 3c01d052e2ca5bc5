"""Counts taken together are the counts taken one by one, in one query."""

from accounts.models import Unit, User
from ruoyi_coop.lib.counting import count_all


def test_counts_together_equal_counts_alone_in_one_query(world, queries):
    rows = [Unit.objects.filter(is_lead=True), User.objects.none(), User.objects.order_by("name"), Unit.objects.all()]
    alone = [one.count() for one in rows]
    with queries(1):
        assert count_all(*rows) == alone
    assert alone[1] == 0
    assert alone[0] > 0


def test_nothing_to_count_asks_nothing(db, queries):
    with queries(0):
        assert count_all(User.objects.none()) == [0]
