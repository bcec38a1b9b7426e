"""Figures as people read them: separators, units, currencies. Missing is “—”, never 0.

Stored units are m² (land in ha); amounts carry an ISO 4217 currency, a period and a basis.
"""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from common.enums import Language
from common.languages import current_language

NO_DATA = "—"
SQUARE_FEET_PER_M2 = Decimal("10.7639104167")  # international foot: 1 / 0.3048²
M2_PER_HA = Decimal(10_000)

Number = Decimal | int | float | str

# Currencies that visitors of both shores meet; any other shows its ISO code.
_CURRENCIES = {
    "CNY": gettext_lazy("CNY %(amount)s"),
    "EUR": gettext_lazy("€%(amount)s"),
    "USD": gettext_lazy("US$%(amount)s"),
    "GBP": gettext_lazy("£%(amount)s"),
    "HKD": gettext_lazy("HK$%(amount)s"),
}
_PERIODS = {
    "day": pgettext_lazy("unit of time", "day"),
    "month": pgettext_lazy("unit of time", "month"),
    "year": pgettext_lazy("unit of time", "year"),
}
_BASES = {
    "m2": pgettext_lazy("unit of price", "m²"),
    "seat": pgettext_lazy("unit of price", "seat"),
    "unit": pgettext_lazy("unit of price", "unit"),
    "ha": pgettext_lazy("unit of price", "hectare"),
}
# Steps in which each language counts large figures.
_SCALES = {
    Language.ZH_HANS.value: ((Decimal(10**12), "万亿"), (Decimal(10**8), "亿"), (Decimal(10**4), "万")),
    Language.EN.value: ((Decimal(10**12), " trillion"), (Decimal(10**9), " billion"), (Decimal(10**6), " million")),
}
_LARGE = Decimal(10**6)


def _decimal(value: Number) -> Decimal:
    """Raises ValueError for what is no finite number: a figure never prints as NaN."""
    try:
        figure = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a number") from None
    if not figure.is_finite():
        raise ValueError(f"{value!r} is not a finite number")
    return figure


def number(value: Number | None, decimals: int | None = None) -> str:
    """`1234.50` as `1,234.5`; rounded half up to `decimals` when given; “—” for None."""
    if value is None or value == "":
        return NO_DATA
    figure = _decimal(value)
    if decimals is not None:
        figure = figure.quantize(Decimal(1).scaleb(-decimals), rounding="ROUND_HALF_UP")
    text = f"{figure:,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text.replace("-", "\u2212")


def large_number(value: Number | None) -> str:
    """From a million on, in the words of the language (`1.2 million`, `120万`) where nothing is lost by it."""
    if value is None or value == "":
        return NO_DATA
    figure = _decimal(value)
    if abs(figure) >= _LARGE:
        for step, word in _SCALES[current_language()]:
            scaled = figure / step
            if abs(scaled) >= 1 and scaled == round(scaled, 2):
                return f"{number(scaled)}{word}"
    return number(figure)


def joint(unit: str) -> str:
    """What stands between a figure and its unit: a space, but nothing before Chinese units, `%`, `°` and `/`."""
    return "" if not unit or unit[0] in "%‰°/" or "\u2e80" <= unit[0] <= "\u9fff" else " "


def quantity(value: Number | None, unit: str = "") -> str:
    """A figure and its unit. Chinese units, `%` and `°` follow without a space."""
    if value is None or value == "":
        return NO_DATA
    unit = str(unit or "").strip()
    return f"{large_number(value)}{joint(unit)}{unit}"


def is_currency(unit: str) -> bool:
    """Whether a unit code is a currency of ISO 4217: three capitals."""
    return len(unit) == 3 and unit.isascii() and unit.isalpha() and unit.isupper()


def around_amount(currency: str) -> tuple[str, str]:
    """What the language puts before and after an amount of this currency: `€` and nothing, nothing and `欧元`."""
    pattern = _CURRENCIES.get(currency)
    if pattern is None:
        return (f"{currency} " if currency else "", "")
    before, _amount, after = str(pattern).partition("%(amount)s")
    return before, after


def area(value: Number | None) -> str:
    """Square metres: `1,200 m²`."""
    return NO_DATA if value is None or value == "" else f"{number(value)} m²"


def area_range(low: Number | None, high: Number | None) -> str:
    """`20–200 m²`, `from 20 m²`, `up to 200 m²`; one figure when both are the same."""
    return _range(low, high, area)


def square_feet_range(low: Number | None, high: Number | None) -> str:
    """Areas in m² as `215–2,153 ft²`, worded like `area_range`."""
    return _range(low, high, square_feet)


def _range(low: Number | None, high: Number | None, shown: Callable[[Number | None], str]) -> str:
    if low is None and high is None:
        return NO_DATA
    if high is None:
        return _("from %(area)s") % {"area": shown(low)}
    if low is None:
        return _("up to %(area)s") % {"area": shown(high)}
    if _decimal(low) == _decimal(high):
        return shown(low)
    first, last = shown(low), shown(high)
    unit = last.lstrip("0123456789,.\u2212")
    return f"{first.removesuffix(unit)}–{last}"


def span(low: Number | None, high: Number | None) -> str:
    """`1.5–2.5`, `from 1.5`, `up to 2.5`: figures without a unit."""
    return _range(low, high, number)


def hectares(value: Number | None) -> str:
    """Land: `35.5 ha`."""
    if value is None or value == "":
        return NO_DATA
    return _("%(figure)s ha") % {"figure": number(value)}


def square_feet(m2: Number | None) -> str:
    """Square metres shown as square feet, rounded to whole feet."""
    if m2 is None or m2 == "":
        return NO_DATA
    return _("%(figure)s ft²") % {"figure": number(_decimal(m2) * SQUARE_FEET_PER_M2, 0)}


def money(amount: Number | None, currency: str, period: str = "", basis: str = "") -> str:
    """`€120 per m² per year`, `120欧元/平方米·年`. Period: day, month, year, once. Basis: m2, seat, unit, ha."""
    if amount is None or amount == "":
        return NO_DATA
    before, after = around_amount(currency)
    words = {
        "money": f"{before}{large_number(amount)}{after}",
        "period": _PERIODS.get(period, ""),
        "basis": _BASES.get(basis, ""),
    }
    if period == "once":
        words["money"] = _("%(money)s once") % words
    if words["basis"] and words["period"]:
        return _("%(money)s per %(basis)s per %(period)s") % words
    if words["basis"]:
        return _("%(money)s per %(basis)s") % words
    if words["period"]:
        return _("%(money)s per %(period)s") % words
    return str(words["money"])
