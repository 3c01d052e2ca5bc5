"""What is asked about the county's calendar and its reminders: days that differ from their weekday, days of notice."""

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from notifications.models import CalendarDay
from notifications.tick import Rule
from pages.forms import ActionForm, RowsField

OFF, ON = "off", "on"


class CalendarForm(ActionForm):
    days = RowsField(
        {
            "day": forms.DateField(label=lazy("日期"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")),
            "is_working": forms.ChoiceField(
                label=lazy("上班还是放假"), choices=[("", "—"), (OFF, lazy("放假")), (ON, lazy("调休上班"))]
            ),
            "name": forms.CharField(label=lazy("名称"), max_length=40, required=False),
        },
        label=lazy("放假和调休"),
        spare=5,
        required=False,
    )

    def __init__(self, *args, year: int, **options):
        self.year = year
        super().__init__(*args, **options)

    def prepare(self):
        rows = CalendarDay.objects.filter(day__year=self.year).values("day", "is_working", "name")
        self.fields["days"].initial = [row | {"is_working": ON if row["is_working"] else OFF} for row in rows]

    def clean_days(self):
        rows = self.cleaned_data["days"] or []
        days = [row["day"] for row in rows]
        if wrong := [day for day in days if day.year != self.year]:
            raise forms.ValidationError(_("%(day)s 不是%(year)d年的日子。") % {"day": wrong[0], "year": self.year})
        if len(days) != len(set(days)):
            raise forms.ValidationError(_("有一天写了两次。"))
        return [row | {"is_working": row["is_working"] == ON} for row in rows]


MOST_STEPS, FARTHEST = 6, 365


class DaysField(forms.CharField):
    """A few numbers of days written one after the other: "7、3、1"; cleans to a list without repeats."""

    def prepare_value(self, value):
        return "、".join(map(str, value)) if isinstance(value, list | tuple) else value

    def to_python(self, value):
        words = re.split(r"[、，,;；\s]+", super().to_python(value))
        if any(word and not re.fullmatch("[0-9]{1,4}", word) for word in words):
            raise forms.ValidationError(_("请写天数，几个之间用顿号分开，如：7、3、1。"))
        days = list(dict.fromkeys(int(word) for word in words if word))
        if len(days) > MOST_STEPS or any(number > FARTHEST for number in days):
            limits = {"most": MOST_STEPS, "far": FARTHEST}
            raise forms.ValidationError(_("最多%(most)d次，每次不超过%(far)d天。") % limits)
        return days


class LadderForm(ActionForm):
    """When one kind of reminder goes out."""

    ahead = DaysField(label=lazy("提前几天"), required=False, max_length=60, help_text=lazy("0 是当天，如：7、3、1、0"))
    late = DaysField(
        label=lazy("逾期后第几天"), required=False, max_length=60, help_text=lazy("如：1、3；不催就空着。")
    )
    hours_before = forms.IntegerField(label=lazy("到点前几小时"), required=False, min_value=1, max_value=72)
    is_on = forms.BooleanField(label=lazy("发这种提醒"), required=False)

    def __init__(self, *args, rule: Rule, **options):
        self.rule = rule
        super().__init__(*args, **options)

    def prepare(self):
        now = self.thing or self.rule
        self.fields["ahead"].initial = [step for step in now.steps if step >= 0]
        self.fields["late"].initial = [-step for step in now.steps if step < 0]
        self.fields["hours_before"].initial = now.hours_before
        self.fields["is_on"].initial = self.thing.is_on if self.thing else True
        if not self.rule.may_be_off:
            del self.fields["is_on"]

    def clean_late(self):
        if 0 in self.cleaned_data["late"]:
            raise forms.ValidationError(_("逾期从第 1 天算起，当天写在“提前几天”里。"))
        return self.cleaned_data["late"]

    def clean(self):
        said = super().clean()
        steps = said.get("ahead") or said.get("late") or said.get("hours_before")
        if said.get("is_on", True) and not steps and not self.errors:
            raise forms.ValidationError(_("至少要留一次提醒。"))
        return said

    def values(self) -> dict:
        return {"is_on": True} | super().values()
