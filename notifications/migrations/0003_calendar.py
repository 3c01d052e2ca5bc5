"""Fills the calendar with the holidays and make-up days published so far (2004–2026)."""

import chinese_calendar
from django.db import migrations


def fill(apps, schema_editor):
    CalendarDay = apps.get_model("notifications", "CalendarDay")
    rows = [CalendarDay(day=day, is_working=False, name=name) for day, name in chinese_calendar.constants.holidays.items()]
    rows += [CalendarDay(day=day, is_working=True, name=name) for day, name in chinese_calendar.constants.workdays.items()]
    CalendarDay.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_append_only")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
