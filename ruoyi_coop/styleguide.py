"""Every component in every state on one page, with invented content; only where DEBUG is on."""

from datetime import timedelta
from types import SimpleNamespace

from django import forms
from django.utils import timezone
from django.views.generic import TemplateView

from files.forms import UploadField
from pages.forms import ActionForm
from pages.views import Open, Titled
from ruoyi_coop.lib.desk import Figure, Waiting
from ruoyi_coop.lib.errors import Conflict
from ruoyi_coop.lib.workflow import Move, Offer

TITLE = "秸秆生物质颗粒燃料示范项目"


def _offer(name: str, label: str, tone: str, why_not: str = "") -> Offer:
    return Offer(Move(name, label, (), "", "", tone=tone), why_not)


FIGURES = [Figure("合作高校", 22, "#"), Figure("专家", 65, "#"), Figure("建成基地", 12, "#", "截至今天")]
OFFERS = [
    _offer("submit", "提交审核", "primary"),
    _offer("back", "退回", "secondary"),
    _offer("end", "终止", "danger", "还有2个里程碑没有确认。"),
]
STEPS = [
    ("初步意向", "3月2日", "done"),
    ("框架协议", "5月18日", "done"),
    ("项目合同", "已42天", "current"),
    ("落地实施", "", ""),
    ("结项", "", ""),
]
FUNNEL = [("意向", 18), ("框架", 9), ("合同", 4)]


class Sample(ActionForm):
    title = forms.CharField(label="项目名称", max_length=40, help_text="四十个字以内")
    stage = forms.ChoiceField(label="阶段", choices=[("a", "初步意向"), ("b", "框架协议")])
    day = forms.DateField(label="承诺完成日期", widget=forms.DateInput({"type": "date"}))
    open = forms.BooleanField(label="向社会公开", required=False)
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea({"rows": 3}))
    file = UploadField(label="佐证材料", required=False)


class Styleguide(Open, Titled, TemplateView):
    template_name = "styleguide.html"
    title = "样式与组件"
    crumbs = (("首页", "/"),)

    def get_context_data(self, **context):
        now = timezone.now()
        wrong = Sample({"title": "", "day": "2021-13-40", "stage": "a"})
        wrong.is_valid()
        return super().get_context_data(
            now=now,
            figures=FIGURES,
            waiting=[_task(now, days) for days in (-3, 0, 2, 20)],
            lights=["green", "yellow", "red", "grey"],
            entries=[_entry(now, hours) for hours in (2, 30, 80)],
            offers=OFFERS,
            steps=[dict(zip(("label", "note", "state"), step, strict=True)) for step in STEPS],
            bars=[{"label": label, "value": value, "url": "#"} for label, value in FUNNEL],
            conflict=Conflict([("承诺完成日期", "2026年12月31日")], "张志强", 4),
            form=Sample(),
            wrong=wrong,
            **context,
        )


def _task(now, days: int) -> Waiting:
    since, until = now - timedelta(days=12), now + timedelta(days=days)
    return Waiting(f"{TITLE}：完成设备安装", "里程碑由工科局办理", "#", "去填报", since, until, "工科局")


def _entry(now, hours: int):
    return SimpleNamespace(
        at=now - timedelta(hours=hours),
        label="更新进展",
        subject_label=TITLE,
        actor_name="陈思远",
        actor_hat="清华大学 · 高校联络员",
        note="已到现场踏勘两个备选点。",
        change_lines=[("阶段", "初步意向", "考察")],
    )
