"""What the vault tells of a person to that person: that there are numbers, never the numbers themselves."""

from accounts.permissions import Actor
from vault.models import BankAccount, Identity


def about_me(actor: Actor) -> dict:
    """For the file a person takes away; the full numbers are on the own page, behind the password."""
    identities = Identity.objects.filter(user=actor.user_id).values("last", "created_at", "changed_at")
    accounts = BankAccount.objects.filter(user=actor.user_id).values("bank", "holder", "last", "changed_at")
    return {"identity": list(identities), "bank_account": list(accounts)}
