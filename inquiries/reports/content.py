"""How complete the public content is today, kind by kind; there is no period before."""

from typing import Any

from django.db.models import Count, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from inquiries.reports.scope import Scope
from inquiries.reports.tables import Column, Kind, Table, percent, rows
from parks.models import Fact, Publishable
from parks.models.publication import CHINESE, ENGLISH
from parks.quality import REPORTED, half_told

OWN = {"operator__memberships": "operator__parks", "park__operator__memberships": "park"}


def tables(scope: Scope) -> list[Table]:
    return [_texts(scope), _figures(scope)]


def _texts(scope: Scope) -> Table:
    columns = (
        Column(_("In both languages"), Kind.PERCENT),
        Column(_("Records")),
        Column(_("Public in Chinese")),
        Column(_("Public in English")),
        Column(_("Text in one language alone or stale")),
    )
    found = {model._meta.label: kept(scope, model) for model in REPORTED}
    labels = [(model._meta.label, capfirst(str(model._meta.verbose_name_plural))) for model in REPORTED]
    shown = [(key, label) for key, label in labels if found[key] is not None]
    counted: Any = {key: numbers for key, numbers in found.items() if numbers is not None}
    title, note = (
        _("Texts by kind of record"),
        _("As of today, whatever the period. The quality report names each one."),
    )
    return Table("texts", title, _("kind of record"), columns, rows(shown, counted, {}, columns), note, compared=False)


def kept(scope: Scope, model: Any) -> list[Any] | None:
    """(complete in percent, records, public in Chinese, in English, half told) of one kind; None where it is not of
    parks in reach. One statement."""
    path = _path(model)
    if path is None:
        return None
    mine = model._default_manager.order_by().filter(
        **{f"{path}__in": scope.parks} if path != "pk" else {"pk__in": scope.parks}
    )
    states = {"zh": Q(), "en": Q()}
    if issubclass(model, Publishable):
        states = {"zh": CHINESE, "en": ENGLISH}
    counts = {name: Count("pk", filter=condition, distinct=True) for name, condition in states.items() if condition}
    counted = mine.aggregate(
        number=Count("pk", distinct=True), half=Count("pk", filter=half_told(model), distinct=True), **counts
    )
    number = counted["number"]
    public = [counted.get(language) for language in states]
    return [percent(number - counted["half"], number), number, *public, counted["half"]]


def _path(model: Any) -> str | None:
    """The way from a record to the parks that it belongs to."""
    if model._meta.label == "parks.Park":
        return "pk"
    seats = (*getattr(model._default_manager.all(), "SEAT_PATHS", ()), "")[0]
    return OWN.get(seats)


def _figures(scope: Scope) -> Table:
    columns = (Column(_("Figures")), Column(_("Older than a year or undated")), Column(_("Share"), Kind.PERCENT))
    mine = Fact.objects.order_by().filter(park__in=scope.parks)
    stale = Q(pk__in=Fact.objects.stale().values("pk"))
    counted = {}
    for key, condition in (("headline", Q(headline=True)), ("all", Q())):
        found = mine.filter(condition).aggregate(number=Count("pk"), old=Count("pk", filter=stale))
        counted[key] = [found["number"], found["old"], percent(found["old"], found["number"])]
    labels = [("headline", _("Headline figures")), ("all", _("All figures"))]
    return Table(
        "figures", _("Figures"), _("kind of figure"), columns, rows(labels, counted, {}, columns), compared=False
    )
