"""What every public list of the interface can do: pages of JSON, one record, and the same list as a table."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from common.rest import OpenData
from parks import exports

FILES = ("csv", "xlsx", "geojson")  # actions whose answers are no JSON pages


class Stored:
    """Lets a view answer ordinary requests from what is stored, without the framework's own way of a request."""

    action_map: dict[str, str]

    def stored(self, request: HttpRequest) -> HttpResponse | None:
        """The whole answer, or None for the framework to make it."""
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        quick = self.stored(request) if request.method in ("GET", "HEAD") else None
        return quick or super().dispatch(request, *args, **kwargs)


class OpenViewSet(OpenData, Stored, GenericViewSet):
    """Filters narrow lists down; one record is found whatever the address asks for beside it."""

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        return queryset if self.action == "retrieve" else super().filter_queryset(queryset)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """A file is what it is, whatever the reader says to prefer; its errors are JSON."""
        return super().perform_content_negotiation(request, force or self.action in FILES)


class ListView(ListModelMixin, OpenViewSet):
    """A list; where `table` names one of `exports.TABLES`, also as CSV and XLSX (`describing.described`)."""

    table = ""
    title: str | Promise = ""
    row_serializer: ClassVar[type[BaseSerializer] | None] = None

    def as_file(self, form: str) -> HttpResponse:
        """The list that the filters leave, up to `exports.LIMIT` rows."""
        chosen = self.filter_queryset(self.get_queryset())
        made = self.row_serializer or self.get_serializer_class()
        rows = list(chosen[: exports.LIMIT])
        total = chosen.count() if len(rows) == exports.LIMIT else len(rows)
        records = made(rows, many=True, context=self.get_serializer_context()).data
        return exports.response(self.table, form, records, total)


class ReadOnlyView(RetrieveModelMixin, ListView):
    """List and detail in the reader's language."""


class CatalogueViewSet(ListView):
    """The current values of one catalogue, unpaginated: the codes that filters and inquiries take."""

    pagination_class = None
    filter_backends: ClassVar[list] = []
