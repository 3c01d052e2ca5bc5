"""Agreements and site visits: what was signed, what was seen, kept with their papers."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor, Permission, require
from files.models import kept
from notifications.actions import create, edit
from projects.actions.dates import refresh
from projects.models import Agreement, Project, Site, SiteVisit
from ruoyi_coop.lib.errors import NotNow


@transaction.atomic
def keep_agreement(values: dict, *, scan, by: Actor) -> Agreement:
    """Enter a signed agreement with its scan; a renewal names the one it follows. Raises NotAllowed, NotNow."""
    if not scan:
        raise NotNow(_("请附上签字扫描件。"))
    agreement = Agreement(**values, kept_by_id=by.user_id)
    require(by, Permission.KEEP_AGREEMENT, agreement)
    _check(agreement)
    agreement.scan = kept(scan, by=by)
    create(agreement, by=by, label=_("登记%s") % agreement.get_kind_display())
    _touched(agreement.project)
    return agreement


@transaction.atomic
def edit_agreement(
    agreement: Agreement, values: dict, *, by: Actor, scan=None, version: int | None = None
) -> Agreement:
    """Mend what was entered. Raises Conflict, NotAllowed, NotNow."""
    require(by, Permission.KEEP_AGREEMENT, agreement)
    if scan:
        values = values | {"scan": kept(scan, by=by)}
    row = edit(agreement, values, by=by, version=version)
    _check(row)
    _touched(row.project)
    return row


def _touched(project: Project | None) -> None:
    """What is signed or seen for a project is work on it."""
    if project:
        refresh(Project.objects.select_for_update().get(pk=project.pk))


def _check(agreement: Agreement) -> None:
    if agreement.project and agreement.project.partnership_id != agreement.partnership_id:
        raise NotNow(_("项目不属于这项合作。"))
    if agreement.ends_on and agreement.ends_on < agreement.signed_on:
        raise NotNow(_("有效期不能早于签订日期。"))


@transaction.atomic
def keep_visit(project: Project, values: dict, *, sites: list[dict], by: Actor) -> SiteVisit:
    """Enter a site visit with its candidates: [{place, assessment, is_chosen}]. Raises NotAllowed."""
    require(by, Permission.KEEP_AGREEMENT, project)
    upload = kept(values.pop("upload", None), by=by)
    visit = SiteVisit(project=project, kept_by_id=by.user_id, upload=upload, sites_told=_words(sites), **values)
    create(visit, by=by, label=_("登记考察"), note=visit.sites_told)
    _set_sites(visit, sites)
    _touched(project)
    return visit


@transaction.atomic
def edit_visit(
    visit: SiteVisit, values: dict, *, sites: list[dict], by: Actor, version: int | None = None
) -> SiteVisit:
    """Mend a visit and its candidates, for example mark the one that was chosen later. Raises Conflict, NotAllowed."""
    require(by, Permission.KEEP_AGREEMENT, visit)
    upload = values.pop("upload", None)
    if upload:
        values["upload"] = kept(upload, by=by)
    row = edit(visit, values | {"sites_told": _words(sites)}, by=by, version=version)
    _set_sites(row, sites)
    _touched(row.project)
    return row


def _set_sites(visit: SiteVisit, sites: list[dict]) -> None:
    visit.sites.all().delete()
    Site.objects.bulk_create(Site(visit=visit, **site) for site in sites)


def _words(sites: list[dict]) -> str:
    """The candidates with what was thought of them, the chosen ones marked."""
    lines = [
        site["place"] + (f"：{site['assessment']}" if site["assessment"] else "") + (_("（选定）") * site["is_chosen"])
        for site in sites
    ]
    return "；".join(lines)[:1000]
