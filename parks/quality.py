"""What a careful editor would stumble over: told after saving, and listed for staff in the quality report.

Nothing here refuses a text: a check can be wrong about prose. `findings()` looks at one record and asks the database
only for that record's own parts.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, TextChoices
from django.template.defaultfilters import truncatechars
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import translator

from common.enums import Language
from parks import reviewing
from parks.enums import PolicyEffect, SpaceStatus
from parks.models import (
    Article,
    Event,
    Fact,
    Opportunity,
    Organisation,
    Park,
    Partnership,
    Policy,
    Publishable,
    Region,
    Service,
    Space,
    TextSource,
)
from parks.models.publication import STALE
from parks.rendering import metrics

# What the quality report looks at: the model, and what must be loaded along for a record's name.
REPORTED: dict[type[Model], tuple[str, ...]] = {
    Park: (),
    Space: ("kind",),
    Service: (),
    Policy: (),
    Opportunity: (),
    Partnership: (),
    Organisation: (),
    Article: (),
    Event: (),
}
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")
_PARAGRAPH = 20  # characters from which a repeated paragraph is no accident of style
_ENOUGH = 12  # letters from which a script can be told
_NAME = 60  # characters of a row that are told


class Check(TextChoices):
    REPEATED = "repeated", _("Same paragraph twice")
    WRONG_LANGUAGE = "wrong_language", _("Text in the wrong language")
    MISSING = "missing", _("Missing translation")
    BEHIND = "behind", _("Stale text")
    NO_BENEFIT = "no_benefit", _("Incentive without a benefit")
    REGION = "region", _("Place that contradicts the park")
    STALE = "stale", _("Old figure")
    CONFLICT = "conflict", _("Figures that contradict each other")
    IDLE = "idle", _("Nothing heard for long")
    ALT = "alt", _("Picture without a description")
    LINK = "link", _("Broken link")
    AREA = "area", _("Space without an area")
    STATUS = "status", _("Status not stated")
    EXPIRED = "expired", _("Expired policy that parks still name")


@dataclass(frozen=True)
class Finding:
    """One thing to look at: which check, the field of the form where it can be put right, and about what.

    `on` is the record of that form, where it is not the one that was looked at but one within it.
    """

    check: Check
    field: str
    about: str = ""
    on: Model | None = None

    @property
    def label(self) -> str:
        return str(self.check.label)


def report(model: type[Model], *along: str) -> None:
    """Take a model of another app into the report; called once, when that app is ready."""
    REPORTED[model] = along


def columns(record: Model) -> Iterator[tuple[str, Language, str]]:
    """Every bilingual text of a record: the field, the language, what stands there."""
    for field in translator.get_options_for_model(type(record)).get_field_names():
        for language in Language:
            yield field, language, (getattr(record, f"{field}_{language.suffix}", "") or "").strip()


def repeats(text: str) -> bool:
    """Whether a paragraph of some length stands twice in a text."""
    long = [paragraph.strip() for paragraph in text.splitlines() if len(paragraph.strip()) >= _PARAGRAPH]
    return len(long) != len(set(long))


def in_wrong_language(text: str, language: Language) -> bool:
    """Chinese in the English field, or no Chinese in the Chinese one. Short texts and names prove nothing."""
    letters = _LETTER.findall(text)
    if len(letters) < _ENOUGH:
        return False
    share = len(_HAN.findall(text)) / len(letters)
    return share > 0.3 if language is Language.EN else share < 0.1 and len(letters) > 3 * _ENOUGH


def _texts(record: Model) -> Iterator[Finding]:
    by_field: dict[str, dict[Language, str]] = {}
    for field, language, text in columns(record):
        by_field.setdefault(field, {})[language] = text
        column = f"{field}_{language.suffix}"
        if repeats(text):
            yield Finding(Check.REPEATED, column, str(language.label))
        if in_wrong_language(text, language):
            yield Finding(Check.WRONG_LANGUAGE, column, str(language.label))
    for field, language in _missing(by_field):
        yield Finding(Check.MISSING, f"{field}_{language.suffix}", str(language.label))


def _missing(by_field: dict[str, dict[Language, str]]) -> Iterator[tuple[str, Language]]:
    for field, texts in by_field.items():
        empty = [language for language, text in texts.items() if not text]
        if len(empty) == 1:
            yield field, empty[0]


def _behind(record: Model, known: Mapping[reviewing.Key, TextSource]) -> Iterator[Finding]:
    """Texts whose counterpart was changed after them."""
    for language, fields in reviewing.behind(record, known).items():
        for field in fields:
            yield Finding(Check.BEHIND, f"{field}_{language.suffix}", str(language.label))


def _behind_within(rows: Iterable[reviewing.StaleRow]) -> Iterator[Finding]:
    """The same of the rows on the record's page."""
    for one in rows:
        called = one.row.metric if isinstance(one.row, Fact) else one.row
        name = truncatechars(str(called), _NAME) or str(one.row._meta.verbose_name)
        key, on = ("", one.row) if one.place is None else (f"{one.part}-{one.place}-", None)
        for language, fields in one.fields.items():
            for field in fields:
                yield Finding(Check.BEHIND, f"{key}{field}_{language.suffix}", f"{name} · {language.label}", on)


def missing(record: Model) -> list[tuple[str, Language]]:
    """The bilingual fields that are filled in one language alone, each with the language that lacks."""
    by_field: dict[str, dict[Language, str]] = {}
    for field, language, text in columns(record):
        by_field.setdefault(field, {})[language] = text
    return list(_missing(by_field))


