"""A number for the demo student that belongs to nobody: its region does not exist and its check digit is wrong."""

from ruoyi_coop.lib.secrets import encrypt, fingerprint
from vault.models import BankAccount, Identity

NOBODY, NO_CARD = "990000200001010000", "990000000000000000"


def seed(world) -> None:
    user = world.people["student"]
    sealed = {"sealed": encrypt(NOBODY), "fingerprint": fingerprint(NOBODY, "identity"), "last": NOBODY[-4:]}
    Identity.objects.get_or_create(user=user, defaults=sealed)
    sealed = {"sealed": encrypt(NO_CARD), "fingerprint": fingerprint(NO_CARD, "bank"), "last": NO_CARD[-4:]}
    words = {"bank": "农业银行芮城县支行（演示）", "holder": user.name}
    BankAccount.objects.get_or_create(user=user, defaults=sealed | words)
