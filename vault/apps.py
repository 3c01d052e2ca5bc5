"""Puts the masked numbers of a student beside the placement, for the office."""

from django.apps import AppConfig

from pages import parts


class VaultConfig(AppConfig):
    name = "vault"

    def ready(self):
        parts.register("interns.placement", numbers_of, 40)


def numbers_of(actor, placement) -> parts.Part | None:
    """What the office and the auditor see of a student's numbers; nobody else sees that there are any."""
    from accounts.permissions import Permission, Role, can
    from vault.models import BankAccount, Identity

    if actor.role not in (Role.OFFICE, Role.AUDITOR):
        return None
    rows = [("identity", Identity), ("bank", BankAccount)]
    found = [(kind, model.objects.filter(user=placement.student_id).first()) for kind, model in rows]
    may_reveal = can(actor, Permission.REVEAL_NUMBER)
    return parts.Part("vault/_numbers.html", {"rows": [row for row in found if row[1]], "may_reveal": may_reveal})
