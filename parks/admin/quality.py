"""The quality report, and what is said after saving: content that somebody should look at."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from parks import quality
from parks.admin.scoping import changeable_rows, codename
from parks.editing import PARTS, address
from parks.quality import REPORTED, Check, Finding

PER_PAGE = 50  # records looked at for one page of the report
SAID = 6  # findings told after saving; the report has them all


def _listed(record: Model, wanted: str) -> list[tuple[Finding, str]]:
    """The findings of one check, or of all, each with where it can be put right."""
    found = quality.findings(record)
    return [(finding, address(record, finding.field)) for finding in found if wanted in ("", finding.check)]


class QualityHints:
    """Says after saving what the checks found; nothing is refused."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        found = quality.findings(type(form.instance)._base_manager.get(pk=form.instance.pk))
        for finding in found[:SAID]:
            about = f" ({finding.about})" if finding.about else ""
            field = self._label(form, finding.field)
            messages.warning(
                request, _("Please check “%(field)s”: %(what)s") % {"field": field, "what": finding.label + about}
            )

    def _label(self, form: Any, field: str) -> str:
        if field in form.fields:
            return str(form.fields[field].label)
        return str(PARTS[field] if field in PARTS else form.instance._meta.get_field(field).verbose_name)


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
        dated = any(field.name == "updated_at" for field in model._meta.fields)
        mine = changeable_rows(request.user, model).select_related(*REPORTED[model])  # type: ignore[arg-type]
        ordered = mine.order_by(*(["-updated_at"] if dated else []), "pk")
        page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
        lines = [(record, found) for record in page if (found := _listed(record, wanted))]
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("Quality report"),
            "kinds": [(name, one._meta.verbose_name_plural, one is model) for name, one in kinds.items()],
            "checks": [(check.value, check.label, check.value == wanted) for check in Check],
            "kind": model._meta.model_name,
            "page": page,
            "dated": dated,
            "lines": lines,
        }
        return TemplateResponse(request, "admin/parks/quality.html", context)
