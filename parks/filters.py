"""The one way to narrow down parks: the page, the map and the API use the same set.

A value that is not understood is ignored and told (`filterset.errors`); it never breaks the page. Most filters take
several values (`kind=a&kind=b`), any of which will do. The form validates; `parks.facets` answers.
"""

import copy
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property
from typing import Any

import django_filters as filters
from django.core.exceptions import ValidationError
from django.core.validators import slug_re
from django.db.models import Q, QuerySet
from django.forms import Form, Select
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from django_filters.fields import ModelChoiceField, MultipleChoiceField

from common.languages import current_language
from parks import facets
from parks.asking import MOST_ASKED, asked_of, in_order, known_countries
from parks.enums import ParkKind, ParkLevel, RegionKind
from parks.facets.reading import CHINA, SITE_METRIC
from parks.facets.records import Key, Snapshot, Terms
from parks.facets.rows import AnsweredParks
from parks.models import Industry, Park, Region
from parks.models.parks import ParkQuerySet
from parks.rendering import STEPS
from parks.search import corrected, search

__all__ = ["CHINA", "SITE_METRIC"]

ANY = _("Any")
DIRECTIONS = [("outbound", _("From China abroad")), ("inbound", _("From abroad to China"))]
STEP_CHOICES = [(str(number), name) for number, name in STEPS]
SORTS = [("relevance", _("Relevance")), ("name", _("Name")), ("newest", _("Newest")), ("size", _("Size"))]
REGION_DEPTH = 4  # country, province, city, district
AREA_LIMITS = {"min_value": 0, "max_value": 100_000_000, "max_digits": 11, "decimal_places": 2}
FOUND = 100_000  # parks that a text may find


def region_or_within(value: Region, prefix: str = "region") -> Q:
    """The region itself or anything inside it."""
    found = Q()
    for depth in range(REGION_DEPTH):
        found |= Q(**{f"{prefix}{'__parent' * depth}": value})
    return found


def industry_or_branch(value: Industry, prefix: str = "park_industries__industry") -> Q:
    """The industry itself or one of its branches."""
    return Q(**{prefix: value}) | Q(**{f"{prefix}__parent": value})


def regions_with_parks(request: HttpRequest | None = None) -> QuerySet:
    """Provinces, cities and districts that have a public park in them, and what is asked for."""
    found, asked = regions_of(Park.objects.listed(), "region"), asked_of(request, "region")
    return found | Region.objects.filter(code__in=asked) if asked else found


def regions_of(rows: QuerySet, path: str) -> QuerySet:
    """Provinces, cities and districts in which some of these rows lie; `path` leads to a row's region."""
    known, found = rows.exclude(**{path: None}).order_by(), Q()
    for depth in range(REGION_DEPTH - 1):
        found |= Q(pk__in=known.values(f"{path}{'__parent' * depth}"))
    return (
        Region.objects.filter(found, retired=False)
        .exclude(kind=RegionKind.COUNTRY)
        .order_by("country", "order", "code")
    )


def area_overlaps(low: Any, high: Any) -> Q:
    """Spaces whose known area meets the wanted range, in m². A space of unknown area never matches."""
    found = Q()
    if low is not None:
        found &= Q(area_max__gte=low) | Q(area_max__isnull=True, area_min__gte=low)
    if high is not None:
        found &= Q(area_min__lte=high) | Q(area_min__isnull=True, area_max__lte=high)
    return found


def country_choices() -> list[tuple[str, str]]:
    """Countries and regions that have a public park, by name in the reader's language."""
    index, language = facets.snapshot(), current_language()
    key = ("countries", language)
    if key not in index.memo:
        codes = [code for code, bits in index.bits.get("country", {}).items() if bits]
        index.remember(key, in_order(codes))
    return list(index.memo[key])


def term_choices(dimension: str) -> Callable[[], list[tuple[str, str]]]:
    """Every value of a catalogue, whether or not a park has it: links to retired ones keep working."""

    def choices() -> list[tuple[str, str]]:
        language = current_language()
        return [(code, term.label(language)) for code, term in facets.snapshot().terms[dimension].items()]

    return choices


