"""A park on paper: everything its profile says, in each language in which it is published, one after the other."""

import datetime
from typing import Any

import segno
from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy, override

from common import contentversion
from common.enums import Language, PublicationState
from common.languages import current_language, html_code, other_language
from parks import profiles
from parks.fragments import bodies, stamps
from parks.models import PageVersion, Park

KIND = "park_dossier"
AROUND = ("operator", "region__parent__parent__parent")
LANGUAGES = {Language.ZH_HANS: gettext_lazy("Chinese"), Language.EN: gettext_lazy("English")}


def body(pk: int, today: datetime.date) -> SafeString:
    """The dossier's content, the reader's language first: made once a day for each version of the park.

    `Park.DoesNotExist` when the park was withdrawn meanwhile.
    """
    # Inside a transaction a park's number grows once only, so there the token of all content goes in too.
    unsure = [contentversion.current()] if connection.in_atomic_block else []
    wanted = stamps([pk], today, *unsure)
    made = bodies(KIND, current_language(), wanted, lambda missing: {pk: _render(pk, today)})
    return mark_safe(made[pk])  # noqa: S308 - rendered by our own template


def _render(pk: int, today: datetime.date) -> str:
    park = Park.objects.public().select_related(*AROUND).get(pk=pk)
    first = current_language()
    order = [first, other_language(first)]
    published = [code for code in order if park.is_public_in(code)]
    rows = profiles.load(park, today)
    changed = PageVersion.objects.filter(park_id=pk).values_list("changed_at", flat=True).first()
    address = settings.SITE_URL + reverse("parks:detail", args=[park.slug])
    context = {
        "park": park,
        "shown": published[0],
        "today": today,
        "changed": changed or park.updated_at,
        "address": address,
        "qr": qr(address),
        "left_out": [LANGUAGES[Language(code)] for code in order if code not in published],
        "versions": [_version(park, rows, code, today) for code in published],
    }
    return render_to_string("parks/_dossier.html", context)


def _version(park: Park, rows: Any, code: str, today: datetime.date) -> SafeString:
    """One language version, its interface words in that language too."""
    with override(code):
        context = {
            **profiles.profile(park, rows, today),
            "shown": code,
            "tag": html_code(code),
            "is_stale": park.publication_state(code) == PublicationState.STALE,
        }
        html = render_to_string("parks/_dossier_version.html", context)
    # Both versions stand in one page: each leads to its own list of sources.
    return mark_safe(html.replace('"#source-', f'"#{code}-source-'))  # noqa: S308 - a change within our own tags


def qr(address: str) -> SafeString:
    """The address as a QR code, drawn in place."""
    drawn = segno.make(address, error="m").svg_inline(border=2, dark="#17202a", light="#ffffff", omitsize=True)
    return mark_safe(drawn)  # noqa: S308 - shapes alone; the address is not written into it
