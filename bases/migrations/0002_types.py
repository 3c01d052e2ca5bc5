"""Fills the twelve kinds of base of the provincial list (《关于深化省校合作的实施方案》, 2021-06-19).

The lead unit of each is our proposal until the county confirms it; for 1, 6 and 8 the county's practice is known.
"""

from django.db import migrations

TYPES = [
    (1, "大学生实习实训基地", "internship", "教育局", True),
    (2, "大学生就业创业基地", "employment", "人社局", False),
    (3, "高校科研平台延伸基地", "research_platform", "工科局", False),
    (4, "高校科技成果转化基地", "technology_transfer", "工科局", False),
    (5, "智库合作基地", "think_tank", "政研室", False),
    (6, "高校优质生源基地", "student_source", "教育局", True),
    (7, "红色教育和国情教育基地", "red_education", "宣传部", False),
    (8, "大学生联合培养基地", "joint_training", "教育局", True),
    (9, "高校干部人才培养基地", "cadre_training", "组织部", False),
    (10, "校友招商引才基地", "alumni_investment", "商务局", False),
    (11, "高校农产品供应基地", "farm_supply", "农业农村局", False),
    (12, "技能服务人才培养基地", "skills_training", "人社局", False),
]


def fill(apps, schema_editor):
    BaseType = apps.get_model("bases", "BaseType")
    BaseType.objects.bulk_create(
        BaseType(number=number, name=name, code=code, proposed_unit=unit, default_unit_confirmed=known)
        for number, name, code, unit, known in TYPES
    )


class Migration(migrations.Migration):
    dependencies = [("bases", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
