"""How the text of a cell becomes a value: strictly, or not at all."""

import datetime as dt
from decimal import Decimal

import pytest

from parks.enums import CooperationMode, ParkState, Qualifier
from parks.tables.kinds import CellError, Choice, Clock, Codes, Currency, Day, Flag, Number, Partial, Whole, in_both

STATE = Choice(choices=tuple(ParkState.choices))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Whole(), "1200", 1200),
        (Whole(), "１２００", 1200),
        (Whole(), "12.0", 12),
        (Number(), "1234.5", Decimal("1234.5")),
        (Number(), "-3", Decimal(-3)),
        (Day(), "2026-11-30", dt.date(2026, 11, 30)),
        (Day(), "2026/1/5", dt.date(2026, 1, 5)),
        (Day(), "2026年1月5日", dt.date(2026, 1, 5)),
        (Partial(), "2016", "2016"),
        (Partial(), "2016/6", "2016-06"),
        (Partial(), "2016-06-20", "2016-06-20"),
        (Clock(), "9:00", dt.time(9)),
        (Flag(), "是", True),
        (Flag(), "No", False),
        (Currency(), "eur", "EUR"),
        (STATE, "operating", "operating"),
        (STATE, "Under construction", "building"),
        (STATE, "在建", "building"),
        (Choice(choices=tuple(Qualifier.choices)), "exactly", ""),
        (Codes(choices=tuple(CooperationMode.choices)), "jv；Equity", ["jv", "equity"]),
    ],
)
def test_what_is_clear_is_read(kind, text, value):
    assert kind.parse(text, None) == value


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        (Whole(), "1,200", "whole number"),
        (Whole(), "12.5", "whole number"),
        (Whole(), "9" * 30, "whole number"),
        (Number(), "1.234,5", "thousands separators"),
        (Number(), "12 m²", "units"),
        (Number(), "1e5", "thousands separators"),
        (Day(), "05/01/2026", "the year first"),
        (Day(), "2026-02-30", "no such day"),
        (Partial(), "2016-13", "no such day"),
        (Partial(), "spring 2016", "a year, a month or a day"),
        (Clock(), "25:00", "09:00"),
        (Flag(), "perhaps", "yes or no"),
        (Currency(), "€", "three letters"),
        (STATE, "sleeping", "none of the values"),
    ],
)
def test_what_could_be_misread_is_refused(kind, text, reason):
    with pytest.raises(CellError) as refused:
        kind.parse(text, None)
    assert reason in in_both(refused.value.reason)["en"]


def test_values_are_written_as_they_are_read():
    for kind, text in (
        (Number(), "1234.5"),
        (Number(), "0"),
        (Day(), "2026-11-30"),
        (Clock(), "09:00"),
        (Flag(), "yes"),
    ):
        assert kind.write(kind.parse(text, None), None) == text
    assert Number().write(Decimal("200.0000"), None) == "200"
