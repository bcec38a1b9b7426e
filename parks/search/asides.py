"""Why a record was found whose title and excerpt show nothing of what was asked for: its industry, its place, its name
in the other language.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from common.enums import Language
from common.languages import column, html_code, other_language
from parks.indexing.kinds import KINDS, Aside
from parks.search.excerpts import excerpt, marks
from parks.search.query import Term
from parks.search.ranking import Candidate

LENGTH = 120  # characters that are shown of one of them


def found_in(
    rows: Sequence[Candidate], records: Mapping[int, int], asked: Sequence[Term], language: str
) -> dict[int, SafeString]:
    """For each of these entries, by their numbers: what in it matches, as HTML in the reader's language. `records` are
    the numbers of their records. A few SELECTs for each kind, none where titles in the other language are enough.
    """
    found = {row.pk: told(_titles(row), asked, language) for row in rows}
    for kind in {row.kind for row in rows if not found[row.pk]}:
        those = {records[row.pk]: row for row in rows if row.kind == kind and not found[row.pk] and row.pk in records}
        for record in KINDS[kind].rows().filter(pk__in=those):
            described, row = KINDS[kind].describe(record), those[record.pk]
            found[row.pk] = told(chain(_titles(row), described.names, described.more), asked, language)
    return found


def _titles(row: Candidate) -> Iterator[Aside]:
    for label, field in ((_("Also known as"), "title"), (_("Belongs to"), "context")):
        yield Aside(label, {code: getattr(row, column(field, code)) for code in Language.values})


def told(asides: Iterable[Aside], asked: Sequence[Term], language: str) -> SafeString:
    """The first aside that holds each term, each aside once, with the terms marked."""
    missing, lines = list(asked), list[SafeString]()
    for aside in asides:
        code = next((code for code in ("", language, other_language(language)) if _holds(aside, code, missing)), None)
        if code is not None:
            lines.append(_line(aside, code, asked, language))
            missing = [term for term in missing if not marks(aside.words[code], [term])]
        if not missing:
            break
    return format_html_join(" · ", "{}", ((line,) for line in lines))


def _holds(aside: Aside, code: str, asked: Sequence[Term]) -> bool:
    return bool(marks(aside.words.get(code, ""), asked))


def _line(aside: Aside, code: str, asked: Sequence[Term], language: str) -> SafeString:
    """`Industry: <mark>Photonics</mark>`; where only the other language's words match, behind the reader's own."""
    shown, _any = excerpt(aside.words[code], asked, LENGTH)
    if code == other_language(language):
        shown = format_html('<span lang="{}">{}</span>', html_code(code), shown)
        if own := aside.words.get(language, ""):
            shown = _put(_("%(name)s (%(other)s)"), name=format_html("{}", own), other=shown)
    return _put(_("%(label)s: %(value)s"), label=format_html("{}", aside.label), value=shown)


def _put(pattern: str, **parts: SafeString) -> SafeString:
    return mark_safe(format_html("{}", pattern) % parts)  # noqa: S308 - pattern and parts are escaped
