"""Secrets that have to be read again (not only compared) lie in the database under the site's own key.

Whoever gets a copy of the database alone reads none of them. The key is derived from SECRET_KEY; what was sealed with a
key of SECRET_KEY_FALLBACKS can still be opened until that key is taken out.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """Sealed with a key that is gone, or damaged."""


def seal(purpose: str, text: str) -> str:
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(purpose: str, sealed: str) -> str:
    """Raises Unreadable."""
    try:
        return _box(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def _box(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(purpose, key))) for key in keys])


def _derived(purpose: str, key: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"parkbridge:{purpose}".encode()).derive(key.encode())
