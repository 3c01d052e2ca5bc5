from django.db import migrations


def carry_over(apps, schema_editor):
    apps.get_model("interns", "Position").objects.filter(is_secret=True).update(secrecy="business")


class Migration(migrations.Migration):
    dependencies = [("interns", "0004_season_phases")]
    operations = [
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RemoveField(model_name="position", name="is_secret"),
    ]
