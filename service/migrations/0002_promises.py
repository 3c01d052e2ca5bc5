"""Fills in a first promise for each style. No source names hours: they are our proposal until the county confirms."""

from datetime import date

from django.db import migrations

PROMISES = [("guide", 7, 5), ("express", 2, 2), ("full_care", 7, 20)]


def fill(apps, schema_editor):
    Promise = apps.get_model("service", "Promise")
    Promise.objects.bulk_create(
        Promise(style=style, hours=hours, done_days=days, published_on=date(2021, 9, 8), is_confirmed=False)
        for style, hours, days in PROMISES
    )


class Migration(migrations.Migration):
    dependencies = [("service", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
