"""Parks: pages joined from stored pieces, the whole profile, a map layer, and their figures.

A list costs what rendering it costs, so each park's JSON is kept per language until the park changes
(`parks.fragments`); which parks are on a page is answered by the directory's index.
"""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import TooManyFieldsSent
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.utils.encoders import JSONEncoder
from rest_framework.utils.urls import remove_query_param, replace_query_param

from common.languages import current_language
from common.rest import Pagination, ReadThrottle, origin
from parks import cards, exports, facets, fragments
from parks.api.describing import described
from parks.api.readonly import ListView, ReadOnlyView
from parks.api.serializers import FigureSerializer, ParkRowSerializer, ParkSerializer, ParkSummarySerializer
from parks.facets.rows import Among
from parks.filters import ParkFilter
from parks.models import Fact, Park, Space

PROFILE = _(
    "The whole profile: figures with unit, date and source. `embed` is HTML to copy: it shows the park as a small card"
    " on another site."
)
KIND = "park_api"
# Stands for scheme and host in stored pieces; JSON writes it as \u0001, which no text begins with.
ORIGIN = "\x01"
STORED_ORIGIN = '"\\u0001/'
JSON = "application/json"
GEOJSON = "application/geo+json"
PAGE_DIGITS = 9
UNREAD = Park.objects.none()  # the index answers for a page; rows are read for what is not stored


def _rendered(parks: list[int]) -> dict[int, str]:
    found = Park.objects.public().filter(pk__in=parks).select_related("operator", "region").order_by()
    context = {"language": current_language(), "origin": ORIGIN}
    return {
        park.pk: json.dumps(
            ParkSummarySerializer(park, context=context).data,
            cls=JSONEncoder,
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for park in found.prefetch_related("park_industries__industry")
    }


def pieces(parks: Iterable[int], index: facets.Snapshot) -> dict[int, str]:
    """The parks as JSON in the reader's language, without scheme and host: one SELECT when all are stored."""
    return fragments.bodies(KIND, current_language(), cards.stamps(parks, index), _rendered)


def _page(ids: tuple[int, ...], index: facets.Snapshot) -> str:
    """The parks of one page, joined. Pages of usual size stay beside the index until content changes."""
    key = (KIND, current_language(), ids)
    kept = index.memo.get(key)
    if kept is None:
        found = pieces(ids, index)
        kept = ",".join([found[pk] for pk in ids if pk in found])
        if index.token and not index.provisional and len(ids) <= Pagination.page_size:
            index.remember(key, kept)
    return str(kept)


def _here(text: str, request: HttpRequest) -> str:
    return text.replace(STORED_ORIGIN, f'"{origin(request)}/')


def _whole(text: str | None, default: int) -> int | None:
    """A plain positive number, the default where nothing was said, None for anything else."""
    if text is None:
        return default
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) <= PAGE_DIGITS and int(text) else None


def _takes_json(accept: str) -> bool:
    return not accept or "*/*" in accept or JSON in accept


def _links(request: HttpRequest, number: int, has_next: bool) -> str:
    """The neighbouring pages, worded as the framework words them."""
    here = request.build_absolute_uri() if has_next or number > 1 else ""
    after = replace_query_param(here, "page", number + 1) if has_next else None
    before = None
    if number > 1:
        before = replace_query_param(here, "page", number - 1) if number > 2 else remove_query_param(here, "page")
    return f'"next":{json.dumps(after)},"previous":{json.dumps(before)}'


