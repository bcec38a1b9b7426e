"""“One more step”: under suspicion the browser solves a puzzle before an inquiry is taken. Nothing typed is lost.

Without script, or with the puzzle unsolved, the inquiry is taken all the same and waits for staff in quarantine.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from common.network import client_address
from inquiries import proofs, screening
from inquiries.forms import Basket
from inquiries.views.private import with_form

ANSWER = "proof"  # the field that the second posting has, filled or not
OWN = ("csrfmiddlewaretoken", "kept", "drop", ANSWER)


def reasons(request: HttpRequest, key: str, verdict: screening.Verdict) -> tuple[str, ...] | None:
    """Why the inquiry goes into quarantine, if it does; None while the step is still to be taken."""
    if not verdict.wants_proof:
        return verdict.reasons
    if ANSWER not in request.POST:
        return None
    return verdict.after_proof(proofs.is_solved(request.POST[ANSWER], key))


def step(
    request: HttpRequest, key: str, languages: list[tuple[str, str, str]], basket: Basket | None = None
) -> HttpResponse:
    """The page: everything posted, the files that were kept, and the puzzle for the form of this key."""
    kept = basket.keep(key, client_address(request)) if basket else []
    context = {
        "fields": [(name, value) for name, values in request.POST.lists() if name not in OWN for value in values],
        "kept": kept,
        "problems": [("", basket.notice)] if basket and basket.notice else [],
        "challenge": proofs.challenge(key),
        "tries": proofs.TRIES,
        "languages": languages,
    }
    response = with_form(render(request, "inquiries/proof.html", context))
    add_never_cache_headers(response)
    return response
