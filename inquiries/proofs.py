"""A small puzzle for the browser of a form under suspicion: made and checked here, nothing asked of anybody else.

Stateless: the challenge is signed, expires, and names the form that it is for. One form makes one inquiry, so a
solution is of use once.
"""

import json
import time
from typing import Any

import altcha
from django.conf import settings
from django.utils.crypto import salted_hmac

ALGORITHM = "PBKDF2/SHA-256"  # browsers do this in native code
COST = 5000  # rounds for one try: about a millisecond or two
PREFIX = "00"  # what a try must begin with: one of 256 does
TRIES = 256
LIFETIME = 3600  # seconds
LONGEST = 4000  # characters of a solution


def challenge(form: str) -> str:
    """A puzzle for the form of this key, as JSON for the page."""
    made = altcha.create_challenge(
        ALGORITHM,
        COST,
        key_prefix=PREFIX,
        expires_at=int(time.time()) + LIFETIME,
        data={"form": form},
        hmac_secret=_secret(),
    )
    return json.dumps(made.to_dict())


def is_solved(answer: str, form: str) -> bool:
    """Whether this is a solution, in time, of a puzzle that we put for this form."""
    if not answer or len(answer) > LONGEST:
        return False
    return altcha.verify_solution(answer, _secret()).verified and _data_of(answer) == {"form": form}


def _data_of(answer: str) -> Any:
    """What a verified answer was signed for."""
    return altcha.Payload.from_base64(answer).challenge.parameters.data


def _secret() -> str:
    return salted_hmac("inquiries.proofs", "challenge", secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()
