"""All my due duties on one page with one submit."""

import re

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.generic import TemplateView

from accounts.permissions import Permission, require
from pages.forms import ActionForm
from pages.views import Titled, first_result
from ruoyi_coop.lib.errors import AlreadyDone, NotAllowed, NotNow
from supervision import actions
from supervision.forms import (
    LineForm,
    SpanForm,
    soon,
)
from supervision.models import Duty
from supervision.views.duties import MOST, UnderDuties
from supervision.workflow import HELD

AHEAD = 14


class ReportAll(UnderDuties, Titled, TemplateView):
    """All my due duties on one page with one button: what is left untouched is not reported on."""

    template_name = "supervision/report_all.html"
    title = lazy("一次报完到期事项")

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated:
            require(request.actor, Permission.WORK_DUTY)
        return super().dispatch(request, *args, **kwargs)

    def days(self) -> int:
        form = SpanForm(self.request.GET)
        asked = form.cleaned_data["days"] if form.is_valid() else None
        return AHEAD if asked is None else asked

    def lines(self, data=None, files=None) -> list[tuple[Duty, LineForm]]:
        """What is due, and whatever something was said of, though somebody else may have been faster."""
        due = Duty.objects.held_by(self.request.actor).filter(due__lte=soon(self.days()))
        said = Duty.objects.visible_to(self.request.actor).filter(pk__in=said_of(data or ()))
        rows = Duty.objects.filter(Q(pk__in=due.values("pk")) | Q(pk__in=said.values("pk"))).with_names().lit()
        return [(row, LineForm(data, files, prefix=f"d{row.pk}")) for row in rows.order_by("due", "id")[:MOST]]

    def get_context_data(self, **context):
        context.setdefault("lines", self.lines())
        return super().get_context_data(days=self.days(), guard=ActionForm(), **context)

    def post(self, request):
        guard = ActionForm(request.POST)
        key = guard.cleaned_data.get("submission") if guard.is_valid() else None
        if key and first_result(request.actor.sending(key)):
            return self.repeated()
        lines = self.lines(request.POST, request.FILES)
        valid = [form.is_valid() and still_held(duty, form) for duty, form in lines]
        if not all(valid) or not guard.is_valid():
            return self.again(lines, _("有%d项还要补充，其余填的都保留着。") % valid.count(False))
        said = [form.cleaned_data | {"duty": duty} for duty, form in lines if form.cleaned_data.get("status")]
        if not said:
            return self.again(lines, _("还没有选任何一项。"))
        return self.send(said, guard, lines)

    def send(self, said: list[dict], guard: ActionForm, lines):
        by = self.request.actor.sending(guard.cleaned_data.get("submission"))
        try:
            count = actions.report_many(said, by=by)
        except (NotNow, NotAllowed) as no:
            return self.again(lines, str(no))
        except AlreadyDone:
            return self.repeated()
        messages.success(self.request, _("已报送%d项。") % count)
        return HttpResponseRedirect(reverse("home"))

    def repeated(self):
        messages.info(self.request, _("已经收到过，没有重复提交。"))
        return HttpResponseRedirect(reverse("home"))

    def again(self, lines, error: str):
        return self.render_to_response(self.get_context_data(lines=lines, error=error))


def said_of(data) -> list[int]:
    """The duties of which the sent page says how they go."""
    found = [re.fullmatch(r"d(\d{1,9})-status", name) for name in data]
    return [int(match[1]) for match in found if match]


def still_held(duty: Duty, form: LineForm) -> bool:
    """Say beside a line that nobody works on its duty any more, and untick it, so that the rest can be sent."""
    if duty.state in HELD:
        return True
    form.add_error("status", _("现在是“%s”，不用报进展。") % duty.get_state_display())
    form.data = form.data.copy()
    del form.data[form.add_prefix("status")]
    return False
