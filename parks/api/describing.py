"""What the schema says about a list, its tables and its records, with one example in each language."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework.request import Request

from common.tabular import XLSX

FILTERED = _("Takes the same filters as the page on the site.")
FILE = _("The whole list as a file, up to 5,000 rows; the last line tells when there are more.")
TABLES = {"csv": ("CSV", "text/csv"), "xlsx": ("XLSX", XLSX)}

Texts = dict[str, Any]


def _examples(shared: Texts, zh: Texts, en: Texts) -> list[OpenApiExample]:
    """The same record as a reader of each language gets it."""
    return [
        OpenApiExample(name, value={"untranslated": [], **shared, **texts}, response_only=True)
        for name, texts in (("zh-hans", zh), ("en", en))
    ]


def described(
    many: Any, one: Any = "", *, shared: Texts | None = None, zh: Texts | None = None, en: Texts | None = None
) -> Callable[[type], type]:
    """Decorates a view set and gives it its `title`.

    `shared`, `zh` and `en` make up the example: what is the same, what is in one language.
    """
    examples = _examples(shared or {}, zh or {}, en or {})

    def decorate(view: Any) -> type:
        said: dict[str, Any] = {"list": extend_schema(summary=many, description=FILTERED, examples=examples)}
        if not view.filter_backends:
            said["list"] = extend_schema(summary=many, examples=examples)
        if hasattr(view, "retrieve"):
            said["retrieve"] = extend_schema(summary=one, examples=examples)
        view.title = many
        for form, (label, media) in TABLES.items() if view.table else ():
            setattr(view, form, _file(form, format_lazy("{} · {}", many, label), media))
        return extend_schema_view(**said)(view)

    return decorate


def _file(form: str, summary: Any, media: str) -> Any:
    """The action of a view set that answers with its list as a file."""

    def answer(self: Any, request: Request) -> HttpResponse:
        return self.as_file(form)

    answer.__name__ = form
    return extend_schema(
        summary=summary, description=FILE, filters=True, responses={(200, media): OpenApiTypes.BINARY}
    )(answer)
