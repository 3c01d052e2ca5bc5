"""Loads the Ministry of Education's list of 2017 as reference data, with the short names people use and pinyin."""

import csv
from pathlib import Path

from django.db import migrations

from ruoyi_coop.lib.search import pinyin
from universities.reference import alias_of

LIST = Path(__file__).resolve().parent.parent / "data" / "universities_moe_2017.csv"


def load(apps, schema_editor):
    model = apps.get_model("universities", "ReferenceUniversity")
    with LIST.open(encoding="utf-8") as file:
        model.objects.bulk_create([entry(model, row) for row in csv.DictReader(file)], batch_size=1000)


def entry(model, row):
    alias = alias_of(row["name"])
    return model(
        moe_code=row["moe_code"],
        name=row["name"],
        province=row["province"],
        city=row["city"],
        supervisor=row["supervisor"],
        level=row["level"],
        remarks=row["remarks"],
        alias=alias,
        pinyin=pinyin(row["name"]),
    )


def unload(apps, schema_editor):
    apps.get_model("universities", "ReferenceUniversity").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("universities", "0001_initial")]
    operations = [migrations.RunPython(load, unload)]
