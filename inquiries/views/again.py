"""What the pages share that show a form again with everything typed in it."""

from typing import Protocol

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from inquiries.forms import Basket

TOO_OLD = gettext_lazy("This page was open for too long. Everything you typed is still here: please send it again.")
NO_COOKIE = gettext_lazy(
    "The form came without its cookie. Everything you typed is still here: please send it again. If this happens "
    "once more, allow cookies for this site."
)
LANGUAGE_NAMES = (("zh-hans", "中文"), ("en", "EN"))  # each in itself, as in the header of every page


class Shown(Protocol):
    """A form of these pages."""

    basket: Basket | None

    @property
    def problems(self) -> list[tuple[str, str]]: ...


def problems(form: Shown, files_id: str, said: object = "") -> list[tuple[str, str]]:
    """The lines above a form, each with the id of the control it is about; after `Basket.keep`, whose notice is one."""
    notice = form.basket.notice if form.basket else ""
    return [
        *([("", str(said))] if said else []),
        *form.problems,
        *([(files_id, notice)] if notice else []),
    ]


def languages(view: str, **kwargs: str) -> list[tuple[str, str, str]]:
    """Code, name and address of this page for each language; a POST with `show` goes there."""
    found = []
    for code, name in LANGUAGE_NAMES:
        with translation.override(code):
            found.append((code, name, reverse(view, kwargs=kwargs)))
    return found