@described(
    _("Parks"),
    _("One park"),
    shared={"slug": "cbtc", "country": "BE", "region": "be-louvain-la-neuve", "accepts_inquiries": True},
    zh={"name": "中国-比利时科技园", "kind": {"code": "science_park", "label": "科技园"}},
    en={"name": "China-Belgium Technology Center", "kind": {"code": "science_park", "label": "Science park"}},
)
@extend_schema_view(retrieve=extend_schema(description=PROFILE))
class ParkViewSet(ReadOnlyView):
    lookup_field = "slug"
    filterset_class = ParkFilter
    table = "parks"
    row_serializer = ParkRowSerializer

    def get_queryset(self) -> QuerySet[Park]:
        parks = Park.objects.public().select_related("operator", "region")
        parks = parks.prefetch_related("park_industries__industry")
        if self.action != "retrieve":
            return parks if self.action == "list" else parks.prefetch_related("sources")
        spaces = Space.objects.public().select_related("kind", "park", "source").prefetch_related("industries")
        return parks.prefetch_related(
            Prefetch("parent", Park.objects.public()),
            Prefetch("host", Park.objects.public()),
            Prefetch("facts", Fact.objects.select_related("metric", "source", "industry")),
            "reaches__source",
            "phases__source",
            "park_services__service",
            "settlement_modes",
            "sources",
            Prefetch("spaces", spaces, to_attr="public_spaces"),
        )

    def get_serializer_class(self) -> type[ParkSummarySerializer]:
        return ParkSerializer if self.action == "retrieve" else ParkSummarySerializer

    def stored(self, request: HttpRequest) -> HttpResponse | None:
        """An ordinary page of the list; every other request, and every error, is left to the framework."""
        if self.action_map.get("get") != "list":
            return None
        try:
            asked = request.GET
        except TooManyFieldsSent:
            return None
        number = _whole(asked.get("page"), 1)
        size = _whole(asked.get("page_size"), Pagination.page_size)
        if number is None or size is None or "format" in asked or not _takes_json(request.headers.get("Accept", "")):
            return None
        chosen = ParkFilter(asked, UNREAD, request=request)
        size, count = min(size, Pagination.max_page_size), len(chosen.answer)
        if chosen.complaints or (number - 1) * size >= max(count, 1):
            return None
        if not ReadThrottle().allow_request(request, self):  # type: ignore[arg-type]  # asks for method and address
            return None
        ids = chosen.answer.ids((number - 1) * size, number * size)
        body = _page(tuple(ids), chosen.index)
        further = _links(request, number, number * size < count)
        text = f'{{"count":{count},{further},"results":[{_here(body, request)}]}}'
        return HttpResponse(text, content_type=JSON, headers={"Allow": "GET, HEAD, OPTIONS"})

    @extend_schema(
        summary=_("Parks as points on a map"),
        description=_("GeoJSON (RFC 7946), up to 5,000 parks, with the same filters; unplaced parks have no geometry."),
        filters=True,
        responses={(200, GEOJSON): OpenApiTypes.OBJECT},
    )
    def geojson(self, request: Request) -> HttpResponse:
        """Parks as points (RFC 7946), the first `exports.LIMIT`; one without a known place has no geometry."""
        chosen = self.filter_queryset(self.get_queryset()).answer  # type: ignore[attr-defined]
        ids, index = chosen.ids(0, exports.LIMIT), chosen.snapshot
        found = pieces(ids, index)
        placed = Park.objects.filter(Q(Among("pk", list(found)))).values_list("pk", "longitude", "latitude")
        places = {pk: place for pk, *place in placed}
        features = ",".join(_feature(found[pk], *places[pk]) for pk in ids if pk in found and pk in places)
        counted = f'"numberMatched":{len(chosen)},"numberReturned":{len(ids)}'
        text = f'{{"type":"FeatureCollection",{counted},"features":[{_here(features, request._request)}]}}'
        return HttpResponse(text, content_type=GEOJSON)


def _feature(properties: str, longitude: Decimal | None, latitude: Decimal | None) -> str:
    known = longitude is not None and latitude is not None
    point = f'{{"type":"Point","coordinates":[{longitude:f},{latitude:f}]}}' if known else "null"
    return f'{{"type":"Feature","geometry":{point},"properties":{properties}}}'


class ByPark(DjangoFilterBackend):
    """Narrows figures down to those of the parks that the filters of the park list leave."""

    def get_filterset_class(self, view: Any, queryset: Any = None) -> type[ParkFilter]:
        return ParkFilter

    def filter_queryset(self, request: Request, queryset: QuerySet, view: Any) -> QuerySet:
        parks = super().filter_queryset(request, Park.objects.public(), view)
        answer = parks.answer
        if len(answer) < answer.snapshot.everyone.bit_count():
            queryset = queryset.filter(Among("park_id", answer.ids()))
        return queryset


@described(
    _("Figures of parks"),
    shared={"park": "cbtc", "value": "8.2700", "unit": "ha", "as_of": "2018-01-01", "as_of_precision": "year"},
    zh={"metric": {"untranslated": [], "code": "land_area", "name": "占地面积"}, "unit_label": "公顷"},
    en={"metric": {"untranslated": [], "code": "land_area", "name": "Land area"}, "unit_label": "ha"},
)
class FigureViewSet(ListView):
    serializer_class = FigureSerializer
    filter_backends = [ByPark]
    table = "figures"

    def get_queryset(self) -> QuerySet[Fact]:
        facts = Fact.objects.filter(park__in=Park.objects.listed())
        return facts.select_related("park", "metric", "industry", "source").order_by(
            "park__sort_key", "park__slug", "order", "pk"
        )
