"""The quality report, and what is said after saving: content that somebody should look at."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.backoffice import BoundedPaginator
from parks import links, quality, reviewing
from parks.admin.scoping import changeable_rows, codename
from parks.documents import relation
from parks.editing import PARTS, address
from parks.models import Organisation, Park
from parks.quality import REPORTED, Check, Finding

PER_PAGE = 50  # records looked at for one page of the report
SAID = 6  # findings told after saving; the report has them all
OFFERED = 200  # parks offered to choose from
# From a record to its parks; kinds that are not here belong to no park.
PARK_OF: dict[str, str] = {
    "park": "pk",
    "space": "park",
    "policy": "parks",
    "opportunity": "park",
    "partnership": "parties__park",
    "article": "parks",
    "event": "parks",
    "story": "park",
}
# What the checks of a kind read beside the record, loaded for the whole page.
BESIDE: dict[type[Model], tuple[str, ...]] = {
    Park: ("facts__metric", "facts__source", "facts__industry", "photos"),
    Organisation: ("facts__metric", "facts__source", "facts__industry"),
}


def _lines(model: type[Model], records: Iterable[Model], wanted: str) -> list[tuple[Model, list[tuple[Finding, str]]]]:
    """The records that have findings of one check, or of all; each finding with where it can be put right."""
    rows = list(records)
    numbers = [row.pk for row in rows]
    known, dead = reviewing.sources(model, numbers), links.broken(model, numbers)
    within = reviewing.stale_rows(model, numbers)
    lines = []
    for row in rows:
        told = quality.findings(row, known, dead.get(row.pk, ()), within.get(row.pk, ()))
        found = [one for one in told if wanted in ("", one.check)]
        if found:
            lines.append((row, [(one, address(one.on or row, one.field)) for one in found]))
    return lines


class QualityHints:
    """Says after saving what the checks found, in one bar; nothing is refused."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        found = quality.findings(type(form.instance)._base_manager.get(pk=form.instance.pk))
        for finding in found[:SAID]:
            about = f" ({finding.about})" if finding.about else ""
            field = self._label(form, finding)
            messages.warning(
                request, _("Please check “%(field)s”: %(what)s") % {"field": field, "what": finding.label + about}
            )
        if (more := len(found) - SAID) > 0:
            said = ngettext(
                "%(count)d more stands in the quality report.", "%(count)d more stand in the quality report.", more
            )
            messages.warning(request, said % {"count": more})

    def _label(self, form: Any, finding: Finding) -> str:
        field = finding.field
        part, dash, _rest = field.partition("-")
        if finding.on is not None:
            return str(finding.on._meta.verbose_name)
        if field in form.fields:
            return str(form.fields[field].label)
        if part in PARTS:
            return str(PARTS[part])
        if dash:
            return str(relation(type(form.instance), part).related_model._meta.verbose_name_plural)
        return str(form.instance._meta.get_field(field).verbose_name)


class QualityReport:
    """Mixed into the admin of parks: one page about all content that this person may change."""

    def get_urls(self) -> list[URLPattern]:
        door = self.admin_site.admin_view(self.quality_view)  # type: ignore[attr-defined]
        return [path("quality/", door, name="parks_park_quality"), *super().get_urls()]

    def quality_view(self, request: HttpRequest) -> HttpResponse:
        """Records of one kind, a page at a time; each with what the checks found. Closed by default, as all lists."""
        kinds = {
            str(model._meta.model_name): model for model in REPORTED if request.user.has_perm(codename(model, "change"))
        }
        if not kinds:
            raise PermissionDenied
        model = kinds.get(request.GET.get("kind", ""), next(iter(kinds.values())))
        wanted = request.GET.get("check", "")
        parks = changeable_rows(request.user, Park)  # type: ignore[arg-type]
        chosen = _chosen(parks, request.GET.get("park", ""))
        page = self._page(request, model, chosen)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Quality report"),
            "kinds": [(name, one._meta.verbose_name_plural, one is model) for name, one in kinds.items()],
            "checks": [(check.value, check.label, check.value == wanted) for check in Check],
            "kind": model._meta.model_name,
            "check": wanted if wanted in Check.values else "",
            "park": chosen,
            "parks": parks.order_by("sort_key", "slug")[:OFFERED] if _of_parks(model) else (),
            "page": page,
            "more": page.paginator.is_more,  # type: ignore[attr-defined]
            "dated": _is_dated(model),
            "broken": links.broken_count(request.user),  # type: ignore[arg-type]
            "lines": _lines(model, page, wanted),
        }
        return TemplateResponse(request, "admin/parks/quality.html", context)

    def _page(self, request: HttpRequest, model: type[Model], chosen: Park | None) -> Page:
        mine = changeable_rows(request.user, model).select_related(*REPORTED[model])  # type: ignore[arg-type]
        if chosen is not None and _of_parks(model):
            rows = model._base_manager.filter(**{PARK_OF[str(model._meta.model_name)]: chosen.pk})
            mine = mine.filter(pk__in=rows.values("pk"))
        ordered = mine.order_by(*(["-updated_at"] if _is_dated(model) else []), "pk")
        return BoundedPaginator(ordered.prefetch_related(*BESIDE.get(model, ())), PER_PAGE).get_page(
            request.GET.get("page")
        )


def _of_parks(model: type[Model]) -> bool:
    return model._meta.model_name in PARK_OF


def _is_dated(model: type[Model]) -> bool:
    return any(field.name == "updated_at" for field in model._meta.fields)


def _chosen(parks: QuerySet, slug: str) -> Park | None:
    """The park of this short name, if this person may change it."""
    return parks.filter(slug=slug).first() if slug and "\x00" not in slug else None
