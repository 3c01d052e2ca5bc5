"""The names of the published holidays as people here call them; what somebody wrote themselves stays."""

from django.db import migrations

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}


def fill(apps, schema_editor):
    Day = apps.get_model("notifications", "CalendarDay")
    for english, chinese in NAMES.items():
        Day.objects.filter(name=english).update(name=chinese)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0005_event_facts")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
