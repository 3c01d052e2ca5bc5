"""The pages of needs and supplies: their lists, their records, and the forms of what is done with them."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from accounts.permissions import Permission, Role, can, require
from needs import actions
from needs.forms import DismissForm, NeedForm, NeedMoveForm, SupplyForm, answer_of_last_time
from needs.matching import needs_for, supplies_for
from needs.models import REGISTERED, Need, NeedStep, Supply
from needs.tables import NeedFilter, NeedTable, SupplyFilter, SupplyTable
from needs.workflow import LADDER, NEED, SUPPLY, State, SupplyState
from notifications.models import Event
from pages.forms import ActionForm
from pages.views import TIMELINE_LENGTH, FormPage, ListPage, MovePage, RecordPage
from universities.models import university_id_of

NEEDS = (lazy("需求"), "needs:list")
SUPPLIES = (lazy("供给"), "needs:supplies")
REACHES = {
    REGISTERED: State.REGISTERED,
    "accept": State.ACCEPTED,
    "begin_talks": State.IN_TALKS,
    "meet": State.MET,
}
STANDS_AT = {State.RETURNED: State.REGISTERED}  # on the ladder it stands where it was turned back


def crumbs(pair) -> tuple:
    return ((pair[0], reverse(pair[1])),)


def tabs(actor, here: str) -> list[dict]:
    """The two lists of this app; an enterprise has needs only."""
    lists = () if actor.role == Role.MENTOR else (NEEDS, SUPPLIES)
    return [{"label": label, "url": reverse(name), "current": name == here} for label, name in lists]


def days(number: int) -> str:
    return ngettext("%d 天", "%d 天", number) % number


class NeedList(ListPage):
    model = Need
    table_class, filterset_class = NeedTable, NeedFilter
    title = lazy("需求")
    intro = lazy("单位和企业要高校帮着解决的事。审核入库后，高校就能看到并应答。")
    template_name = "needs/list.html"
    actions = ((lazy("登记需求"), "needs:add", Permission.REGISTER_NEED),)
    empty = lazy("换一个筛选条件，或者登记一条需求。")

    def get_queryset(self):
        return super().get_queryset().select_related("unit", "host").with_answers()

    def get_context_data(self, **context):
        return super().get_context_data(tabs=tabs(self.request.actor, "needs:list"), **context)


class NeedPage(RecordPage):
    """One need: how far it came and when, who answered, and what may fit."""

    model = Need
    workflow = NEED
    template_name = "needs/need.html"

    def get_queryset(self):
        return super().get_queryset().select_related("unit", "host")

    def get_crumbs(self):
        return crumbs(NEEDS)

    def get_context_data(self, **context):
        actor, need = self.request.actor, self.object
        steps = list(need.steps.order_by("day", "id"))
        return super().get_context_data(
            facts=facts_of(need, actor),
            rungs=rungs(need, steps),
            steps=stays(need, steps),
            answers=Supply.objects.visible_to(actor).with_names().filter(answers=need).order_by("-id"),
            may_edit=not need.has_ended and can(actor, Permission.REGISTER_NEED, need),
            may_answer=need.is_open and can(actor, Permission.OFFER_SUPPLY),
            is_liaison=actor.role == Role.LIAISON,
            **self.matches(),
            **context,
        )

    def matches(self) -> dict:
        """What may fit and what was found unfit, for those who bring the two together and those who watch."""
        actor, need = self.request.actor, self.object
        may_match = can(actor, Permission.MATCH_NEED, need)
        if not (may_match or actor.reads_all) or need.has_ended:
            return {"matches": None}
        address = talks_url(need) if may_match and need.state == State.ACCEPTED else ""
        fits = [{"fit": fit, "talks": address and f"{address}?supply={fit.row.pk}"} for fit in supplies_for(need)]
        unfit = need.dismissals.select_related("supply__university", "by")
        return {"matches": fits, "unfit": unfit, "may_match": may_match}

    def get_timeline(self):
        """A university reads the rungs only; an enterprise not what was said about the offers."""
        role = self.request.actor.role
        if role == Role.LIAISON:
            return None
        if role == Role.MENTOR:
            return Event.objects.filter(subject=self.object.key).order_by("-id")[:TIMELINE_LENGTH]
        return super().get_timeline()


def talks_url(need: Need) -> str:
    """Where a project grows out of a need; "" while no app offers that address."""
    try:
        return reverse("projects:begin_talks", args=[need.pk])
    except NoReverseMatch:
        return ""


def facts_of(need: Need, actor) -> list[tuple]:
    mobile = need.contact_mobile if need.tells_contact_to(actor) else need.get_contact_mobile_display()
    return [
        (_("需求类型"), need.get_kind_display()),
        (_("领域"), need.field),
        (_("关键词"), "、".join(need.keywords)),
        (_("责任单位"), need.unit.name),
        (_("提出企业"), need.host),
        (_("联系人"), need.contact_name),
        (_("联系电话"), mobile),
    ]


def rungs(need: Need, steps: list[NeedStep]) -> list[dict]:
    """The ladder with the day of each rung reached, and how long the need has stood on this one."""
    reached = {REACHES[step.move]: step.day for step in steps if not step.struck_at}
    here = need.held_from or need.state
    here = STANDS_AT.get(here, here)
    return [
        {
            "label": label,
            "note": _note(need, state, reached.get(state), state == here),
            "state": "current" if state == here else "done" if state in reached else "",
        }
        for state, label in LADDER.items()
    ]


def _note(need: Need, state: State, day, is_here: bool) -> str:
    if is_here and not need.has_ended:
        return _("在此阶段 %s") % days(need.days_here)
    return f"{day:%Y-%m-%d}" if day else ""


def stays(need: Need, steps: list[NeedStep]) -> list[dict]:
    """Each rung with its day, who took it there, and how long the need stayed until the next."""
    ends = [step.day for step in steps[1:]] + [None if need.has_ended else timezone.localdate()]
    return [
        {"step": step, "stayed": days((end - step.day).days) if end else ""}
        for step, end in zip(steps, ends, strict=True)
    ]


class AddNeed(FormPage):
    form_class = NeedForm
    permission = Permission.REGISTER_NEED
    title = lazy("登记需求")
    submit = lazy("提交审核")
    done = lazy("已登记，等县合作办审核入库。")

    def get_crumbs(self):
        return crumbs(NEEDS)

    def get_initial(self):
        user = self.request.user
        return {"contact_name": user.name, "contact_mobile": user.mobile, "host": self.request.GET.get("host")}

    def perform(self, form, by):
        return actions.register_need(form.values(), by=by)


class EditNeed(FormPage):
    model = Need
    form_class = NeedForm
    permission = Permission.REGISTER_NEED
    title = lazy("修改需求")

    def perform(self, form, by):
        return actions.edit_need(self.thing, form.values(), by=by, version=form.cleaned_data["version"])


class MoveNeed(MovePage):
    model = Need
    workflow = NEED
    form_class = NeedMoveForm

    def perform(self, form, by):
        return actions.move_need(
            self.thing,
            self.move.name,
            by=by,
            day=form.cleaned_data.get("day"),
            note=form.note,
            version=form.cleaned_data["version"],
        )


class AnswerNeed(FormPage):
    """A supply that answers one need, filled in from the need and from what the university offered last."""

    model = Need
    form_class = SupplyForm
    template_name = "needs/answer.html"
    title = lazy("应答需求")
    submit = lazy("提交应答")
    done = lazy("已应答，责任单位已收到通知。")

    def check(self):
        if self.thing is None:
            raise Http404
        require(self.request.actor, Permission.OFFER_SUPPLY)

    def get_initial(self):
        return answer_of_last_time(self.thing, university_id_of(self.request.actor))

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"thing": None}

    def get_context_data(self, **context):
        why_not = "" if self.thing.is_open else _("这条需求现在不征集应答。")
        return super().get_context_data(why_not=why_not, is_liaison=self.request.actor.role == Role.LIAISON, **context)

    def perform(self, form, by):
        return actions.offer_supply(form.values() | {"answers": self.thing}, by=by)


class OnPair:
    """A page about one supply for one need; both must be visible."""

    model = Need
    permission = Permission.MATCH_NEED

    @cached_property
    def supply(self):
        return get_object_or_404(Supply.objects.visible_to(self.request.actor), pk=self.kwargs["supply"])

    def check(self):
        super().check()
        return self.supply


class DismissSupply(OnPair, FormPage):
    form_class = DismissForm
    submit = lazy("标为不合适")
    done = lazy("已标为不合适，不再推荐；可以随时撤销。")

    def get_title(self):
        return _("不合适：%s") % self.supply

    def perform(self, form, by):
        actions.dismiss(self.thing, self.supply, form.cleaned_data["reason"], by=by)
        return self.thing


class TakeBack(OnPair, FormPage):
    form_class = ActionForm
    submit = lazy("撤销“不合适”")
    done = lazy("已撤销，这条供给重新参加推荐。")

    def get_title(self):
        return _("撤销“不合适”：%s") % self.supply

    def perform(self, form, by):
        actions.take_back_dismissal(self.thing, self.supply, by=by)
        return self.thing


class SupplyList(ListPage):
    model = Supply
    table_class, filterset_class = SupplyTable, SupplyFilter
    title = lazy("供给")
    intro = lazy("高校能拿出来的成果、团队和服务。入库后，推荐给领域和关键词相近的需求。")
    template_name = "needs/list.html"
    actions = ((lazy("发布供给"), "needs:supply_add", Permission.OFFER_SUPPLY),)
    empty = lazy("换一个筛选条件，或者请高校发布供给。")

    def get_queryset(self):
        return super().get_queryset().with_names()

    def get_context_data(self, **context):
        return super().get_context_data(tabs=tabs(self.request.actor, "needs:supplies"), **context)


class SupplyPage(RecordPage):
    model = Supply
    workflow = SUPPLY
    template_name = "needs/supply.html"

    def get_queryset(self):
        return super().get_queryset().with_names()

    def get_crumbs(self):
        return crumbs(SUPPLIES)

    def get_context_data(self, **context):
        actor, supply = self.request.actor, self.object
        is_standing = supply.state != SupplyState.WITHDRAWN
        return super().get_context_data(
            fits=needs_for(supply, Need.objects.visible_to(actor)) if is_standing else None,
            may_edit=is_standing and can(actor, Permission.OFFER_SUPPLY, supply),
            keywords="、".join(supply.keywords),
            may_read_need=supply.answers_id and Need.objects.visible_to(actor).filter(pk=supply.answers_id).exists(),
            **context,
        )


class OfferSupply(FormPage):
    form_class = SupplyForm
    permission = Permission.OFFER_SUPPLY
    title = lazy("发布供给")
    submit = lazy("提交")
    done = lazy("已发布，等县合作办入库。")

    def get_crumbs(self):
        return crumbs(SUPPLIES)

    def perform(self, form, by):
        return actions.offer_supply(form.values(), by=by)


class EditSupply(FormPage):
    model = Supply
    form_class = SupplyForm
    permission = Permission.OFFER_SUPPLY
    title = lazy("修改供给")

    def perform(self, form, by):
        return actions.edit_supply(self.thing, form.values(), by=by, version=form.cleaned_data["version"])


class MoveSupply(MovePage):
    model = Supply
    workflow = SUPPLY

    def perform(self, form, by):
        return actions.move_supply(
            self.thing, self.move.name, by=by, note=form.note, version=form.cleaned_data["version"]
        )
