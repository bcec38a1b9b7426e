"""How services and investment projects are narrowed down: the pages and the API use the same sets.

A value that is not understood is ignored and told (`filterset.errors`); it never breaks the page.
"""

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Case, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parks.asking import also, asked_of, in_order, known_countries, offer
from parks.enums import CooperationMode, FeeKind, OpportunityState, ServiceTier
from parks.filters import ANY, CodeField, TermFilter
from parks.models import Industry, Opportunity, Park, Service, SettlementMode
from parks.models.opportunities import OpportunityQuerySet

MONEY_LIMITS = {"min_value": 0, "max_value": 10**15, "max_digits": 18, "decimal_places": 2}
PAST = "past"
STATES = [
    (OpportunityState.OPEN.value, OpportunityState.OPEN.label),
    (OpportunityState.IN_TALKS.value, OpportunityState.IN_TALKS.label),
    (PAST, _("Closed or expired")),
]


def _choice(label: Any, choices: Any, **extra: Any) -> filters.ChoiceFilter:
    return filters.ChoiceFilter(label=label, choices=choices, empty_label=ANY, **extra)


def contains(text: str, *columns: str) -> Q:
    """Every word of the text somewhere in one of the columns, in either language."""
    found = Q()
    for word in text.split():
        anywhere = Q()
        for column in columns:
            anywhere |= Q(**{f"{column}_zh_hans__icontains": word}) | Q(**{f"{column}_en__icontains": word})
        found &= anywhere
    return found


class ServiceFilter(filters.FilterSet):
    """Services of the catalogue by text, tier, way to settle and fee; in the order of the tiers."""

    q = filters.CharFilter(label=_("Text"), method="by_text", max_length=100)
    tier = _choice(_("Tier"), ServiceTier.choices)
    mode = TermFilter(
        label=_("Way to settle"),
        field_name="modes",
        queryset=SettlementMode.objects.all(),
        to_field_name="code",
        empty_label=ANY,
    )
    fee = _choice(_("Fee"), FeeKind.choices, field_name="fee_kind")

    class Meta:
        model = Service
        fields: list[str] = []

    def by_text(self, services: QuerySet, name: str, value: str) -> QuerySet:
        return services.filter(contains(value, "name", "summary", "scope"))

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        places = [When(tier=tier, then=Value(place)) for place, tier in enumerate(ServiceTier.values)]
        services = super().filter_queryset(queryset)
        return services.order_by(Case(*places, output_field=IntegerField()), "order", "code")


def _countries() -> list[tuple[str, str]]:
    placed = Opportunity.objects.public().exclude(park=None)
    codes = placed.order_by().values_list("park__country", flat=True).distinct()
    return in_order(codes)


def _currencies() -> list[tuple[str, str]]:
    codes = Opportunity.objects.public().exclude(currency="").order_by().values_list("currency", flat=True).distinct()
    return [(code, code) for code in sorted(codes)]


def _parks(request: HttpRequest | None = None) -> QuerySet:
    """Public parks with a public project, and the one that is asked for."""
    named = Opportunity.objects.public().exclude(park=None).order_by().values("park")
    wanted = Q(pk__in=named) | Q(slug__in=asked_of(request, "park"))
    return Park.objects.public().filter(wanted).order_by("sort_key", "slug")


class ParkFilterBySlug(filters.ModelChoiceFilter):
    field_class = CodeField


class OpportunityForm(forms.Form):
    """Amounts of different currencies cannot be compared, so a limit needs its currency."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        limits = [name for name in ("investment_min", "investment_max") if data.get(name) is not None]
        if limits and not data.get("currency") and "currency" not in self.errors:
            self.add_error("currency", _("Choose the currency of the amounts."))
        return data


class OpportunityFilter(filters.FilterSet):
    """Investment projects by text, industry, cooperation, park, country, state and investment.

    Without a state only projects that still seek somebody are found.
    """

    q = filters.CharFilter(label=_("Text"), method="by_text", max_length=100)
    industry = TermFilter(
        label=_("Industry"),
        queryset=Industry.objects.all(),
        to_field_name="code",
        method="by_industry",
        empty_label=ANY,
    )
    cooperation = _choice(_("Cooperation"), CooperationMode.choices, method="by_cooperation")
    country = _choice(_("Country/region"), (), field_name="park__country")
    park = ParkFilterBySlug(label=_("Park"), queryset=_parks, to_field_name="slug", empty_label=ANY)
    state = filters.ChoiceFilter(label=_("State"), choices=STATES, empty_label=_("Still offered"), method="keep")
    investment_min = filters.NumberFilter(label=_("Investment from"), method="keep", **MONEY_LIMITS)
    investment_max = filters.NumberFilter(label=_("Investment to"), method="keep", **MONEY_LIMITS)
    currency = _choice(_("Currency"), _currencies, method="keep")

    class Meta:
        model = Opportunity
        fields: list[str] = []
        form = OpportunityForm

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, country=lambda: also(self, "country", _countries(), known_countries))

    def keep(self, projects: QuerySet, name: str, value: Any) -> QuerySet:
        """State and money are judged together, in `filter_queryset`."""
        return projects

    def by_text(self, projects: QuerySet, name: str, value: str) -> QuerySet:
        return projects.filter(contains(value, "title", "summary", "description", "offered", "wanted"))

    def by_industry(self, projects: QuerySet, name: str, value: Industry) -> QuerySet:
        return projects.filter(Q(industry=value) | Q(industry__parent=value))

    def by_cooperation(self, projects: QuerySet, name: str, value: str) -> QuerySet:
        """The column holds a list of codes; both databases write each code in quotes."""
        as_text = projects.annotate(cooperation_text=Cast("cooperation", TextField()))
        return as_text.filter(cooperation_text__contains=f'"{value}"')

    def filter_queryset(self, queryset: OpportunityQuerySet) -> QuerySet:
        projects: Any = super().filter_queryset(queryset)
        data, today = self.form.cleaned_data, timezone.localdate()
        projects = projects.past(today) if data.get("state") == PAST else projects.offered(today)
        if data.get("state") in OpportunityState.values:
            projects = projects.filter(state=data["state"])
        if data.get("currency"):
            projects = projects.filter(currency=data["currency"])
            projects = projects.filter(_reaches(data.get("investment_min"), data.get("investment_max")))
        return projects.order_by("open_until", "slug") if data.get("state") == PAST else projects.order_by("slug")


def _reaches(low: Any, high: Any) -> Q:
    """Projects whose stated investment meets the wanted range; one that states none never matches."""
    found = Q()
    if low is not None:
        found &= Q(investment_max__gte=low) | Q(investment_max__isnull=True, investment_min__isnull=False)
    if high is not None:
        found &= Q(investment_min__lte=high) | Q(investment_min__isnull=True, investment_max__isnull=False)
    return found
