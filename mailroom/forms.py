"""What is asked about the county's calendar: the days of a year that differ from their weekday."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from notifications.models import CalendarDay
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
