"""Addresses to which one person may answer a mail about one case: `reply+<token>@host`.

The token holds the case, the person and a signature. It is a key, not a proof of who writes: an answer counts only
when it also comes from the address that the person is known by (`inquiries.inbound`).
"""

import base64
import binascii
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from inquiries.models import Case

SALT = "inquiries.reply_addresses"
# Mails to the enterprise that a person answers with words. A decision (a transfer, a visit) has a page of its own.
TO_ENTERPRISE = frozenset(
    {
        "inquiry_received",
        "message",
        "more_info_requested",
        "proposal_sent",
        "signed_welcome",
        "silence_warning",
        "stage_public_change",
    }
)
TO_STAFF = frozenset({"enquirer_replied"})
NUMBER = 5  # bytes of a row's number: a million millions
SIGNATURE = 10  # bytes
LENGTH = 32  # characters of a token: base32 of 20 bytes, without padding
NOBODY = 0  # where a token names no member of staff it is the enterprise's


@dataclass(frozen=True)
class Writer:
    """Who may write to a case under one address: the enterprise's contact, or a member of staff."""

    case_id: int
    user_id: int | None = None


def for_enterprise(event: str, case: Case) -> str:
    """The address for the enterprise's answers to this mail; empty where answers are not read."""
    return address(Writer(case.pk)) if event in TO_ENTERPRISE else ""


def for_staff(event: str, case: Case, user_id: int) -> str:
    """The address for the answers of one member of staff, which go to the enterprise; empty as above."""
    return address(Writer(case.pk, user_id)) if event in TO_STAFF else ""


def address(writer: Writer) -> str:
    if not settings.INBOUND_REPLY_ADDRESS:
        return ""
    local, _at, host = settings.INBOUND_REPLY_ADDRESS.rpartition("@")
    return f"{local}+{token(writer)}@{host}"


def token(writer: Writer) -> str:
    """Lower case, since mail servers on the way may change the case of an address."""
    payload = _payload(writer)
    return base64.b32encode(payload + _signature(payload, settings.SECRET_KEY)).decode().lower()


def token_in(recipient: str) -> str | None:
    """The token of an address of ours (whatever it is worth), or None for another address."""
    local, _at, host = settings.INBOUND_REPLY_ADDRESS.lower().rpartition("@")
    start = f"{local}+"
    given, _at, given_host = recipient.strip().lower().rpartition("@")
    if not host or given_host != host or not given.startswith(start):
        return None
    return given.removeprefix(start)


def read(token: str) -> Writer | None:
    """Whom a token names; None when it was not signed here, with the present key or a former one."""
    if len(token) != LENGTH:
        return None
    try:
        raw = base64.b32decode(token.upper())
    except (binascii.Error, ValueError):
        return None
    payload, signature = raw[:-SIGNATURE], raw[-SIGNATURE:]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if not any(constant_time_compare(signature, _signature(payload, key)) for key in keys):
        return None
    case_id, user_id = int.from_bytes(payload[:NUMBER]), int.from_bytes(payload[NUMBER:])
    return Writer(case_id, user_id or None)


def _payload(writer: Writer) -> bytes:
    return writer.case_id.to_bytes(NUMBER) + (writer.user_id or NOBODY).to_bytes(NUMBER)


def _signature(payload: bytes, key: str) -> bytes:
    return salted_hmac(SALT, payload, secret=key, algorithm="sha256").digest()[:SIGNATURE]
