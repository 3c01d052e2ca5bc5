"""The demo county's universities are those of the report, and stay the same when loaded again."""

from collections import Counter

from accounts.permissions import PUBLIC
from ruoyi_coop.demo import World, seed
from universities import demo, desk
from universities.models import Contact, Expert, LeaderAttachment, Partnership, University, UniversityMember

TABLES = (University, Partnership, LeaderAttachment, UniversityMember, Expert, Contact)


def test_the_front_page_counts_what_the_report_says(county):
    assert [(figure.label, figure.value) for figure in desk.figures(PUBLIC)] == [("合作高校", 22), ("专家", 65)]


def test_loading_it_again_changes_nothing(county):
    before = [list(table.objects.order_by("pk").values()) for table in TABLES]
    seed()
    assert [list(table.objects.order_by("pk").values()) for table in TABLES] == before


def test_every_lead_unit_has_a_university_and_an_official(county):
    leads = Counter(row.lead_unit.short_name for row in county.things["partnerships"])
    assert sum(leads.values()) == 22 and len(leads) == 8
    assert all(row.people_with("official") for row in county.things["partnerships"])


def test_universities_that_no_source_names_are_marked(county):
    marked = University.objects.filter(is_demo=True)
    assert set(marked.values_list("remarks", flat=True)) == {"演示数据"}
    assert marked.count() == 10
    assert University.objects.get(name="空军工程大学").off_list_reason


def test_others_find_universities_by_short_or_full_name(county):
    by_name = county.things["universities"]
    assert by_name["清华"] == by_name["清华大学"]
    assert len(by_name) == 22 and len(county.things["experts"]) == 65


def test_the_last_contact_is_what_the_rows_say(county):
    for university in University.objects.all():
        assert university.last_contact_on == max((row.day for row in university.contacts.all()), default=None)


def test_a_larger_scale_multiplies(county):
    world = World(scale=3, units=county.units, people=county.people)
    demo.seed(world)
    counts = [table.objects.count() for table in (University, Expert, Contact)]
    assert counts == [66, 195, 120]
    assert University.objects.partners().count() == 66
