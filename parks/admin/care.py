"""What somebody should look after: stale texts, versions in one language alone, old figures; lists narrow to it."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parks import reviewing
from parks.models import Fact, Park, Publishable
from parks.models.publication import CHINESE, ENGLISH, ONE_LANGUAGE


def needs(model: type[Model]) -> dict[str, Q]:
    """By name, the rows of a kind that are in need of it."""
    found = {"stale": reviewing.stale(model)}
    if issubclass(model, Publishable):
        found["one_language"] = ONE_LANGUAGE
    if model is Park:
        old = Fact.objects.stale().filter(headline=True).values("park")
        found["figures"] = (CHINESE | ENGLISH) & Q(pk__in=old)
    return found


class CareFilter(admin.SimpleListFilter):
    """For every list of records with texts in two languages."""

    title = gettext_lazy("to look after")
    parameter_name = "care"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        words = {
            "stale": _("Stale texts"),
            "one_language": _("Public in one language alone"),
            "figures": _("Old figures"),
        }
        return [(need, words[need]) for need in needs(model_admin.model)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        found = needs(queryset.model)
        return queryset.filter(found.get(self.value() or "", Q()))


class Cared:
    """For the admin of a model with bilingual columns."""

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [CareFilter, *super().get_list_filter(request)]
