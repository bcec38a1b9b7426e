"""Search for other systems: the same results in the same order as on the search page."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.rest import LocalizedView, Pagination
from parks.indexing import KINDS
from parks.search import Hit, find, hits
from portal.search import typed


class HitSerializer(serializers.Serializer):
    """One result."""

    type = serializers.CharField(source="kind.code", help_text=_("What it is: park, space, policy and so on."))
    label = serializers.CharField(source="kind.label", help_text=_("The type in the reader's language."))
    title = serializers.CharField(source="title.text")
    context = serializers.CharField(source="context.text", help_text=_("The park that it belongs to, if any."))
    excerpt = serializers.CharField(help_text=_("HTML: escaped text with the matches in mark elements."))
    found_in = serializers.CharField(
        help_text=_("HTML: what matches, such as an industry, where title and excerpt show nothing of it.")
    )
    language = serializers.CharField(
        source="title.html_language", help_text=_("The language of the title: the reader's where it is published.")
    )
    date = serializers.CharField(source="happened", help_text=_("A year, a month or a day; empty when undated."))
    url = serializers.SerializerMethodField(help_text=_("The page for people."))

    def get_url(self, hit: Hit) -> str | None:
        request: HttpRequest = self.context["request"]  # type: ignore[index]  # the property, not the field above
        return request.build_absolute_uri(hit.address) if hit.address else None


class FacetSerializer(serializers.Serializer):
    type = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()


class ReplacedSerializer(serializers.Serializer):
    typed = serializers.CharField()
    used = serializers.CharField()


class ResultsSerializer(serializers.Serializer):
    count = serializers.IntegerField(help_text=_("How many results can be paged through: the best 120 at most."))
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    total = serializers.IntegerField(help_text=_("How many records match, whatever their type."))
    facets = FacetSerializer(many=True)
    replaced = ReplacedSerializer(
        many=True, help_text=_("Words that occur nowhere, and the known words that were searched for instead.")
    )
    results = HitSerializer(many=True)


class SearchView(LocalizedView, APIView):
    """Every kind of public record by words in either language."""

    @extend_schema(
        summary=_("Search"),
        description=_("Parks, spaces, services, policies and everything else that is public, best matches first."),
        parameters=[
            OpenApiParameter(
                "q", required=True, description=_("Words in Chinese or English; 100 characters, 8 words.")
            ),
            OpenApiParameter("type", description=_("Only this type, such as park or policy.")),
            OpenApiParameter("page", int, description=_("Page of results.")),
            OpenApiParameter("page_size", int, description=_("Results on a page, up to 100.")),
        ],
        responses=ResultsSerializer,
    )
    def get(self, request: Request) -> Response:
        kind = request.query_params.get("type", "")
        found = find(typed(request._request), kind if kind in KINDS else "")
        pages = Pagination()
        rows = pages.paginate_queryset(found.ranked, request, view=self) or []
        shown = hits(rows, found.asked, self.language) if rows else []
        body: dict[str, Any] = {
            "count": len(found.ranked),
            "next": pages.get_next_link(),
            "previous": pages.get_previous_link(),
            "total": found.total,
            "facets": [{"type": one.code, "label": str(one.plural), "count": count} for one, count in found.facets],
            "replaced": [{"typed": word, "used": other} for word, other in found.replaced.items()],
            "results": HitSerializer(shown, many=True, context={"request": request}).data,
        }
        return Response(body)
