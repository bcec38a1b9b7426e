"""Kinds of columns: how the text of a cell becomes a value, and how a value is written in a file.

Strict on purpose: what could be read in two ways (05/01/2026, 1.234,5) is refused, not guessed.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar, Protocol

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from common.enums import Language

SEPARATORS = re.compile(r"\s*[;；\n]\s*")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_WHOLE = re.compile(r"\d+(\.0+)?")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_PARTIAL = re.compile(r"(\d{4})(?:[-/.年](\d{1,2}))?(?:[-/.月](\d{1,2}))?[年月日]?")
_CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})(?::\d{2})?")
YES = frozenset({"yes", "y", "true", "1", "是", "有"})
NO = frozenset({"no", "n", "false", "0", "否", "无"})


class CellError(Exception):
    """Why the text of one cell is no value, in words for the reader."""

    def __init__(self, reason: str | Promise, /, **params: Any) -> None:
        super().__init__(reason)
        self.reason, self.params = reason, params


def in_both(reason: Any, params: dict[str, Any] | None = None) -> dict[str, str]:
    """A sentence in every language, to be kept."""
    found = {}
    for code in Language.values:
        with override(code):
            words = str(reason)
            found[code] = words % {name: str(value) for name, value in params.items()} if params else words
    return found


def plain(text: str) -> str:
    """Full-width digits and letters as half-width ones, without spaces around."""
    return unicodedata.normalize("NFKC", text).strip()


def fold(text: str) -> str:
    """How codes, labels and names are compared."""
    return plain(text).casefold()


class Lookup(Protocol):
    """Finds records that a column names; see `parks.tables.directory`."""

    def find(self, model: type[Model], text: str) -> int: ...

    def key(self, model: type[Model], pk: int) -> str: ...


@dataclass(frozen=True)
class Kind:
    """Text, as it stands."""

    note: ClassVar[Any] = _("Text")

    def parse(self, text: str, lookup: Lookup) -> Any:
        return text

    def write(self, value: Any, lookup: Lookup) -> str:
        return "" if value is None else str(value)


@dataclass(frozen=True)
class Whole(Kind):
    note: ClassVar[Any] = _("A whole number, such as 1200")

    def parse(self, text: str, lookup: Lookup) -> int:
        if not _WHOLE.fullmatch(plain(text)) or len(plain(text)) > 18:
            raise CellError(_("Write a whole number: digits only, such as 1200."))
        return int(plain(text).split(".")[0])


@dataclass(frozen=True)
class Number(Kind):
    note: ClassVar[Any] = _("A number, such as 1234.5: a point, no thousands separators")

    def parse(self, text: str, lookup: Lookup) -> Decimal:
        if not _NUMBER.fullmatch(plain(text)) or len(plain(text)) > 40:
            raise CellError(_("Write the number with a point and without thousands separators or units: 1234.5."))
        return Decimal(plain(text))

    def write(self, value: Any, lookup: Lookup) -> str:
        if value is None:
            return ""
        text = f"{Decimal(str(value)):f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _day(year: str, month: str, day: str) -> dt.date:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError as error:
        raise CellError(_("There is no such day in the calendar.")) from error


@dataclass(frozen=True)
class Day(Kind):
    note: ClassVar[Any] = _("A date, the year first: 2026-11-30")

    def parse(self, text: str, lookup: Lookup) -> dt.date:
        match = _DAY.fullmatch(plain(text))
        if match is None:
            raise CellError(_("Write the date with the year first: 2026-11-30."))
        return _day(*match.groups())

    def write(self, value: Any, lookup: Lookup) -> str:
        return value.isoformat() if value else ""


@dataclass(frozen=True)
class Partial(Kind):
    note: ClassVar[Any] = _("A year, a month or a day: 2016, 2016-06, 2016-06-20")

    def parse(self, text: str, lookup: Lookup) -> str:
        match = _PARTIAL.fullmatch(plain(text))
        if match is None:
            raise CellError(_("Write a year, a month or a day: 2016, 2016-06, 2016-06-20."))
        year, month, day = match.groups()
        whole = _day(year, month or "1", day or "1").isoformat()
        return whole[: 10 if day else 7 if month else 4]


@dataclass(frozen=True)
class Clock(Kind):
    note: ClassVar[Any] = _("A time of day: 09:00")

    def parse(self, text: str, lookup: Lookup) -> dt.time:
        match = _CLOCK.fullmatch(plain(text))
        if match is None or int(match[1]) > 23 or int(match[2]) > 59:
            raise CellError(_("Write the time of day as 09:00."))
        return dt.time(int(match[1]), int(match[2]))

    def write(self, value: Any, lookup: Lookup) -> str:
        return f"{value:%H:%M}" if value else ""


@dataclass(frozen=True)
class Flag(Kind):
    note: ClassVar[Any] = _("yes or no")

    def parse(self, text: str, lookup: Lookup) -> bool:
        word = fold(text)
        if word in YES or word in NO:
            return word in YES
        raise CellError(_("Write yes or no."))

    def write(self, value: Any, lookup: Lookup) -> str:
        return "yes" if value else "no"


@dataclass(frozen=True)
class Currency(Kind):
    note: ClassVar[Any] = _("A currency code of three letters, such as CNY")

    def parse(self, text: str, lookup: Lookup) -> str:
        code = plain(text).upper()
        if len(code) != 3 or not code.isascii() or not code.isalpha():
            raise CellError(_("Enter three letters, such as CNY."))
        return code


Choices = tuple[tuple[str, Any], ...]


def labels(choices: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Every way to write a choice, folded, with its code: the code itself and the label in each language."""
    found: dict[str, str] = {}
    pairs = list(choices)
    for code in Language.values:
        with override(code):
            for value, label in pairs:
                found.setdefault(fold(str(label)), str(value))
    return found | {fold(str(value)): str(value) for value, _label in pairs if value}


