"""Which addresses stand in which columns: read from the records, so that nothing depends on anybody's memory."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import Q

from common import richtext
from common.enums import Language
from parks.models import Article, Event, LandParcel, Link, LinkUse, Opportunity, Park, Policy, Source
from parks.models.links import MAX_ADDRESS

CHUNK = 500
WEB = ("http://", "https://")


@dataclass(frozen=True)
class Place:
    """The columns of a model that hold addresses: whole ones, and texts with links in them."""

    plain: tuple[str, ...] = ()
    rich: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        texts = (f"{field}_{language.suffix}" for field in self.rich for language in Language)
        return (*self.plain, *texts)


WATCHED: dict[type[models.Model], Place] = {
    Source: Place(plain=("url",)),
    Policy: Place(plain=("link",)),
    LandParcel: Place(plain=("notice_url",)),
    Event: Place(plain=("online_url",)),
    Article: Place(rich=("body",)),
    Opportunity: Place(rich=("description",)),
    Park: Place(rich=("description",)),
}


def watch(model: type[models.Model], *, plain: tuple[str, ...] = (), rich: tuple[str, ...] = ()) -> None:
    """Also look after the links of a model of another app; called once, when that app is ready."""
    WATCHED[model] = Place(plain, rich)


def places(model: type[models.Model], row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Pairs of column and address in one row, given as a mapping of its columns."""
    place = WATCHED[model]
    for column in place.columns:
        text = (row.get(column) or "").strip()
        found = [text] if column in place.plain else richtext.addresses(text)
        for url in found:
            if url.startswith(WEB) and len(url) <= MAX_ADDRESS:
                yield column, url


def still_there(record: models.Model, column: str, url: str) -> bool:
    """Whether the record still leads to this address at this column."""
    return (column, url) in set(places(type(record), {column: getattr(record, column, "") or ""}))


def collect() -> int:
    """Bring the tables up to date with the content; returns how many addresses are known. Kind by kind, each in a
    transaction of its own. An address that stands nowhere any more is forgotten."""
    for model in WATCHED:
        _collect(model)
    Link.objects.filter(uses__isnull=True).delete()
    return Link.objects.count()


def _collect(model: type[models.Model]) -> None:
    kind = model._meta.label_lower
    wanted = {(url, row["pk"], column) for row in _rows(model) for column, url in places(model, row)}
    known = dict(Link.objects.filter(uses__kind=kind).values_list("url", "pk"))
    with transaction.atomic():
        fresh = sorted({url for url, _record, _column in wanted} - set(known))
        Link.objects.bulk_create([Link(url=url) for url in fresh], CHUNK, ignore_conflicts=True)
        for start in range(0, len(fresh), CHUNK):
            known |= dict(Link.objects.filter(url__in=fresh[start : start + CHUNK]).values_list("url", "pk"))
        rows = LinkUse.objects.filter(kind=kind).values_list("pk", "link", "record", "field")
        stored = {(link, record, column): pk for pk, link, record, column in rows}
        uses = {(known[url], record, column) for url, record, column in wanted if url in known}
        gone = [pk for key, pk in stored.items() if key not in uses]
        for start in range(0, len(gone), CHUNK):
            LinkUse.objects.filter(pk__in=gone[start : start + CHUNK]).delete()
        fresh_uses = sorted(uses - set(stored))
        made = [LinkUse(link_id=link, kind=kind, record=record, field=column) for link, record, column in fresh_uses]
        LinkUse.objects.bulk_create(made, CHUNK, ignore_conflicts=True)


def _rows(model: type[models.Model]) -> Iterator[dict]:
    """Only rows that can hold an address at all; a text without “](” or “<http” has no link."""
    place, wanted = WATCHED[model], Q()
    for column in place.columns:
        if column in place.plain:
            wanted |= Q(**{f"{column}__startswith": "http"})
        else:
            wanted |= Q(**{f"{column}__contains": "]("}) | Q(**{f"{column}__contains": "<http"})
    rows = model._base_manager.filter(wanted).order_by("pk").values("pk", *place.columns)
    return rows.iterator(chunk_size=CHUNK)
