"""Prints the server time of list pages over 100,000 rows; everything it inserts is rolled back.

bin/manage shell -c "from tests.bench.big_lists import main; main()"
"""

from django.db import connection, transaction

from news.models import Article
from ruoyi_coop.management.commands.bench import measure
from universities.models import Expert, University

ROWS = 100_000
PAGES = (
    ("/experts/", "office"),
    ("/experts/?q=专家9", "office"),
    ("/experts/?sort=-name&page=3", "office"),
    ("/news/", "office"),
    ("/news/?q=公告77", None),
)


def main(rows: int = ROWS) -> None:
    """Fill, measure, roll back: one line a page."""
    with transaction.atomic():
        fill(rows)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE universities_expert; ANALYZE news_article")
        for address, username in PAGES:
            found = measure(address, username, 9)
            times = f"p50 {found.p50:6.1f} ms  p95 {found.p95:6.1f} ms"
            print(f"{address:<32} {rows:>8} rows  {found.queries:>3} queries  {times}")
        transaction.set_rollback(True)


def fill(rows: int) -> None:
    school = University.objects.order_by("pk").first()
    experts = (
        Expert(
            university=school,
            name=f"专家{number}",
            field="新能源",
            department=f"{number}系",
            pinyin=f"zhuanjia{number}",
        )
        for number in range(rows)
    )
    shown = {"body": "正文", "state": "published", "published_at": "2026-01-01T00:00Z"}
    articles = (Article(title=f"公告{number}", **shown) for number in range(rows))
    Expert.objects.bulk_create(experts, batch_size=5000)
    Article.objects.bulk_create(articles, batch_size=5000)