@dataclass(frozen=True)
class Choice(Kind):
    choices: Choices = ()
    note: ClassVar[Any] = _("One of the codes or labels of the sheet “codes”")

    @cached_property
    def known(self) -> dict[str, str]:
        return labels(self.choices)

    def parse(self, text: str, lookup: Lookup) -> str:
        if fold(text) not in self.known:
            raise CellError(_("This is none of the values that can stand here; the template lists them."))
        return self.known[fold(text)]


@dataclass(frozen=True)
class Codes(Choice):
    """Several choices, stored as a list."""

    note: ClassVar[Any] = _("Several codes or labels of the sheet “codes”, separated by semicolons")

    def parse(self, text: str, lookup: Lookup) -> Any:
        return [super(Codes, self).parse(part, lookup) for part in SEPARATORS.split(text) if part]

    def write(self, value: Any, lookup: Lookup) -> str:
        return "; ".join(value or ())


@dataclass(frozen=True)
class Link(Kind):
    """A record by its code or short name, or by its name in either language. The value is its number."""

    model: type[Model] = Model
    note: ClassVar[Any] = _("Code or name of a record; see the sheet “codes”")

    def parse(self, text: str, lookup: Lookup) -> Any:
        return lookup.find(self.model, text)

    def write(self, value: Any, lookup: Lookup) -> str:
        return "" if value is None else lookup.key(self.model, value)


@dataclass(frozen=True)
class Links(Link):
    """Several records, in order."""

    note: ClassVar[Any] = _("Codes or names of records, separated by semicolons; see the sheet “codes”")

    def parse(self, text: str, lookup: Lookup) -> Any:
        found = [lookup.find(self.model, part) for part in SEPARATORS.split(text) if part]
        return list(dict.fromkeys(found))

    def write(self, value: Any, lookup: Lookup) -> str:
        return "; ".join(lookup.key(self.model, pk) for pk in value or ())