class CodeField(ModelChoiceField):
    """Looks a record up by its code; anything that cannot be a code is refused before the database sees it."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value and not slug_re.match(value):
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": value})
        return super().to_python(value)


class RegionField(CodeField):
    """Names the country before the place."""

    def label_from_instance(self, obj: Region) -> str:
        return f"{countries.name(obj.country)} · {obj}"


class TermFilter(filters.ModelChoiceFilter):
    """Offers values in use; a retired one only to those who ask for it, as old links do."""

    field_class = CodeField

    def get_queryset(self, request: HttpRequest | None) -> QuerySet:
        rows = super().get_queryset(request)
        asked = [value for _name, values in request.GET.lists() for value in values][:MOST_ASKED] if request else []
        return rows.filter(Q(retired=False) | Q(code__in=[value for value in asked if slug_re.match(value)]))


class RegionFilter(filters.ModelChoiceFilter):
    field_class = RegionField


class OneOrMore(Select):
    """A plain list to choose one value from, which understands several in an address."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        values = data.getlist(name) if hasattr(data, "getlist") else [data.get(name) or ""]
        return [value for value in dict.fromkeys(values) if value.strip()]

    def format_value(self, value: Any) -> list[str]:
        return super().format_value((value or [""])[:1])


class CodesField(MultipleChoiceField):
    """Any number of codes; as a list to choose from it begins with “any”."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_label = ANY


class CodesFilter(filters.MultipleChoiceFilter):
    field_class = CodesField


class CountriesField(CodesField):
    """Offers the countries that have a park; understands every other one too, which then has none."""

    def valid_value(self, value: Any) -> bool:
        return super().valid_value(value) or bool(known_countries([value]))


class CountriesFilter(filters.MultipleChoiceFilter):
    field_class = CountriesField


def _codes(label: Any, choices: Any) -> CodesFilter:
    return CodesFilter(label=label, choices=choices, widget=OneOrMore, method="keep")


def _choice(label: Any, choices: Any) -> filters.ChoiceFilter:
    return filters.ChoiceFilter(label=label, choices=choices, empty_label=ANY, method="keep")


def _around(terms: Terms, key: Key) -> Iterator[Key]:
    """What a value lies within: the parent industry; the regions and the country around a region."""
    name, code = key
    known, seen = terms.get(name, {}), {code}
    term = known.get(code)
    if name == "region" and term:
        yield "country", term.group
    while term and term.parent and term.parent not in seen:
        seen.add(term.parent)
        yield name, term.parent
        term = known.get(term.parent)


def narrowest(terms: Terms, keys: Iterable[Key]) -> tuple[Key, ...]:
    """The values without those that another one lies within: “China, Hubei” asks for Hubei."""
    chosen = tuple(dict.fromkeys(keys))
    wide = {around for key in chosen for around in _around(terms, key)}
    return tuple(key for key in chosen if key not in wide)


def _hundredths(value: Any) -> int | None:
    return None if value is None else int(value * 100)


class AreaForm(Form):
    """Leaves out a largest area below the smallest, and tells: a space that spans both would fit such a range."""

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        low, high = asked.get("area_min"), asked.get("area_max")
        if low is not None and high is not None and high < low:
            self.add_error("area_max", _("This is less than the smallest area."))
        return asked


class ParkFilter(filters.FilterSet):
    """Parks by text, place, kind, industry, way to settle, space and service."""

    q = filters.CharFilter(label=_("Text"), method="keep", max_length=100)
    direction = _codes(_("Direction"), DIRECTIONS)
    country = CountriesFilter(label=_("Country/region"), choices=country_choices, widget=OneOrMore, method="keep")
    region = _codes(_("Province or city"), term_choices("region"))
    kind = _codes(_("Kind of park"), ParkKind.choices)
    level = _codes(_("Level"), ParkLevel.choices)
    industry = _codes(_("Industry"), term_choices("industry"))
    mode = _codes(_("Way to settle"), term_choices("mode"))
    space = _codes(_("Kind of space"), term_choices("space"))
    step = _codes(_("Space by stage"), STEP_CHOICES)
    area_min = filters.NumberFilter(label=_("Area from (m²)"), method="keep", **AREA_LIMITS)
    area_max = filters.NumberFilter(label=_("Area to (m²)"), method="keep", **AREA_LIMITS)
    open = _choice(_("Availability"), [("true", _("Has open space now"))])
    available_by = filters.DateFilter(label=_("Open space by"), method="keep")
    service = _codes(_("Service"), term_choices("service"))
    accepting = _choice(_("Inquiries"), [("true", _("Takes inquiries here"))])
    sort = _choice(_("Order"), SORTS)

    class Meta:
        model = Park
        fields: list[str] = []
        form = AreaForm

    def __init__(
        self, data: Any = None, queryset: Any = None, *, request: Any = None, prefix: str | None = None
    ) -> None:
        """Filters and form are copied when somebody asks for them: most readers ask for what was asked before."""
        self.is_bound = data is not None
        self.data = data or {}
        if queryset is not None:
            self.queryset = queryset
        self.request, self.form_prefix = request, prefix

    @cached_property
    def queryset(self) -> QuerySet:
        """What is narrowed; the index answers without it."""
        return Park.objects.public()

    @cached_property
    def filters(self) -> dict[str, filters.Filter]:
        copied = copy.deepcopy(self.base_filters)
        for each in copied.values():
            each.parent, each.model = self, Park
        return copied

    def keep(self, parks: QuerySet, name: str, value: Any) -> QuerySet:
        """Nothing happens filter by filter: see `answer`."""
        return parks

    @cached_property
    def index(self) -> Snapshot:
        return facets.snapshot()

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """The language and what was asked for, as it stands in the address."""
        getlist = getattr(self.data, "getlist", lambda name: [self.data[name]])
        given = tuple((name, tuple(getlist(name))) for name in self.base_filters if name in self.data)
        return current_language(), given

    @cached_property
    def _read(self) -> tuple[dict[str, Any], Any]:
        """The values that were understood, and what is wrong with the others; kept until content changes."""
        if not self.is_bound:
            return {}, {}
        key = ("read", self.key)
        if key not in self.index.memo:
            errors = self.form.errors
            asked = {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "", [])}
            self.index.remember(key, (asked, errors))
        read: tuple[dict[str, Any], Any] = self.index.memo[key]
        return read

    @property
    def asked(self) -> dict[str, Any]:
        return self._read[0]

    @property
    def complaints(self) -> Any:
        """Errors by name of the filter."""
        return self._read[1]

    def words(self, name: str, value: Any) -> str:
        """A value as readers know it."""
        term = self.index.terms.get(name, {}).get(value)
        if term is not None:
            return term.label(current_language())
        choices = self.base_filters[name].extra.get("choices", ())
        named = dict(choices() if callable(choices) else choices)
        return str(named.get(value) or dict(known_countries([value]) if name == "country" else ()).get(value, value))

    @cached_property
    def wanted(self) -> facets.Wanted:
        """The same as the index takes it."""
        return self.without(())

    def without(self, names: Collection[str]) -> facets.Wanted:
        """What is asked for but for some filters, as the index takes it."""
        asked = {name: value for name, value in self.asked.items() if name not in names}
        groups = []
        for group in facets.answers.GROUPS:
            members = facets.answers.MEMBERS.get(group, (group,))
            values = [(name, asked.get(name) or []) for name in members]
            keys = [(name, code) for name, codes in values for code in ([codes] if isinstance(codes, str) else codes)]
            if keys:
                groups.append((group, narrowest(self.index.terms, sorted(keys))))
        return facets.Wanted(
            groups=tuple(groups),
            area_min=_hundredths(asked.get("area_min")),
            area_max=_hundredths(asked.get("area_max")),
            available_by=asked.get("available_by"),
            text=asked.get("q", ""),
            ranked=self._ranked(asked["q"]) if "q" in asked else None,
        )

    def _ranked(self, text: str) -> tuple[int, ...]:
        """Ids of the parks that a text finds, the best first; kept until content changes."""
        key = ("text", current_language(), text)
        if key not in self.index.memo:
            found: Any = search(Park.objects.listed(), text)
            if "name_rank" in found.query.annotations:
                found = found.order_by("name_rank", "sort_key", "slug")
            self.index.remember(key, tuple(found.values_list("pk", flat=True)[:FOUND]))
        ranked: tuple[int, ...] = self.index.memo[key]
        return ranked

    @property
    def better_text(self) -> str:
        """What was probably meant by a text that occurs nowhere on the site; kept until content changes."""
        text = self.wanted.text
        key = ("better", text)
        if text and key not in self.index.memo:
            self.index.remember(key, corrected(text))
        return str(self.index.memo[key]) if text else ""

    @property
    def sort_in_use(self) -> str:
        """By relevance where a text was asked for and nothing else was said, else by name."""
        chosen = str(self.asked.get("sort", ""))
        if self.wanted.ranked is None:
            return chosen if chosen and chosen != "relevance" else "name"
        return chosen or "relevance"

    @cached_property
    def answer(self) -> facets.Answer:
        """The parks that fit, answered by the index."""
        return facets.Answer(self.index, self.wanted, self.sort_in_use, current_language())

    @cached_property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many parks each further value would leave, by filter and code."""
        return facets.counts(self.index, self.wanted)

    def filter_queryset(self, queryset: ParkQuerySet) -> ParkQuerySet:
        return AnsweredParks.of(queryset, self.answer)
