"""By what cases are grouped: the column that the database groups by, and how its values are called."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries

from accounts.models import User
from common.enums import Language
from inquiries.enums import InquirySource
from parks.models import Industry, Park, SettlementMode


@dataclass(frozen=True)
class Dimension:
    """`path` leads from a case; `names` takes the keys that are shown and asks once."""

    code: str
    label: str | Promise = field(compare=False)  # its hash is that of the language in use
    path: str
    names: Callable[[Iterable[Any]], dict[Any, str]] = field(compare=False)

    def labels(self, keys: Iterable[Any]) -> list[tuple[Any, str]]:
        wanted = list(keys)
        known = self.names([key for key in wanted if key not in (None, "")])
        return [(key, known.get(key) or _("not stated")) for key in wanted]


def _rows(model: Any) -> Callable[[Iterable[Any]], dict[Any, str]]:
    return lambda keys: {row.pk: str(row) for row in model._default_manager.filter(pk__in=list(keys))}


def _choices(choices: Any) -> Callable[[Iterable[Any]], dict[Any, str]]:
    return lambda keys: {key: str(choices(key).label) for key in keys}


def _countries(keys: Iterable[Any]) -> dict[Any, str]:
    return {key: str(countries.name(key)) for key in keys}


PARK = Dimension("park", gettext_lazy("park"), "park", _rows(Park))
INDUSTRY = Dimension("industry", gettext_lazy("industry"), "inquiry__enterprise__industry", _rows(Industry))
COUNTRY = Dimension("country", gettext_lazy("country/region"), "inquiry__enterprise__country", _countries)
SOURCE = Dimension("source", gettext_lazy("how it came in"), "inquiry__source", _choices(InquirySource))
LANGUAGE = Dimension("language", gettext_lazy("language"), "inquiry__language", _choices(Language))
MODE = Dimension("mode", gettext_lazy("settlement mode"), "inquiry__mode", _rows(SettlementMode))
OFFICER = Dimension("officer", gettext_lazy("officer in charge"), "owner", _rows(User))
