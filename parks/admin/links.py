"""Broken links in the content that a person may change, and the button that has them asked again."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.backoffice import BoundedPaginator, is_row_number
from parks import links
from parks.admin.scoping import codename
from parks.editing import address
from parks.enums import LinkState
from parks.models import LinkUse

PER_PAGE = 50
COUNTED = 1000
SHOWN = (LinkState.BROKEN, LinkState.DOUBTFUL, LinkState.MOVED, LinkState.UNCLEAR)


@dataclass(frozen=True)
class Row:
    """One place: the record, the label of the field, where that field is, and the use with its link."""

    record: Model
    field: str
    url: str
    use: LinkUse


class Bounded(BoundedPaginator):
    bound = COUNTED


def _rows(uses: list[LinkUse]) -> list[Row]:
    """With their records, loaded kind by kind; what was mended since the last look is left out."""
    models = {model._meta.label_lower: model for model in links.WATCHED}
    found: dict[tuple[str, int], Model] = {}
    for kind in {use.kind for use in uses}:
        wanted = [use.record for use in uses if use.kind == kind]
        found |= {(kind, row.pk): row for row in models[kind]._base_manager.filter(pk__in=wanted)}
    rows = []
    for use in uses:
        record = found.get((use.kind, use.record))
        if record is not None and links.still_there(record, use.field, use.link.url):
            label: Any = record._meta.get_field(use.field)
            rows.append(Row(record, str(label.verbose_name), address(record, use.field), use))
    return rows


def _may(request: HttpRequest) -> bool:
    return any(request.user.has_perm(codename(model, "change")) for model in links.WATCHED)


class LinkReport:
    """Mixed into the admin of parks: the page of links, and the door that has them asked again."""

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site  # type: ignore[attr-defined]
        return [
            path("links/", site.admin_view(self.links_view), name="parks_park_links"),
            path("links/again/", site.admin_view(self.links_again_view), name="parks_park_links_again"),
            *super().get_urls(),
        ]

    def links_view(self, request: HttpRequest) -> HttpResponse:
        if not _may(request):
            raise PermissionDenied
        state = request.GET.get("state", "")
        state = state if state in SHOWN else LinkState.BROKEN
        uses = links.uses_for(request.user, state).select_related("link")  # type: ignore[arg-type]
        page = Bounded(uses.order_by("link__failing_since", "pk"), PER_PAGE).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Links"),
            "states": [(one.value, one.label, one == state) for one in SHOWN],
            "state": state,
            "page": page,
            "more": page.paginator.count > COUNTED,
            "rows": _rows(list(page)),
        }
        return TemplateResponse(request, "admin/parks/links.html", context)

    def links_again_view(self, request: HttpRequest) -> HttpResponseBase:
        """Makes one link due, or all of this person's in a state; the worker asks, not this request."""
        if not _may(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        state = request.POST.get("state", "")
        state = state if state in SHOWN else LinkState.BROKEN
        uses = links.uses_for(request.user, state)  # type: ignore[arg-type]
        if is_row_number(request.POST.get("use", "")):
            uses = uses.filter(pk=request.POST["use"])
        count = links.ask_again(set(uses.order_by().values_list("link", flat=True)[:COUNTED]))
        said = ngettext(
            "%(count)d link will be asked again within some minutes.",
            "%(count)d links will be asked again within some minutes.",
            count,
        )
        messages.success(request, said % {"count": count})
        response = redirect("admin:parks_park_links")
        response["Location"] += f"?state={state}"
        return response
