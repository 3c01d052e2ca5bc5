"""The twenty-two categories of post: those the county's own form of 2021 names, completed; the office edits them."""

from django.db import migrations

from ruoyi_coop.lib.search import pinyin

NAMES = (
    "教育教学 信息技术 化工材料 药品生产 包装设计 微生物发酵 电子商务 农业技术 法务合规 人力资源 饲料营养 "
    "电气自动化 药物研发 文化旅游 新媒体运营 质量检验 市场营销 公共服务 机械设备 财务会计 行政文秘 安全环保"
).split()


def fill(apps, schema_editor):
    model = apps.get_model("interns", "PositionCategory")
    model.objects.bulk_create(
        [model(name=name, order=number * 10, pinyin=pinyin(name)[:100]) for number, name in enumerate(NAMES, 1)],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("interns", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
