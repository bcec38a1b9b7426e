import datetime

import pytest

from inquiries.reports.periods import Period, of_preset

DAY = datetime.date.fromisoformat


@pytest.mark.parametrize(
    ("preset", "first", "last"),
    [
        ("last_30", "2026-10-29", "2026-11-27"),
        ("last_90", "2026-08-30", "2026-11-27"),
        ("this_month", "2026-11-01", "2026-11-27"),
        ("last_month", "2026-10-01", "2026-10-31"),
        ("this_quarter", "2026-10-01", "2026-11-27"),
        ("last_quarter", "2026-07-01", "2026-09-30"),
        ("this_year", "2026-01-01", "2026-11-27"),
        ("last_year", "2025-01-01", "2025-12-31"),
    ],
)
def test_presets(preset, first, last):
    assert of_preset(preset, DAY("2026-11-27"), "UTC") == Period(DAY(first), DAY(last), "UTC")


def test_the_period_before_is_as_long_and_ends_the_day_before():
    period = Period(DAY("2026-11-01"), DAY("2026-11-30"), "Europe/Brussels")
    assert period.before == Period(DAY("2026-10-02"), DAY("2026-10-31"), "Europe/Brussels")
    assert period.before.end == period.start


def test_days_are_those_of_the_zone_also_when_clocks_change():
    period = Period(DAY("2026-10-25"), DAY("2026-10-25"), "Europe/Brussels")
    assert period.start == datetime.datetime(2026, 10, 24, 22, tzinfo=datetime.UTC)
    assert period.end == datetime.datetime(2026, 10, 25, 23, tzinfo=datetime.UTC)
