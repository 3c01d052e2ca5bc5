"""A handful of public texts: the newspaper's dated statement, and invented ones marked as such."""

from datetime import datetime

from news.models import Article
from news.workflow import State
from ruoyi_coop.lib.calendar import CHINA

STATEMENT = """据《运城日报》2021年9月8日报道，芮城县与22所高校建立合作关系，聘请专家65名，建成合作基地12座，\
开设创业培训9期，培训电商人才270名，对接创业创新基地5个，200余名大学生参加实习实训。

以上是报道当日的数字。本站首页的数字由系统按现有登记逐条计算，点开可以看到每一条。"""
# (title, kind, summary, body, source, days ago)
ROWS = [
    ("芮城县县校合作成果（报道摘录）", "news", "22所高校、65名专家、12座基地。", STATEMENT, "运城日报", None),
    (
        "关于征集实习实训岗位的公告（示例）",
        "notice",
        "请各企业在批次发布前申报岗位。",
        "各有关企业和单位：\n\n本批次实习实训岗位开始征集。请登录后在“实习岗位”里申报，也可以上传本单位自己的表格。\n\n（演示数据）",
        "",
        18,
    ),
    (
        "大学生实习实训报名指南（示例）",
        "notice",
        "怎样注册、选岗位、排志愿、确认录用。",
        "一、用手机号和邮箱注册。\n\n二、在岗位页面点“加入志愿”，最多五个。\n\n三、排好顺序后提交，截止前可以修改。\n\n"
        "四、被录用后请在期限内确认。\n\n（演示数据）",
        "",
        9,
    ),
    (
        "校地携手推进秸秆综合利用（示例）",
        "news",
        "专家到备选点现场踏勘。",
        "专家一行到备选点踏勘，并就示范点建设提出建议。\n\n（演示数据）",
        "",
        4,
    ),
]


def seed(world) -> None:
    for title, kind, summary, body, source, ago in ROWS:
        day = datetime(2021, 9, 8, 9, tzinfo=CHINA) if ago is None else world.moment(-ago, 10)
        defaults = {"kind": kind, "summary": summary, "body": body, "source": source, "published_at": day}
        more = {"state": State.PUBLISHED, "is_demo": ago is not None}
        Article.objects.get_or_create(title=title, defaults=defaults | more)
