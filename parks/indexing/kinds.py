"""What search knows about: each kind of record, which rows of it are public, and what a row says."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import Model, Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django_countries import countries

from common import richtext
from common.enums import Language
from common.languages import column
from parks.enums import ParkKind
from parks.models import (
    Article,
    Event,
    Industry,
    Metric,
    Opportunity,
    Organisation,
    Park,
    Partnership,
    Party,
    Policy,
    Region,
    Service,
    SettlementMode,
    Space,
)

Texts = dict[str, list[str]]


@dataclass(frozen=True)
class Aside:
    """A text that is searched but stands in no title or excerpt: what it is, and its words by language, those of no
    language under "". Shown where a record was found by nothing else.
    """

    label: str | Promise
    words: dict[str, str]


@dataclass(frozen=True)
class Description:
    """What search is told about one record.

    `titles`, `texts` and `context` by language, public versions only: these are shown. `names` count as titles and
    `more` as text.
    """

    slug: str
    titles: Texts
    texts: Texts
    context: Texts = field(default_factory=dict)
    names: Iterable[Aside] = ()
    more: Iterable[Aside] = ()
    happened: str = ""
    extra_weight: int = 0


@dataclass(frozen=True)
class Kind:
    """One kind of record. `address` is the name of its page, which takes the slug; `rows` are the public ones.

    `rank`, 1 to 31, orders kinds and is stored in their entries: no two share one, and `manage.py reindex` follows
    a change.
    """

    code: str
    model: type[Model]
    label: str | Promise
    plural: str | Promise
    address: str
    weight: int
    rank: int
    rows: Callable[[], QuerySet]
    describe: Callable[[Any], Description]


KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Make kinds searchable; an app does so when it is ready. Wherever kinds are listed they stand by rank."""
    known = [*KINDS.values(), *kinds]
    KINDS.clear()
    KINDS.update({kind.code: kind for kind in sorted(known, key=lambda kind: kind.rank)})


def kind_of(model: type[Model]) -> Kind | None:
    """The kind that rows of a model belong to."""
    return next((kind for kind in KINDS.values() if kind.model is model), None)


def public_languages(record: Any) -> list[str]:
    """The languages in which a record is published; a record without versions has all of them."""
    asked = getattr(record, "is_public_in", None)
    return [code for code in Language.values if asked is None or asked(code)]


def in_languages(record: Any, languages: Iterable[str], *fields: str) -> Texts:
    """The texts of some bilingual fields by language, in words alone."""
    rich = getattr(record, "RICH_TEXTS", ())

    def words(name: str, code: str) -> str:
        text = getattr(record, column(name, code)) or ""
        return richtext.to_text(text) if name in rich else text

    return {code: [words(name, code) for name in fields] for code in languages}


def named(label: str | Promise, record: Any, languages: Iterable[str] = Language.values) -> Aside:
    """The name of a record, in every language unless said otherwise."""
    return Aside(label, {code: getattr(record, column("name", code)) or "" for code in languages})


def said(label: str | Promise, *texts: str) -> Iterator[Aside]:
    """Texts of no language."""
    return (Aside(label, {"": text}) for text in texts if text)


def lined(*parts: Texts) -> Texts:
    """Several parts' texts, one behind the other in each language."""
    return {code: [text for part in parts for text in part.get(code, ())] for code in Language.values}


def around(region: Region | None) -> Iterator[Region]:
    """The region and everything around it; a circle, which no form can make, is walked once."""
    seen = set()
    while region is not None and region.pk not in seen:
        seen.add(region.pk)
        yield region
        region = region.parent


def with_parents(industries: Iterable[Industry]) -> Iterator[Industry]:
    for industry in industries:
        yield industry
        if industry.parent:
            yield industry.parent


@cache
def _country(code: str) -> Aside:
    """The names of a country in every language."""
    found = {}
    for language in Language.values:
        with override(language):
            found[language] = str(countries.name(code))
    return Aside(_("Country/region"), found)


@cache
def _park_kind(code: str) -> Aside:
    """The label of a kind of park in every language; none for a kind of former times."""
    label, found = dict(ParkKind.choices).get(code, ""), {}
    for language in Language.values:
        with override(language):
            found[language] = str(label)
    return Aside(_("Kind of park"), found)


def _places(region: Region | None) -> Iterator[Aside]:
    return (named(_("Place"), each) for each in around(region))


def _park_more(park: Park) -> Iterator[Aside]:
    """Its place, kind, industries and stated spaces in both languages."""
    yield _park_kind(park.kind)
    yield _country(park.country)
    yield from _places(park.region)
    for industry in with_parents(park.industries.all()):
        yield named(_("Industry"), industry)
    for space in park.spaces.all():
        yield named(_("Space"), space)
        yield named(_("Kind of space"), space.kind)


def _park(park: Park) -> Description:
    languages = public_languages(park)
    return Description(
        slug=park.slug,
        titles=in_languages(park, languages, "name"),
        texts=in_languages(park, languages, "summary", "description", "address"),
        names=said(_("Also known as"), park.aliases, park.slug),
        more=_park_more(park),
        extra_weight=4 * park.featured,
    )


def _space(space: Space) -> Description:
    languages = public_languages(space.park)
    own, kind = in_languages(space, languages, "name"), in_languages(space.kind, languages, "name")
    return Description(
        slug=str(space.pk),
        titles={code: own[code] if own[code][0] else kind[code] for code in languages},
        texts=in_languages(space, languages, "note", "limits"),
        context=in_languages(space.park, languages, "name"),
        names=[named(_("Kind of space"), space.kind)],
        more=said(_("Park"), space.park.slug, space.park.aliases),
    )


