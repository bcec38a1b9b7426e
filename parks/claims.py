"""Why a space's status is not for its park's editors to change just now.

The rooms above that keep or let spaces say so here; `parks` does not know them. Registered once, when an app is ready.
"""

from collections.abc import Callable

from parks.models import Space

Claim = Callable[[Space], str]  # a sentence in the reader's language, or nothing
_claims: list[Claim] = []


def register(claim: Claim) -> None:
    if claim not in _claims:
        _claims.append(claim)


def standing(space: Space) -> str:
    """The first sentence that speaks against changing the status by hand; empty when nothing does."""
    return next((sentence for claim in _claims if (sentence := claim(space))), "")
