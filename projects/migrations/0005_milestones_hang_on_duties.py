"""Milestones keep their place in the plan only; what is due when and by whom is their duty's."""


from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('projects', '0004_a_duty_for_every_milestone'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='milestone',
            options={'ordering': ['duty__due', 'id'], 'verbose_name': '里程碑', 'verbose_name_plural': '里程碑'},
        ),
        migrations.AlterModelOptions(
            name='report',
            options={'ordering': ['-id'], 'verbose_name': '进展报告', 'verbose_name_plural': '进展报告'},
        ),
        migrations.RemoveConstraint(
            model_name='milestone',
            name='milestones_done_has_date',
        ),
        migrations.RemoveConstraint(
            model_name='report',
            name='reports_done_names_milestone',
        ),
        migrations.RemoveIndex(
            model_name='milestone',
            name='milestones_project',
        ),
        migrations.RemoveIndex(
            model_name='milestone',
            name='milestones_open_due',
        ),
        migrations.RemoveIndex(
            model_name='milestone',
            name='milestones_reported',
        ),
        migrations.RemoveField(
            model_name='milestone',
            name='changed_at',
        ),
        migrations.RemoveField(
            model_name='milestone',
            name='created_at',
        ),
        migrations.RemoveField(
            model_name='milestone',
            name='done_on',
        ),
        migrations.RemoveField(
            model_name='milestone',
            name='due',
        ),
        migrations.RemoveField(
            model_name='milestone',
            name='holder',
        ),
        migrations.RemoveField(
            model_name='milestone',
            name='original_due',
        ),
        migrations.RemoveField(
            model_name='milestone',
            name='reported_by',
        ),
        migrations.RemoveField(
            model_name='milestone',
            name='state',
        ),
        migrations.RemoveField(
            model_name='milestone',
            name='state_since',
        ),
        migrations.RemoveField(
            model_name='milestone',
            name='title',
        ),
        migrations.RemoveField(
            model_name='milestone',
            name='version',
        ),
        migrations.RemoveField(
            model_name='report',
            name='kind',
        ),
        migrations.RemoveField(
            model_name='report',
            name='milestone',
        ),
        migrations.AlterField(
            model_name='report',
            name='status',
            field=models.CharField(choices=[('on_plan', '按计划'), ('troubled', '有困难'), ('stalled', '已停滞')], max_length=10, verbose_name='进展'),
        ),
        migrations.AlterField(
            model_name='milestone',
            name='duty',
            field=models.OneToOneField(on_delete=models.deletion.PROTECT, related_name='milestone', to='supervision.duty', verbose_name='督办事项'),
        ),
        migrations.RunSQL(
            "DROP TRIGGER IF EXISTS milestone_first_deadline ON projects_milestone; "
            "DROP FUNCTION IF EXISTS portal_first_deadline_stays();",
            migrations.RunSQL.noop,
        ),
    ]
