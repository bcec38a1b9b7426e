"""Fields that forgive how people type and never let what was posted reach the database unchecked."""

import re
import zoneinfo
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.widgets import ChoiceWidget
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.text import normalise_code, normalise_email, normalise_line, normalise_number, normalise_text

# Longer input is refused before it is cleaned: cleaning reads every character.
ROOM = 4
SHORT = 60  # characters; more is no number, date or code
FIRST_YEAR, LAST_YEAR = 1900, 2199

TOO_LONG = _("Please shorten this to %(limit)d characters; you wrote %(length)d.")
PLAIN_NUMBER = _("Enter a number such as 1200 or 1200.5, without a unit.")
WHOLE_NUMBER = _("Enter a whole number such as 25.")
NOT_OFFERED = _("Choose one of the options offered.")
YEAR = _("Enter the year with four digits, such as 2016.")
OLDEST_COMPANY = 1000  # the oldest companies that still exist are not much older
DAY = _("Enter a day as year-month-day, such as 2027-03-01.")


def _refuse_longer(value: Any, limit: int) -> None:
    if isinstance(value, str) and len(value) > limit * ROOM:
        raise ValidationError(TOO_LONG, code="max_length", params={"limit": limit, "length": len(value)})


class LineField(forms.CharField):
    """One line. The browser does not cut what is pasted: the server says what is too long."""

    clean_text = staticmethod(normalise_line)

    def to_python(self, value: Any) -> str:
        _refuse_longer(value, self.max_length or SHORT)
        text = self.clean_text(super().to_python(value) or "")
        if self.max_length and len(text) > self.max_length:
            raise ValidationError(TOO_LONG, code="max_length", params={"limit": self.max_length, "length": len(text)})
        return text

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class TextField(LineField):
    """Several lines."""

    widget = forms.Textarea
    clean_text = staticmethod(normalise_text)


class CodeField(LineField):
    """An identifier: widths folded, no spaces."""

    clean_text = staticmethod(normalise_code)


class EmailField(LineField):
    widget = forms.EmailInput
    default_validators = forms.EmailField.default_validators
    clean_text = staticmethod(normalise_email)


class WebsiteField(forms.URLField):
    """http and https only; `www.example.com` is understood."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)

    def to_python(self, value: Any) -> str:
        _refuse_longer(value, self.max_length or SHORT)
        return super().to_python(normalise_code(str(value or ""))) or ""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class NumberField(forms.DecimalField):
    """Not negative, at most two decimals; `１，２００` and `1 200,5` are understood."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def __init__(self, *, max_digits: int, **kwargs: Any) -> None:
        messages = dict.fromkeys(("invalid", "min_value", "max_decimal_places"), PLAIN_NUMBER)
        too_big = _("This number is too large. Check the unit named above the field.")
        messages |= dict.fromkeys(("max_digits", "max_whole_digits"), too_big)
        super().__init__(
            max_digits=max_digits, decimal_places=2, min_value=0, required=False, error_messages=messages, **kwargs
        )

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs inherit from IntegerField
        text = str(value or "")
        if len(text) > SHORT:
            raise ValidationError(PLAIN_NUMBER, code="invalid")
        text = normalise_number(text)
        if re.fullmatch(r"\d+,\d{1,2}", text):
            text = text.replace(",", ".")
        return super().to_python(text)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class CountField(forms.IntegerField):
    """A number of people."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def __init__(self, **kwargs: Any) -> None:
        messages = dict.fromkeys(("invalid", "min_value", "max_value"), WHOLE_NUMBER)
        super().__init__(min_value=0, max_value=1_000_000, required=False, error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> int | None:
        text = str(value or "")
        if len(text) > SHORT:
            raise ValidationError(WHOLE_NUMBER, code="invalid")
        return super().to_python(normalise_number(text))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class YearField(forms.IntegerField):
    """A year of the past, or this one; `2016年` is understood."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, error_messages={"invalid": YEAR}, **kwargs)

    def to_python(self, value: Any) -> int | None:
        text = str(value or "")
        if len(text) > SHORT:
            raise ValidationError(YEAR, code="invalid")
        year = super().to_python(normalise_number(text).removesuffix("年"))
        if year is not None and not OLDEST_COMPANY <= year <= timezone.localdate().year:
            raise ValidationError(YEAR, code="invalid")
        return year

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class DayField(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **kwargs: Any) -> None:
        formats = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日"]
        super().__init__(required=False, input_formats=formats, error_messages={"invalid": DAY}, **kwargs)

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str):
            if len(value) > SHORT:
                raise ValidationError(DAY, code="invalid")
            value = normalise_code(value)
        return super().to_python(value)


class LocalMomentField(forms.DateTimeField):
    """A wall-clock time, without a zone until the form knows which one is meant."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **kwargs: Any) -> None:
        invalid = _("Enter a date and a time, such as 2026-11-24 15:00.")
        super().__init__(error_messages={"invalid": invalid, "required": invalid}, **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        if isinstance(value, str):
            if len(value) > SHORT:
                raise ValidationError(self.error_messages["invalid"], code="invalid")
            value = normalise_line(value)
        try:
            with timezone.override(UTC):  # whose clocks skip no hour
                moment = super().to_python(value)
                moment = timezone.make_naive(moment) if moment and timezone.is_aware(moment) else moment
        except OverflowError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        # Far from the calendar's ends, where a step into another zone leaves it.
        if moment and not FIRST_YEAR <= moment.year <= LAST_YEAR:
            years = {"first": FIRST_YEAR, "last": LAST_YEAR}
            raise ValidationError(_("Enter a year from %(first)s to %(last)s."), code="year", params=years)
        return moment


def in_zone(moment: datetime, zone: str) -> datetime:
    """The moment at which the clocks of `zone` show this; of two such moments in autumn the first.

    Raises ValidationError for an hour that they skip in spring.
    """
    local = moment.replace(tzinfo=zoneinfo.ZoneInfo(zone))
    if local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) != moment:
        raise ValidationError(
            _("There is no such hour on that day: the clocks are put forward. Choose another time."), code="skipped"
        )
    return local


class PickField(forms.Field):
    """One object out of a few that were loaded beforehand; an unknown code is refused without asking the database."""

    widget: type[ChoiceWidget] = forms.Select

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.error_messages.setdefault("invalid_choice", NOT_OFFERED)
        self.options: Mapping[str, Any] = {}

    def offer(self, options: Mapping[str, Any], choices: Iterable[tuple[Any, Any]]) -> None:
        """`options` maps a posted code to its object, `choices` is what the widget shows."""
        self.options = options
        self.widget.choices = list(choices)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if value not in self.options:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return self.options[value]


class PicksField(PickField):
    """Several objects, each once, in the order posted."""

    widget: type[ChoiceWidget] = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[Any]:
        codes = dict.fromkeys(value or [])
        if any(code not in self.options for code in codes):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return [self.options[code] for code in codes]


class WordField(forms.ChoiceField):
    """One value of an enumeration, or nothing."""

    def __init__(self, *, choices: Any, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        messages = {"invalid_choice": NOT_OFFERED, **kwargs.pop("error_messages", {})}
        super().__init__(choices=choices, error_messages=messages, **kwargs)


class FilesInput(forms.FileInput):
    allow_multiple_selected = True
