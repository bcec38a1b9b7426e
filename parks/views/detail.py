"""The profile of one park."""

import datetime

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Concat
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe

from common import contentversion
from common.enums import PUBLIC_STATES, Language, PublicationState
from common.framing import Frame
from common.languages import current_language, other_language
from common.prepared import Prepared, blank
from parks import profiles
from parks.fragments import keep, stamp
from parks.models import Fragment, Park
from parks.models.parks import ParkQuerySet

PARALLEL = "parallel"
# The kinds of the stored page: in one language, and with both side by side.
ONE, BOTH = "park_profile", "park_profile_both"
# What a stored page consists of, in this order: four lines for the head, then the body.
PIECES = ("title", "description", "asking", "sharing", "body")
AROUND = ("operator", "region__parent__parent__parent")
FRAME = Frame("parks/detail.html")
TEXT = TextField()


def _stored() -> QuerySet:
    """The public park of an address: id, version, states, and the piece of its page with its stamp before it.

    A queryset of modeltranslation would shuffle the columns.
    """
    pieces = Fragment.objects.filter(kind=blank("kind"), language=blank("language"), record=OuterRef("pk"))
    piece = Subquery(pieces.values(piece=Concat("stamp", Value("\n"), "body", output_field=TEXT)))
    found = ParkQuerySet(Park).public().order_by().filter(slug=blank("slug")).annotate(piece=piece)
    return found.values_list("pk", "page_version__number", "state_zh_hans", "state_en", "piece")


STORED = Prepared(_stored)


def park_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The profile in the reader's language, else in the one that is published, and said so; 404 when none is."""
    kind = BOTH if request.GET.get("view") == PARALLEL else ONE
    rows = STORED.rows(slug=slug, kind=kind, language=current_language())
    if not rows:
        raise Http404
    pk, number, *states, piece = rows[0]
    published = [code for code, state in zip(Language.values, states, strict=True) if state in PUBLIC_STATES]
    parts = map(mark_safe, _page(pk, kind, number or 0, piece or "").split("\n", 4))
    pieces = dict(zip(PIECES, parts, strict=True))
    fixed = {"shown": _shown(published), "published_languages": published}
    return FRAME.render(request, pieces, fixed, slug=slug)


def _shown(published: list[str]) -> str:
    wanted = current_language()
    return wanted if wanted in published else other_language(wanted)


def _page(pk: int, kind: str, number: int, piece: str) -> str:
    """The page's own part, made at most once a day for each language and each version of the park.

    The day is the site's: policies expire and events pass with it. Nothing in it depends on who reads.
    """
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    # Inside a transaction a park's number grows once only, so there the token of all content goes in too.
    unsure = [contentversion.current()] if connection.in_atomic_block else []
    wanted = stamp(number, today, *unsure)
    found, _newline, page = piece.partition("\n")
    if found != wanted:
        page = _made(pk, kind == BOTH, today)
        keep(kind, current_language(), {pk: (wanted, page)})
    return page


def _made(pk: int, both: bool, today: datetime.date) -> str:
    """The `PIECES` of a public park's page.

    Two queries for the park and all its rows, two for its companies.
    """
    return park_pieces(get_object_or_404(Park.objects.public().select_related(*AROUND), pk=pk), both, today)


def preview(request: HttpRequest, park: Park) -> HttpResponse:
    """The profile as readers would get it, made afresh and kept nowhere: staff look at it before it is published.

    `park` is loaded with `AROUND`.
    """
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    both = request.GET.get("view") == PARALLEL
    parts = map(mark_safe, park_pieces(park, both, today).split("\n", 4))
    published = [code for code in Language.values if park.is_public_in(code)]
    fixed = {"shown": _shown(published), "published_languages": published}
    return render(request, FRAME.template, {**fixed, **dict(zip(PIECES, parts, strict=True))})


def park_pieces(park: Park, both: bool, today: datetime.date) -> str:
    """The `PIECES` of the page, one under the other, in the active language."""
    published = [code for code in Language.values if park.is_public_in(code)]
    shown = _shown(published)
    context = {
        **profiles.profile(park, profiles.load(park, today), today),
        "shown": shown,
        "is_fallback": shown != current_language(),
        "is_stale": park.publication_state(shown) == PublicationState.STALE,
        "both_published": len(published) > 1,
        "parallel": both and len(published) > 1,
        "languages": Language.values,
    }
    head = [" ".join(render_to_string(f"parks/_head_{part}.html", context).split()) for part in PIECES[:-1]]
    return "\n".join([*head, render_to_string("parks/_profile.html", context)])
