"""Spam defences that work everywhere: a signed form token, fill time, a honeypot, rate limits; no captcha.

Suspicion never drops an inquiry: it is kept in quarantine until staff look at it. Where only speed or number speaks
against it, the browser may first solve a puzzle (`proofs`).
"""

import time
import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext_lazy as _

from common import ratelimit
from common.network import network_of

LIFETIME = timedelta(hours=24)
FASTEST = timedelta(seconds=3)  # nobody fills in this form in less
HOUR = 3600  # seconds
REFUSED_AT = 3  # times the hourly limit; from the limit to here inquiries are quarantined

HONEYPOT = "honeypot"
TOO_FAST = "too_fast"
ADDRESS_RATE = "address_rate"
NETWORK_RATE = "network_rate"
NO_PROOF = "no_proof"
# What a solved puzzle speaks against: a person may be quick, and an office has one address.
PROVABLE = (TOO_FAST, ADDRESS_RATE, NETWORK_RATE)
# What staff read in `Inquiry.screening_reasons`.
REASONS = {
    HONEYPOT: _("A field that people leave empty was filled in"),
    TOO_FAST: _("Filled in faster than a person can"),
    ADDRESS_RATE: _("Many inquiries from one address"),
    NETWORK_RATE: _("Many inquiries from one network"),
    NO_PROOF: _("Several inquiries from one address, and the browser did not solve the puzzle"),
}


@dataclass(frozen=True)
class FormToken:
    """One rendered form. `raw` goes into the page; `key` makes what is sent with it idempotent."""

    raw: str
    key: str
    age: timedelta

    @property
    def is_expired(self) -> bool:
        return self.age > LIFETIME


def issue_token(purpose: str) -> FormToken:
    """A new token for one rendered form of this purpose."""
    key = uuid.uuid4().hex
    raw = signing.dumps([key, int(time.time())], salt=f"inquiries.form.{purpose}")
    return FormToken(raw, key, timedelta(0))


def read_token(raw: str, purpose: str) -> FormToken | None:
    """The token that we signed for this purpose, expired or not; None for anything else."""
    try:
        key, issued = signing.loads(raw, salt=f"inquiries.form.{purpose}")
    except signing.BadSignature:
        return None
    return FormToken(raw, key, timedelta(seconds=time.time() - issued))


@dataclass(frozen=True)
class Verdict:
    """`reasons` non-empty: quarantine. `refused`: come back later. `near`: over half of the address's limit."""

    reasons: tuple[str, ...] = ()
    refused: bool = False
    near: bool = False

    @property
    def wants_proof(self) -> bool:
        """Whether a puzzle could clear it. A filled trap is no matter of speed."""
        if self.refused or HONEYPOT in self.reasons:
            return False
        return self.near or any(reason in PROVABLE for reason in self.reasons)

    def after_proof(self, is_solved: bool) -> tuple[str, ...]:
        """The reasons that are left once the puzzle was put; unsolved, there is at least one."""
        if is_solved:
            return tuple(reason for reason in self.reasons if reason not in PROVABLE)
        return self.reasons or (NO_PROOF,)


def assess(token: FormToken, address: str, honeypot: str) -> Verdict:
    """Judge one complete form that is about to become an inquiry.

    Counts it towards the hourly limits of its address and network once an hour, however often the form is
    posted; every repeat gets the verdict of the first again. A form that came too fast once stays one that did.
    """
    reasons = []
    if honeypot:
        reasons.append(HONEYPOT)
    if token.age < FASTEST:
        ratelimit.mark(TOO_FAST, token.key, int(LIFETIME.total_seconds()))
        reasons.append(TOO_FAST)
    elif ratelimit.is_marked(TOO_FAST, token.key):
        reasons.append(TOO_FAST)
    limits = (
        (ADDRESS_RATE, address, settings.INQUIRY_LIMIT_ADDRESS),
        (NETWORK_RATE, network_of(address), settings.INQUIRY_LIMIT_NETWORK),
    )
    refused = near = False
    for reason, who, limit in limits:
        number = ratelimit.count(f"inquiry-{reason}", who, HOUR, event=token.key)
        if number > limit:
            reasons.append(reason)
        refused |= number > limit * REFUSED_AT
        near |= reason == ADDRESS_RATE and number > 1 and limit < number * 2
    return Verdict(tuple(reasons), refused, near)
