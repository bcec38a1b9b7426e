"""How every `access.py` answers: allowed, or denied with a reason that pages, API and admin print alike."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Allowed:
    """Yes."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Denied:
    """No, and why, in words for the reader (translated when printed); `field` is the column that stands in the way."""

    reason: str | Promise
    field: str = ""

    def __bool__(self) -> bool:
        return False


Decision = Allowed | Denied
