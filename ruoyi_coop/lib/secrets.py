"""Encrypts the few fields that must not be readable in the database: AES-GCM, with the key's id in front.

What must be found again without being readable has a keyed hash beside it.
"""

import hmac
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from os import urandom

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_ID = "k1"
NONCE = 12


def encrypt(text: str) -> str:
    """Seal a text as "k1:…"; every call gives another ciphertext."""
    nonce = urandom(NONCE)
    sealed = nonce + _cipher().encrypt(nonce, text.encode(), KEY_ID.encode())
    return f"{KEY_ID}:{urlsafe_b64encode(sealed).decode()}"


def decrypt(sealed: str) -> str:
    """Raises cryptography's InvalidTag when the text was touched or the key is another."""
    key_id, _colon, text = sealed.partition(":")
    raw = urlsafe_b64decode(text)
    return _cipher().decrypt(raw[:NONCE], raw[NONCE:], key_id.encode()).decode()


def fingerprint(text: str, purpose: str) -> str:
    """Hash a text with the key, 64 hex digits: the same text is found again, and without the key nothing is guessed.

    Another `purpose` gives another hash, so that two tables cannot be compared.
    """
    key = hmac.digest(b64decode(settings.FIELD_KEY), f"fingerprint:{purpose}".encode(), "sha256")
    return hmac.new(key, text.encode(), "sha256").hexdigest()


def _cipher() -> AESGCM:
    return AESGCM(b64decode(settings.FIELD_KEY))
