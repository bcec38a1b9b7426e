"""A park as a small card that other sites may show in a frame."""

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_exempt

from parks import rendering
from parks.models import Park

FIGURES = 3


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # its stub knows no arguments from addresses
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """The only page that may be framed by others: it has links, and nothing to press or to fill in."""
    park = get_object_or_404(rendering.for_cards(Park.objects.public()), slug=slug)
    context = {
        "park": park,
        "place": rendering.place(park),
        "metrics": rendering.headlines(park.card_facts)[:FIGURES],  # type: ignore[attr-defined]  # see for_cards
    }
    return render(request, "parks/embed.html", context)
