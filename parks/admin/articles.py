"""News and features."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parks.admin.filters import RelatedRowsFilter
from parks.admin.forms import PublishableForm
from parks.admin.publication import PublicationDoors
from parks.admin.quality import QualityHints
from parks.admin.richtext import RichTextPages
from parks.admin.scoping import ParkScopedTranslationAdmin, UnseenParks, codename, held_everywhere
from parks.models import Article, Park, Region

TAKEN = {"feed"}  # addresses beside those of the records


class DatedForm(PublishableForm):
    """A record with a date as exact as its source, and an address of its own."""

    dated = "published"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get(self.dated) and not is_partial_date(data[self.dated]):
            self._refuse(self.dated, _("Write a year, a month or a day that exists: 2016, 2016-06 or 2016-06-20."))
        if data.get("slug") in TAKEN:
            self._refuse("slug", _("This word stands in another address already. Choose another short name."))
        return data


def is_partial_date(text: str) -> bool:
    """`2016`, `2016-06` or `2016-06-20`, as the calendar has it."""
    missing = {4: "-01-01", 7: "-01", 10: ""}.get(len(text))
    if missing is None or not text.isascii():
        return False
    try:
        return date.fromisoformat(text + missing).isoformat() == text + missing
    except ValueError:
        return False


def lies_in(park: Park, region: Region) -> bool:
    """Whether the park's region is this one, is in it, or is around it."""
    return park.region is not None and (region in _chain(park.region) or park.region in _chain(region))


def _chain(region: Region) -> Iterable[Region]:
    place: Region | None = region
    while place is not None:
        yield place
        place = place.parent


class ArticleForm(DatedForm):
    def clean(self) -> dict[str, Any]:
        """The region must be that of at least one of the parks, or be around it; the others may lie elsewhere."""
        data = super().clean()
        region, parks = data.get("region"), data.get("parks")
        if region is not None and parks:
            placed = [park for park in parks if park.region_id]
            if placed and not any(lies_in(park, region) for park in placed):
                self._refuse("region", _("None of the parks lies in this region. Correct the region or the parks."))
        return data


class TellingAdmin(QualityHints, UnseenParks, PublicationDoors, ParkScopedTranslationAdmin):
    """Withdrawn, never deleted."""

    list_select_related: Any = ("operator",)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only the platform may write something that belongs to no operator: nobody else would reach it again."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "operator" and not held_everywhere(request.user, codename(self.model, "add")):  # type: ignore[arg-type]
            field.required = True
        return field


@admin.register(Article)
class ArticleAdmin(RichTextPages, TellingAdmin):
    form = ArticleForm
    list_display = ("label", "kind", "published", "operator", "versions", "updated_at")
    list_filter = ("kind", "state_zh_hans", "state_en", ("operator", RelatedRowsFilter))
    search_fields = ("slug", "title_zh_hans", "title_en")
    search_help_text = _("Title, in either language.")
    autocomplete_fields = ("operator", "region", "parks", "industries", "organisations", "source")
    readonly_fields = ("state_zh_hans", "state_en", "updated_at")
    fieldsets = [
        (
            None,
            {
                "description": _("A headline without a text is shown as a headline."),
                "fields": [
                    ("title_zh_hans", "title_en"),
                    ("summary_zh_hans", "summary_en"),
                    ("body_zh_hans", "body_en"),
                    ("slug", "kind"),
                    ("published", "operator"),
                ],
            },
        ),
        (
            _("What it is about"),
            {
                "description": _("The region must be that of one of the parks."),
                "fields": ["region", "parks", "industries", "organisations"],
            },
        ),
        (
            _("Care"),
            {
                "description": _("Where the texts come from, and when somebody last checked them."),
                "fields": ["source", ("last_reviewed_on", "updated_at")],
            },
        ),
    ]

    @admin.display(description=_("title"), ordering="title")
    def label(self, article: Article) -> str:
        return str(article)
