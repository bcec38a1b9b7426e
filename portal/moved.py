"""Leads readers of a former address to the present one."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch, reverse

from common.rest import SHARED
from parks.addresses import present_slug
from portal.sharing import KINDS as PICTURED

Handler = Callable[[HttpRequest], HttpResponseBase]
# The argument `slug` of these pages is the short name of such a record.
KINDS = {
    "parks:detail": "parks.park",
    "parks:dossier": "parks.park",
    "parks:dossier_pdf": "parks.park",
    "parks:embed": "parks.park",
    "parks:policy": "parks.policy",
    "parks:opportunity": "parks.opportunity",
    "parks:partnership": "parks.partnership",
    "parks:article": "parks.article",
    "parks:event": "parks.event",
    "parks:event_ics": "parks.event",
    "parks:event_register": "parks.event",
    "parks:event_registered": "parks.event",
    "enterprises:story": "enterprises.story",
    **{f"api:{word}-detail": label for word, label in PICTURED.items()},
}


def _kind(match: ResolverMatch) -> str | None:
    """The label of the model that the address is about; a picture names it itself."""
    return PICTURED.get(match.kwargs["kind"]) if match.view_name == "og" else KINDS.get(match.view_name)


def moved(get_response: Handler) -> Handler:
    """A page that is not found is looked up among the former addresses; the query string is kept, and so is what was
    sent (308)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        match = request.resolver_match
        kind = _kind(match) if response.status_code == 404 and match is not None else None
        if match is None or kind is None or "slug" not in match.kwargs:
            return response
        slug = present_slug(kind, match.kwargs["slug"])
        if slug is None:
            return response
        query = request.META.get("QUERY_STRING", "")
        address = reverse(match.view_name, kwargs={**match.kwargs, "slug": slug})
        return HttpResponsePermanentRedirect(
            f"{address}?{query}" if query else address,
            preserve_request=request.method not in ("GET", "HEAD"),
            headers={name: response.headers[name] for name in SHARED if name in response.headers},
        )

    return middleware
