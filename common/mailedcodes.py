"""Short codes that are mailed to prove an address. Kept as digests that fit one row alone."""

import secrets

from django.utils.crypto import constant_time_compare, salted_hmac

DIGITS = 6


def fresh() -> str:
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def digest(purpose: str, handle: str, code: str) -> str:
    """What is stored of a code; `handle` is the secret name of its row."""
    return salted_hmac(purpose, f"{handle}:{code}", algorithm="sha256").hexdigest()


def fits(stored: str, purpose: str, handle: str, typed: str) -> bool:
    return constant_time_compare(stored, digest(purpose, handle, typed))
