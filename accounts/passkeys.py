"""What a passkey has to prove, with py_webauthn; nothing here is stored.

A passkey belongs to the host that the page was opened at (`ALLOWED_HOSTS` says which hosts there are). Browsers know no
passkeys for bare addresses such as 127.0.0.1: in development open the site at `localhost`.
"""

import ipaddress
import json
from dataclasses import dataclass
from typing import Any

import webauthn
from django.http import HttpRequest
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts.models import Passkey, User

MOST_BYTES = 16_384  # of an answer
WISH = UserVerificationRequirement.PREFERRED


class Refused(Exception):
    """The answer of the browser proves nothing."""


@dataclass(frozen=True)
class Place:
    """The host that keys are made for, and the origin that answers must come from."""

    host: str
    origin: str


@dataclass(frozen=True)
class NewKey:
    credential: str
    public_key: bytes
    sign_count: int


def place_of(request: HttpRequest) -> Place:
    host = request.get_host()
    return Place(host.rsplit(":", 1)[0] if not host.endswith("]") else host, f"{request.scheme}://{host}")


def is_possible(place: Place) -> bool:
    try:
        ipaddress.ip_address(place.host.strip("[]"))
    except ValueError:
        return True
    return False


def creation(place: Place, user: User, name: str) -> tuple[str, str]:
    """What the browser is asked for to make a key (JSON), and the challenge to remember."""
    options = webauthn.generate_registration_options(
        rp_id=place.host,
        rp_name=name,
        user_name=user.email,
        user_display_name=str(user),
        user_id=str(user.pk).encode(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=WISH
        ),
        exclude_credentials=_known(user),
    )
    return webauthn.options_to_json(options), bytes_to_base64url(options.challenge)


def question(place: Place, user: User) -> tuple[str, str]:
    """What the browser is asked for to show one of the person's keys (JSON), and the challenge to remember."""
    options = webauthn.generate_authentication_options(
        rp_id=place.host, allow_credentials=_known(user), user_verification=WISH
    )
    return webauthn.options_to_json(options), bytes_to_base64url(options.challenge)


def check_creation(place: Place, challenge: str, answer: str) -> NewKey:
    """Raises Refused."""
    try:
        made = webauthn.verify_registration_response(
            credential=_read(answer),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise Refused from error
    return NewKey(bytes_to_base64url(made.credential_id), made.credential_public_key, made.sign_count)


def named_in(answer: str) -> str:
    """Which key an answer says it comes from, as it is stored. Raises Refused."""
    try:
        return bytes_to_base64url(base64url_to_bytes(str(_read(answer)["id"])))
    except (ValueError, TypeError, KeyError) as error:
        raise Refused from error


def check_answer(place: Place, challenge: str, answer: str, key: Passkey) -> int:
    """The key's new count of uses. Raises Refused; also for a key that counted further elsewhere: it was copied."""
    try:
        shown = webauthn.verify_authentication_response(
            credential=_read(answer),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as error:
        raise Refused from error
    return shown.new_sign_count


def _known(user: User) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=base64url_to_bytes(known))
        for known in user.passkeys.order_by("pk").values_list("credential", flat=True)
    ]


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > MOST_BYTES:
        raise Refused
    found = json.loads(answer)
    if not isinstance(found, dict):
        raise Refused
    return found
