"""Views that know how a list, a record, a form and a move behave; an app's views say which."""

from functools import cached_property

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from accounts.permissions import can, require
from notifications.models import Event, thing_of
from pages.exports import FORMATS, export
from pages.forms import MoveForm
from pages.parts import parts_of
from pages.tables import CappedPaginator
from ruoyi_coop.lib.errors import AlreadyDone, Conflict, NotNow
from ruoyi_coop.lib.workflow import Workflow

TIMELINE_LENGTH = 30


def first_result(by):
    """The record that the first sending of this form made."""
    event = Event.objects.filter(submission=by.submission, actor=by.user_id).first()
    return thing_of(event.subject) if event else None


@method_decorator(login_not_required, name="dispatch")
class Open:
    """Marks a page as open to the public; everything else wants a login."""

    def dispatch(self, request, *args, **kwargs):
        return super().dispatch(request, *args, **kwargs)


class Titled:
    """What base.html wants of every page."""

    title = ""
    crumbs: tuple = ()  # ((label, url), …)

    def get_title(self) -> str:
        return self.title

    def get_crumbs(self):
        return self.crumbs

    def get_context_data(self, **context):
        return super().get_context_data(**{"title": self.get_title(), "crumbs": self.get_crumbs()} | context)


class ListPage(Titled, SingleTableMixin, FilterView):
    """A table of the rows the actor may see: q, filters, sort, page, and `?format=` for just that as a file."""

    template_name = "list.html"
    paginate_by = 25
    paginator_class = CappedPaginator
    actions: tuple = ()  # ((label, url name, permission), …): the first is the page's main one
    empty = ""
    intro = ""

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.actor)

    def get_filterset_kwargs(self, filterset_class):
        return super().get_filterset_kwargs(filterset_class) | {"request": self.request}

    def get_table_kwargs(self):
        return {"actor": self.request.actor}

    def paginate_queryset(self, queryset, page_size):
        """The table pages; a second paginator would count the rows a second time."""
        return None, None, queryset, False

    def get(self, request, *args, **kwargs):
        if request.GET.get("format") in FORMATS:
            return self.download(request.GET["format"])
        return super().get(request, *args, **kwargs)

    def download(self, kind: str):
        filterset = self.get_filterset(self.get_filterset_class())
        rows = filterset.qs if filterset.is_valid() else filterset.queryset.none()
        return export(kind, self.get_title(), self.get_table_class(), rows, self.request)

    def get_context_data(self, **context):
        return super().get_context_data(
            actions=self.get_actions(), empty=self.empty, intro=self.intro, exports=list(FORMATS), **context
        )

    def get_actions(self):
        return [(label, url) for label, url, permission in self.actions if can(self.request.actor, permission)]


class OnThing:
    """A page about one record: unseen and nonexistent are the same 404."""

    model = None
    pk_url_kwarg = "pk"

    def get_queryset(self):
        return self.model.objects.visible_to(self.request.actor)

    @cached_property
    def thing(self):
        if self.pk_url_kwarg not in self.kwargs:
            return None
        return get_object_or_404(self.get_queryset(), pk=self.kwargs[self.pk_url_kwarg])


class RecordPage(Titled, OnThing, DetailView):
    """One record: its facts, its moves, who has it since when, its timeline."""

    workflow: Workflow | None = None

    def get_object(self, queryset=None):
        return self.thing

    def get_title(self):
        return str(self.object)

    def get_context_data(self, **context):
        actor = self.request.actor
        if self.workflow and "offers" not in context:
            context["offers"] = self.workflow.moves_for(self.object, actor, can)
        parts = parts_of(actor, self.object)
        return super().get_context_data(timeline=self.get_timeline(), parts=parts, **context)

    def get_timeline(self):
        """The newest events; None hides the timeline from those who see only public fields."""
        return Event.objects.about(self.object)[:TIMELINE_LENGTH] if self.request.actor.user_id else None


class Panel(Titled):
    """A part of somebody else's page: htmx gets the part alone, a browser the same part as a page."""

    template_name = "panel.html"
    part = ""

    def get_template_names(self):
        return [self.part if self.request.htmx else self.template_name]

    def get_context_data(self, **context):
        return super().get_context_data(part=self.part, **context)

    def render_to_response(self, context, **options):
        response = super().render_to_response(context, **options)
        patch_vary_headers(response, ["HX-Request"])
        return response


class FormPage(Titled, OnThing, FormView):
    """Asks, checks, and hands to an action; whatever goes wrong, what was typed comes back."""

    template_name = "form.html"
    permission = None
    submit = ""
    done = ""  # the sentence after success
    warning = ""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated and not isinstance(self, Open):
            return super().dispatch(request, *args, **kwargs)
        self.check()
        return super().dispatch(request, *args, **kwargs)

    def check(self) -> None:
        """404 for what may not be seen, then 403 for what may not be done."""
        thing = self.thing
        if self.permission:
            require(self.request.actor, self.permission, thing)

    def get_queryset(self):
        if self.model is None:
            raise Http404
        return super().get_queryset()

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"actor": self.request.actor, "thing": self.thing}

    def perform(self, form, by):
        """Call the action; return the record (or URL) to go to."""
        raise NotImplementedError

    def form_valid(self, form):
        by = self.request.actor.sending(form.cleaned_data.get("submission"))
        try:
            result = self.perform(form, by)
        except NotNow as no:
            form.add_error(None, str(no))
            return self.form_invalid(form)
        except Conflict as conflict:
            return self.show_conflict(form, conflict)
        except AlreadyDone:
            return self.show_first(self.thing or first_result(by))
        messages.success(self.request, self.done or _("已保存。"))
        return HttpResponseRedirect(self.get_success_url(result))

    def form_invalid(self, form):
        """A repeat is answered with the first result, also when what it asks for is no longer on offer."""
        by = self.request.actor.sending(form.cleaned_data.get("submission"))
        first = first_result(by) if by.submission else None
        return self.show_first(first) if first else super().form_invalid(form)

    def show_first(self, thing):
        messages.info(self.request, _("已经收到过，没有重复提交。"))
        return HttpResponseRedirect(self.get_success_url(thing or reverse("home")))

    def show_conflict(self, form, conflict: Conflict):
        """Keep what was typed, show what the other person wrote, and let a second sending overwrite knowingly."""
        form.data = form.data.copy()
        form.data["version"] = conflict.version
        return self.render_to_response(self.get_context_data(form=form, conflict=conflict), status=409)

    def get_success_url(self, result=None):
        target = result if result is not None else self.thing
        return target if isinstance(target, str) else target.get_absolute_url()

    def get_crumbs(self):
        return self.crumbs or (((str(self.thing), self.thing.get_absolute_url()),) if self.thing else ())

    def get_context_data(self, **context):
        return super().get_context_data(
            **{"thing": self.thing, "submit": self.submit, "warning": self.warning} | context
        )


class MovePage(FormPage):
    """Takes one arrow of a workflow by POST; a GET shows what the move asks for and what it will do."""

    form_class = MoveForm
    workflow: Workflow

    @cached_property
    def move(self):
        try:
            return self.workflow[self.kwargs["move"]]
        except KeyError as error:
            raise Http404 from error

    @property
    def permission(self):
        return self.move.permission

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"move": self.move}

    def get_title(self):
        return str(self.move.label)

    def get_context_data(self, **context):
        why_not = self.workflow.why_not(self.thing, self.move, self.request.actor)
        return super().get_context_data(
            **{"why_not": why_not, "submit": self.move.label, "warning": self.move.warning} | context
        )
