"""What a careful editor would stumble over: told after saving, and listed for staff in the quality report.

Nothing here refuses a text: a check can be wrong about prose. `findings()` looks at one record and asks the database
only for that record's own parts.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, TextChoices
from django.utils.translation import gettext_lazy as _
from modeltranslation.translator import translator

from common.enums import Language, PublicationState
from parks.enums import PolicyEffect
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
)
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


class Check(TextChoices):
    REPEATED = "repeated", _("Same paragraph twice")
    WRONG_LANGUAGE = "wrong_language", _("Text in the wrong language")
    MISSING = "missing", _("Missing translation")
    NO_BENEFIT = "no_benefit", _("Incentive without a benefit")
    REGION = "region", _("Place that contradicts the park")
    STALE = "stale", _("Stale figure")
    CONFLICT = "conflict", _("Figures that contradict each other")
    IDLE = "idle", _("Nothing heard for long")


@dataclass(frozen=True)
class Finding:
    """One thing to look at: which check, the field of the form where it can be put right, and about what."""

    check: Check
    field: str
    about: str = ""

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


def missing(record: Model) -> list[tuple[str, Language]]:
    """The bilingual fields that are filled in one language alone, each with the language that lacks."""
    by_field: dict[str, dict[Language, str]] = {}
    for field, language, text in columns(record):
        by_field.setdefault(field, {})[language] = text
    return list(_missing(by_field))


def half_told(model: type[Model]) -> Q:
    """Rows with a text in one language alone, or with a version that its counterpart has outrun."""
    found = Q()
    first, second = (language.suffix for language in Language)
    for field in translator.get_options_for_model(model).get_field_names():
        for there, lacking in ((first, second), (second, first)):
            empty = Q(**{f"{field}_{lacking}": ""}) | Q(**{f"{field}_{lacking}__isnull": True})
            found |= Q(**{f"{field}_{there}__gt": ""}) & empty
    if issubclass(model, Publishable):
        found |= Q(state_zh_hans=PublicationState.STALE) | Q(state_en=PublicationState.STALE)
    return found


def _park(park: Park) -> Iterator[Finding]:
    if park.region is not None and park.region.country != park.country:
        yield Finding(Check.REGION, "region", str(park.region))
    yield from _figures(list(park.facts.select_related("metric", "source", "industry")))


def _organisation(body: Organisation) -> Iterator[Finding]:
    yield from _figures(list(body.facts.select_related("metric", "source", "industry")))


def _figures(facts: list[Fact]) -> Iterator[Finding]:
    for fact in facts:
        if fact.is_stale and fact.headline:
            yield Finding(Check.STALE, "facts", str(fact.metric))
    for metric in metrics(facts):
        if metric.disagree:
            yield Finding(Check.CONFLICT, "facts", metric.label)


def _policy(policy: Policy) -> Iterator[Finding]:
    gives = any(figure.is_benefit for figure in policy.figures.all())
    if policy.effect == PolicyEffect.INCENTIVE and not gives:
        yield Finding(Check.NO_BENEFIT, "figures")
    yield from _places(policy.region, policy.parks.select_related("region__parent__parent__parent"))


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
    Organisation: _organisation,
    Policy: _policy,
    Article: _article,
    Partnership: _partnership,
}


def findings(record: Model) -> list[Finding]:
    """Everything that the checks find on one record, the texts first."""
    own = _OWN.get(type(record))
    return [*_texts(record), *(own(record) if own else ())]
