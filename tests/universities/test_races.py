"""Promises that hold when two people act in the same moment, on real connections."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection

from ruoyi_coop.lib.errors import Conflict, NotNow
from tests.universities.conftest import BEGAN, partner
from universities import actions
from universities.models import Contact, Partnership, University

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2025, 6, 1)


def together(*calls) -> list:
    """Run the calls at the same moment, each on its own connection; give their results or what they raised."""
    barrier, results = Barrier(len(calls)), [None] * len(calls)

    def run(number, call):
        try:
            barrier.wait()
            results[number] = call()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def kinds(results: list) -> list[str]:
    return sorted(type(result).__name__ for result in results)


def test_of_two_hand_overs_at_once_one_is_done_and_the_other_told(campus, cast):
    version = campus.partnership.version

    def give_to(unit):
        return lambda: actions.hand_over(
            campus.partnership, campus.units[unit], DAY, by=cast.office, reason="调整", version=version
        )

    results = together(give_to("教育局"), give_to("人社局"))
    row = Partnership.objects.get(pk=campus.partnership.pk)
    refusal = next(result for result in results if isinstance(result, Exception))
    assert isinstance(refusal, Conflict | NotNow)
    assert row.lead_unit.short_name in {"教育局", "人社局"}
    assert [former.lead_unit.short_name for former in row.former.all()] == ["工科局"]
    assert Partnership.objects.filter(university=campus.tsinghua).count() == 2


def test_of_two_beginnings_at_once_one_is_refused_in_words(campus, cast):
    results = together(
        *[
            lambda unit=unit: actions.begin_partnership(campus.beida, campus.units[unit], DAY, by=cast.office)
            for unit in ("教育局", "人社局")
        ]
    )
    assert kinds(results) == ["NotNow", "Partnership"]
    assert campus.beida.partnerships.count() == 1


def test_the_database_itself_lets_one_of_ten_in(campus):
    results = together(*[lambda: partner(campus.beida, campus.units["教育局"], DAY)] * 10)
    assert [type(result) for result in results].count(Partnership) == 1
    assert all("partnership_one_lead_a_day" in str(one) for one in results if isinstance(one, IntegrityError))
    assert campus.beida.partnerships.count() == 1


def test_a_unit_cannot_stop_leading_while_a_partnership_begins(campus, cast):
    unit = campus.units["宣传部"]

    def demote():
        type(unit).objects.filter(pk=unit.pk).update(is_lead=False)

    together(lambda: actions.begin_partnership(campus.beida, unit, DAY, by=cast.office), demote)
    unit.refresh_from_db()
    assert unit.is_lead is campus.beida.partnerships.exists()


def test_the_last_contact_is_right_after_many_entries_at_once(campus, cast):
    common = {"kind": "phone", "direction": "ours", "people": "", "summary": "问候"}
    days = [date(2025, 6, day) for day in (3, 9, 1, 7)]
    together(
        *[lambda day=day: actions.log_contact(campus.tsinghua, common | {"day": day}, by=cast.office) for day in days]
    )
    campus.tsinghua.refresh_from_db()
    assert Contact.objects.count() == 4
    assert campus.tsinghua.last_contact_on == date(2025, 6, 9)


def test_a_university_registered_by_two_at_once_counts_once(cast):
    values = {"name": "北京师范大学", "short_name": "北师大", "province": "北京市", "moe_code": "4111010027"}
    results = together(*[lambda: actions.register_university(values, by=cast.office)] * 2)
    assert kinds(results) == ["NotNow", "University"]
    assert University.objects.count() == 1


def test_of_two_leaders_attached_at_once_the_days_never_overlap(campus, cast, world):
    from accounts.demo import person, wear

    hats = [
        campus.people["leader"].hats.get(),
        wear(world, person(world, "lingdao2", "周政协"), "leader", "县政协"),
    ]
    together(*[lambda hat=hat: actions.attach_leader(campus.tsinghua, hat, BEGAN, by=cast.office) for hat in hats])
    assert campus.tsinghua.attachments.count() == 1
