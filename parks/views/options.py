"""The filters of the directory as lists of boxes to tick, each with the number of parks it would leave.

There are hundreds of options, so they are written by hand and not through form widgets, and kept with the index.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from common.languages import current_language
from common.measures import number
from parks.enums import ParkKind, ParkLevel
from parks.facets import Snapshot
from parks.filters import DIRECTIONS, STEP_CHOICES, ParkFilter, country_choices

FLAT = ("kind", "level", "mode", "space", "step", "service")
TERMS = ("region", "industry", "mode", "space", "service")


@dataclass
class Option:
    """One value: its filter, code and label (escaped), how many parks it leaves, and what lies within it."""

    name: str
    code: str
    label: str
    count: int
    ticked: bool
    within: list["Option"] = field(default_factory=list)


def _labels(index: Snapshot, language: str) -> dict[str, dict[str, str]]:
    """Escaped labels of every value that some public park has, by filter, in the order of the catalogues.

    Without retired ones: these are offered only to those who ask for them, as old links do.
    """
    key = ("labels", language)
    if key not in index.memo:
        named: dict[str, Iterable[tuple[str, Any]]] = {
            "direction": DIRECTIONS,
            "country": country_choices(),
            "kind": ParkKind.choices,
            "level": ParkLevel.choices,
            "step": STEP_CHOICES,
        }
        for name in TERMS:
            current = ((code, term) for code, term in index.terms[name].items() if not term.retired)
            named[name] = [(code, term.label(language)) for code, term in current]
        used = {name: {code for code, bits in codes.items() if bits} for name, codes in index.bits.items()}
        labels = {
            name: {code: str(escape(label)) for code, label in pairs if code in used.get(name, ())}
            for name, pairs in named.items()
        }
        index.remember(key, labels)
    found: dict[str, dict[str, str]] = index.memo[key]
    return found


class _Options:
    """The options of one request."""

    def __init__(self, chosen: ParkFilter) -> None:
        self.index, self.counts = chosen.index, chosen.counts
        self.labels = _labels(chosen.index, current_language())
        self.ticked = {name: set(value) if isinstance(value, list) else {value} for name, value in chosen.asked.items()}
        self.words = chosen.words

    def flat(self, name: str) -> list[Option]:
        """What some park has, and what is asked for although none has it."""
        counts, ticked, labels = self.counts.get(name, {}), self.ticked.get(name, set()), self.labels.get(name, {})
        unused = {code: str(escape(self.words(name, code))) for code in sorted(ticked - labels.keys())}
        return [
            Option(name, code, label, counts.get(code, 0), code in ticked)
            for code, label in {**labels, **unused}.items()
        ]

    def tree(self, name: str) -> list[Option]:
        """Options under what they lie within."""
        terms, options = self.index.terms[name], {option.code: option for option in self.flat(name)}
        roots: list[Option] = []
        for code, option in options.items():
            around = options.get(terms[code].parent)
            (around.within if around else roots).append(option)
        return roots

    def places(self) -> list[Option]:
        """Countries, in them provinces or states, in them cities; then places in countries without a park."""
        countries = {option.code: option for option in self.flat("country")}
        elsewhere: list[Option] = []
        for root in self.tree("region"):
            term = self.index.terms["region"][root.code]
            inner = [root] if term.parent else root.within
            within = countries[term.group].within if term.group in countries else elsewhere
            within += inner
        return [*countries.values(), *elsewhere]


def _item(option: Option) -> str:
    state = " checked" if option.ticked else " disabled" if not option.count else ""
    return (
        f'<li><label><input type="checkbox" name="{option.name}" value="{escape(option.code)}"{state}> {option.label}'
        f' <span class="n">{number(option.count)}</span></label>{_list(option.within)}</li>'
    )


def _list(options: list[Option]) -> str:
    """What leaves no parks comes last."""
    if not options:
        return ""
    ordered = sorted(options, key=lambda option: not (option.count or option.ticked))
    return f"<ul>{''.join(map(_item, ordered))}</ul>"


def _ticked(options: list[Option]) -> int:
    return sum(option.ticked + _ticked(option.within) for option in options)


def _group(title: str, options: list[Option], *, is_open: bool = False) -> str:
    if not options:
        return ""
    title, ticked = str(escape(title)), _ticked(options)
    shown = " open" if is_open or ticked else ""
    badge = f' <span class="facet__n">{ticked}</span>' if ticked else ""
    return (
        f'<details class="facet"{shown}><summary>{title}{badge}</summary>'
        f'<fieldset><legend class="visually-hidden">{title}</legend>{_list(options)}</fieldset></details>'
    )


def _written(chosen: ParkFilter) -> str:
    options, filters = _Options(chosen), chosen.filters
    groups = [
        _group(gettext("Direction"), options.flat("direction"), is_open=True),
        _group(gettext("Place"), options.places(), is_open=True),
        _group(gettext("Industry"), options.tree("industry"), is_open=True),
    ]
    groups += [_group(str(filters[name].label), options.flat(name)) for name in FLAT]
    return "".join(groups)


def panel(chosen: ParkFilter, asked: QueryDict, context: dict[str, Any]) -> SafeString:
    """The whole panel of filters, for what is asked for now; kept until content changes."""
    key = ("panel", chosen.key, asked.get("view"), context.get("box"))
    if key not in chosen.index.memo:
        parts = {
            "asked": asked,
            "errors": chosen.complaints,
            "counts": chosen.counts,
            "sort": chosen.sort_in_use,
            "used": len([name for name in chosen.asked if name not in ("q", "sort")]),
            "options": mark_safe(_written(chosen)),  # noqa: S308 - every label and code is escaped
        }
        chosen.index.remember(key, get_template("parks/_filters.html").render({**context, **parts}))
    found: SafeString = chosen.index.memo[key]
    return found