def _service(service: Service) -> Description:
    return Description(
        slug=service.code,
        titles=in_languages(service, Language.values, "name"),
        texts=in_languages(service, Language.values, "summary", "scope", "documents"),
    )


def _mode(mode: SettlementMode) -> Description:
    steps = [in_languages(step, Language.values, "title", "who", "documents", "note") for step in mode.steps.all()]
    return Description(
        slug=mode.code,
        titles=in_languages(mode, Language.values, "name"),
        texts=lined(in_languages(mode, Language.values, "summary"), *steps),
    )


def _policy(policy: Policy) -> Description:
    languages = public_languages(policy)
    conditions = [in_languages(row, languages, "text") for row in policy.conditions.all()]
    return Description(
        slug=policy.slug,
        titles=in_languages(policy, languages, "title"),
        texts=lined(in_languages(policy, languages, "summary", "issuer", "materials", "how_to_apply"), *conditions),
        names=said(_("Document number"), policy.document_number),
        more=_places(policy.region),
        happened=policy.published,
    )


def _partnership(partnership: Partnership) -> Description:
    languages = public_languages(partnership)
    sides = [party.park or party.organisation for party in partnership.parties.all()]
    activities = [in_languages(activity, languages, "text") for activity in partnership.activities.all()]
    return Description(
        slug=partnership.slug,
        titles=in_languages(partnership, languages, "title"),
        texts=lined(in_languages(partnership, languages, "summary", "place", "functions"), *activities),
        more=[named(_("Partner"), side, public_languages(side)) for side in sides],
        happened=partnership.signed,
    )


def _article(article: Article) -> Description:
    languages = public_languages(article)
    return Description(
        slug=article.slug,
        titles=in_languages(article, languages, "title"),
        texts=in_languages(article, languages, "summary", "body"),
        more=_places(article.region),
        happened=article.published,
    )


def _event(event: Event) -> Description:
    languages = public_languages(event)
    return Description(
        slug=event.slug,
        titles=in_languages(event, languages, "title"),
        texts=in_languages(event, languages, "summary", "place", "date_note"),
        happened=event.day,
    )


def _opportunity(opportunity: Opportunity) -> Description:
    languages = public_languages(opportunity)
    park = opportunity.park
    return Description(
        slug=opportunity.slug,
        titles=in_languages(opportunity, languages, "title"),
        texts=in_languages(opportunity, languages, "summary", "description", "offered", "wanted"),
        context=in_languages(park, public_languages(park), "name") if park else {},
        more=[named(_("Industry"), opportunity.industry)] if opportunity.industry else (),
    )


def _organisation(organisation: Organisation) -> Description:
    country = str(organisation.country)
    return Description(
        slug=organisation.slug,
        titles=in_languages(organisation, Language.values, "name"),
        texts=in_languages(organisation, Language.values, "summary", "committees"),
        more=[_country(country)] if country else (),
    )


def _metric(metric: Metric) -> Description:
    return Description(
        slug=metric.code,
        titles=in_languages(metric, Language.values, "name"),
        texts=in_languages(metric, Language.values, "summary", "items"),
    )


PLACED = "region__parent__parent__parent"


def _parks() -> QuerySet:
    industries = Industry.objects.select_related("parent")  # type: ignore[misc]  # the tree's own foreign key
    spaces = Prefetch("spaces", Space.objects.stated().select_related("kind"))
    return Park.objects.public().select_related(PLACED).prefetch_related(Prefetch("industries", industries), spaces)


def _partnerships() -> QuerySet:
    parties = Prefetch("parties", Party.objects.select_related("park", "organisation"))
    return Partnership.objects.public().prefetch_related(parties, "activities")


def register_parks() -> None:
    """Everything that this app shows in public."""
    register(
        Kind("park", Park, _("Park"), _("Parks"), "parks:detail", 12, 1, _parks, _park),
        Kind("space", Space, _("Space"), _("Spaces"), "parks:space", 6, 8,
             lambda: Space.objects.public().select_related("park", "kind"), _space),
        Kind("mode", SettlementMode, _("Way to settle"), _("Ways to settle"), "parks:mode", 10, 2,
             lambda: SettlementMode.objects.current().prefetch_related("steps"), _mode),
        Kind("service", Service, _("Service"), _("Services"), "parks:service", 9, 3, Service.objects.current, _service),
        Kind("policy", Policy, _("Policy"), _("Policies"), "parks:policy", 8, 5,
             lambda: Policy.objects.public().select_related(PLACED).prefetch_related("conditions"), _policy),
        Kind("opportunity", Opportunity, _("Project"), _("Projects"), "parks:opportunity", 8, 4,
             lambda: Opportunity.objects.public().select_related("park", "industry"), _opportunity),
        Kind("partnership", Partnership, _("Partnership"), _("Partnerships"), "parks:partnership", 6, 7,
             _partnerships, _partnership),
        Kind("article", Article, _("Article"), _("News"), "parks:article", 4, 10,
             lambda: Article.objects.public().select_related(PLACED), _article),
        Kind("event", Event, _("Event"), _("Events"), "parks:event", 5, 9, Event.objects.public, _event),
        Kind("organisation", Organisation, _("Organisation"), _("Organisations"), "parks:organisation", 5, 11,
             Organisation.objects.all, _organisation),
        Kind("metric", Metric, _("Definition"), _("Definitions"), "parks:metric", 1, 12,
             Metric.objects.current, _metric),
    )  # fmt: skip


def named_in(organisation: Organisation) -> QuerySet:
    """The partnerships whose entries carry this name."""
    return Partnership.objects.filter(parties__organisation=organisation)