def half_told(model: type[Model]) -> Q:
    """Rows with a text in one language alone, or with a version or text that its counterpart has outrun."""
    found = Q()
    first, second = (language.suffix for language in Language)
    for field in translator.get_options_for_model(model).get_field_names():
        for there, lacking in ((first, second), (second, first)):
            empty = Q(**{f"{field}_{lacking}": ""}) | Q(**{f"{field}_{lacking}__isnull": True})
            found |= Q(**{f"{field}_{there}__gt": ""}) & empty
    if issubclass(model, Publishable):
        return found | STALE
    kind = model._meta.label_lower
    return found | Q(Exists(TextSource.objects.filter(kind=kind, record=OuterRef("pk"), behind_since__isnull=False)))


def _park(park: Park) -> Iterator[Finding]:
    if park.region is not None and park.region.country != park.country:
        yield Finding(Check.REGION, "region", str(park.region))
    yield from _figures(_facts(park))
    yield from _photos(park)


def _organisation(body: Organisation) -> Iterator[Finding]:
    yield from _figures(_facts(body))


def _facts(record: Any) -> list[Fact]:
    """As the form lists them; the report has loaded them for all its records at once."""
    loaded = "facts" in getattr(record, "_prefetched_objects_cache", {})
    rows = record.facts.all() if loaded else record.facts.select_related("metric", "source", "industry")
    return sorted(rows, key=lambda fact: (fact.order, fact.pk))


def _figures(facts: list[Fact]) -> Iterator[Finding]:
    for place, fact in enumerate(facts):
        if fact.is_stale and fact.headline:
            yield Finding(Check.STALE, f"facts-{place}-as_of", str(fact.metric))
    for metric in metrics(facts):
        if metric.disagree:
            first = next(place for place, fact in enumerate(facts) if str(fact.metric) == metric.label)
            yield Finding(Check.CONFLICT, f"facts-{first}-value", metric.label)


def _photos(park: Park) -> Iterator[Finding]:
    """Pictures that a reader of one language would hear nothing about."""
    for place, photo in enumerate(sorted(park.photos.all(), key=lambda photo: (photo.order, photo.pk))):
        for language in Language:
            if not (getattr(photo, f"alt_{language.suffix}") or "").strip():
                yield Finding(Check.ALT, f"photos-{place}-alt_{language.suffix}", str(language.label))


def _space(space: Any) -> Iterator[Finding]:
    if space.status == SpaceStatus.OFF_MARKET:
        return
    if space.area_min is None and space.area_max is None:
        yield Finding(Check.AREA, "area_min")
    if space.status == SpaceStatus.NOT_STATED:
        yield Finding(Check.STATUS, "status")


def _policy(policy: Policy) -> Iterator[Finding]:
    gives = any(figure.is_benefit for figure in policy.figures.all())
    if policy.effect == PolicyEffect.INCENTIVE and not gives:
        yield Finding(Check.NO_BENEFIT, "figures")
    parks = list(policy.parks.select_related("region__parent__parent__parent"))
    yield from _places(policy.region, parks)
    if policy.valid_to is not None and policy.valid_to < timezone.localdate() and parks:
        yield Finding(Check.EXPIRED, "parks", str(policy.valid_to))


def _article(article: Article) -> Iterator[Finding]:
    yield from _places(article.region, article.parks.select_related("region__parent__parent__parent"))


def lineage(region: Region | None) -> list[int]:
    """The region and everything around it."""
    found: list[int] = []
    while region is not None and region.pk not in found:
        found.append(region.pk)
        region = region.parent
    return found


def contradicts(region: Region, park: Park) -> bool:
    """Whether neither of the two places lies within the other."""
    if park.region is None:
        return region.country != park.country
    return region.pk not in lineage(park.region) and park.region_id not in lineage(region)


def _places(region: Region | None, parks: Iterable[Park]) -> Iterator[Finding]:
    if region is not None:
        for park in parks:
            if contradicts(region, park):
                yield Finding(Check.REGION, "region", str(park))


def _partnership(partnership: Partnership) -> Iterator[Finding]:
    if last := partnership.idle_since():
        yield Finding(Check.IDLE, "activities", last)


_OWN: dict[type[Model], Callable[[Any], Iterator[Finding]]] = {
    Park: _park,
    Space: _space,
    Organisation: _organisation,
    Policy: _policy,
    Article: _article,
    Partnership: _partnership,
}


def findings(
    record: Model,
    known: Mapping[reviewing.Key, TextSource] | None = None,
    dead: Iterable[tuple[str, str]] = (),
    within: Iterable[reviewing.StaleRow] | None = None,
) -> list[Finding]:
    """Everything that the checks find on one record, the texts first.

    `known` (`reviewing.sources`) may hold more rows than this one's; without it there is one query for that. `dead` are
    its broken links, which somebody else has looked up: pairs of column and address. `within` (`reviewing.stale_rows`)
    are the rows on its page that have stale texts; without it they are looked for.
    """
    own = _OWN.get(type(record))
    sources = reviewing.sources(type(record), [record.pk]) if known is None else known
    if within is None:
        within = reviewing.stale_rows(type(record), [record.pk]).get(record.pk, ())
    broken = (Finding(Check.LINK, column, url) for column, url in dead)
    late = (*_behind(record, sources), *_behind_within(within))
    return [*_texts(record), *late, *(own(record) if own else ()), *broken]
