"""What a shared link brings along: its picture, and its address as a QR code for WeChat."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import segno
from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import override

from common.enums import Language
from common.languages import local_text, other_text, swap_language
from parks import rendering
from parks.models import Park
from parks.rendering import Metric
from portal.opengraph import Card, draw

# Records with a picture of their own: the word in the picture's address, and the model.
KINDS = {
    "park": "parks.park",
    "policy": "parks.policy",
    "opportunity": "parks.opportunity",
    "partnership": "parks.partnership",
    "article": "parks.article",
    "event": "parks.event",
    "story": "enterprises.story",
}
WORDS = {label: word for word, label in KINDS.items()}
DAY = 24 * 3600
FIGURES = 3


def _values(metric: Metric) -> str:
    """What a profile shows first of a metric: one value, or several with “or” between them, each with its own year."""
    said = []
    for one in metric.shown:
        when = f"({one.when})" if metric.disagree and one.when else ""
        said.append(" ".join(part for part in (one.before, one.amount, when) if part))
    return f" {_('or')}\n".join(said)


def park_card(park: Park, language: str) -> Card:
    """The park's names, place and first headline figures, with unit and year, and all values where sources differ."""
    known = rendering.headlines(park.facts.select_related("metric", "industry"))
    figures = []
    for metric in known[:FIGURES]:
        when = "" if metric.disagree else metric.figures[0].when
        figures.append((_values(metric), f"{metric.label} ({when})" if when else metric.label))
    return Card(
        title=local_text(park, "name", language).text,
        beside=other_text(park, "name", language).text,
        place=f"{rendering.place(park)} · {park.get_kind_display()}",
        figures=tuple(figures),
    )


def record_card(record: Any, language: str) -> Card:
    kind = getattr(record, "get_kind_display", lambda: str(record._meta.verbose_name))
    when = getattr(record, "published", "") or getattr(record, "day", "") or getattr(record, "signed", "")
    return Card(
        title=local_text(record, "title", language).text,
        beside=other_text(record, "title", language).text,
        place=" · ".join(part for part in (str(kind()), str(when)) if part),
    )


MAKERS: dict[str, Callable[[Any, str], Card]] = {"park": park_card}


def picture(request: HttpRequest, language: str, kind: str, slug: str) -> HttpResponse:
    """The picture of a public record, in a language in which it is published or in the other one."""
    if language not in Language.values or kind not in KINDS:
        raise Http404
    model: type[Model] = apps.get_model(KINDS[kind])
    rows: Any = model._default_manager
    record = get_object_or_404(rows.public(), slug=slug)
    with override(language):
        card = MAKERS.get(kind, record_card)(record, language)
    return HttpResponse(draw(card), content_type="image/png")


def site_picture(request: HttpRequest, language: str) -> HttpResponse:
    """For pages without a record."""
    if language not in Language.values:
        raise Http404
    with override(language):
        card = Card(title=_("Find the right park and settle there"), place=_("Parks in China and Europe"))
        return HttpResponse(draw(card), content_type="image/png")


def qr(request: HttpRequest) -> HttpResponse:
    """A QR code of one of our own public addresses (`?path=/en/parks/…/`); of no other site's."""
    path = request.GET.get("path", "")
    if swap_language(path, Language.EN) is None or len(path) > 300 or any(char in path for char in "\\\r\n\0"):
        raise Http404
    with BytesIO() as out:
        segno.make(settings.SITE_URL + path, error="m").save(
            out, kind="svg", scale=4, border=2, dark="#17202a", light="#ffffff"
        )
        response = HttpResponse(out.getvalue(), content_type="image/svg+xml")
    response["Cache-Control"] = f"public, max-age={DAY}"
    return response
