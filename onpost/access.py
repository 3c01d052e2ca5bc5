"""Who may do what with a placement: its own student, its host's people, its university's liaisons, the county."""

from django.utils.translation import gettext as _

from accounts.models import Hat
from accounts.permissions import Actor, Permission, Role, granted, require
from interns.models import Placement
from onpost.models import roles_on
from ruoyi_coop.lib.errors import NotAllowed


def must(by: Actor, permission: Permission, placement: Placement) -> None:
    """Raise NotAllowed unless `by` may do this here: a student's role holds everywhere, what is theirs does not.

    Who came by a tutor's link may do it with that tutor's students.
    """
    if by.guest:
        return require(by, permission, placement.position.tutor or placement)
    require(by, permission)
    if not (by.reads_all or by.role in roles_on(placement, by)):
        raise NotAllowed(_("这名学生的实习不归您办理。"))
    return None


def may(actor: Actor, permission: Permission, thing) -> bool:
    """What `Workflow.moves_for` asks: as `must`, of a placement or of anything that belongs to one."""
    if not actor.guest and not granted(actor.role, permission):
        return False
    try:
        must(actor, permission, placement_of(thing))
    except NotAllowed:
        return False
    return True


def placement_of(thing) -> Placement:
    """The placement that an agreement, a stay, an absence, a note or a problem is about; itself for a placement."""
    thing = getattr(thing, "stay", thing) if not isinstance(thing, Placement) else thing
    return thing if isinstance(thing, Placement) else thing.placement


def host_people(placement: Placement):
    return placement.position.people()


def liaisons(placement: Placement):
    """The liaisons of the student's university; nobody when it is none of ours or has none."""
    profile = getattr(placement.student, "student", None)
    university = profile.university_id if profile else None
    return Hat.objects.worn().filter(role=Role.LIAISON, university_tie__university=university or 0).people()


def officers():
    return Hat.objects.worn().filter(role=Role.OFFICE).people()


def leaders():
    return Hat.objects.worn().filter(role=Role.LEADER).people()
