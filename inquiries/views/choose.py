"""“Help me choose”: a few questions, up to three parks with the reasons, and the way to one inquiry to them.

The answers stand in the address, so that it can be shared; nothing is stored, and nothing in it names anybody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from inquiries.forms.choosing import ChooseForm
from inquiries.matching.recommend import recommend
from inquiries.matching.scoring import WEIGHTS, Criterion
from parks.models import Operator
from parks.views.narrowing import without_blanks

# The questions behind each criterion.
QUESTIONS: dict[Criterion, tuple[str, ...]] = {
    Criterion.PLACE: ("place",),
    Criterion.DIRECTION: ("wanted_direction",),
    Criterion.INDUSTRY: ("industry",),
    Criterion.MODE: ("mode",),
    Criterion.SIZE: ("area_min", "area_max", "seats"),
    Criterion.TIMING: ("by",),
}


@dataclass(frozen=True)
class Way:
    """One answer to give up, and where that leads."""

    label: Any
    query: str
    count: int


@require_safe
@never_cache
def choose(request: HttpRequest) -> HttpResponse:
    """The questions, and the result once one is answered. A form with blanks is redirected to the short address."""
    short = without_blanks(request.GET)
    if short is not None:
        return redirect(f"{request.path}?{short}" if short else request.path)
    form = ChooseForm(request.GET)
    form.is_valid()
    wish = form.wish()
    result = None if wish.is_open else recommend(wish)
    context = {
        "form": form,
        "problems": form.problems,
        "is_sent": "check" in request.GET or result is not None,
        "result": result,
        "ways": [
            Way(one.criterion.label, _without(request.GET, QUESTIONS[one.criterion]), one.count)
            for one in (result.relaxations if result else ())
        ],
        "has_languages": bool(wish.languages),
        "carried": form.carried(),
        "advice": _advice(form),
        "weights": [(criterion.label, weight) for criterion, weight in WEIGHTS.items()],
    }
    return render(request, "inquiries/choose.html", context)


def _without(query: QueryDict, names: Iterable[str]) -> str:
    rest = query.copy()
    for name in names:
        rest.pop(name, None)
    return rest.urlencode()


def _advice(form: ChooseForm) -> str:
    """How the inquiry form is begun for the platform's desk; empty where there is no desk."""
    return urlencode([("desk", "on"), *form.carried()]) if Operator.objects.desk() else ""
