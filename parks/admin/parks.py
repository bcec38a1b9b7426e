"""Parks: one page for everything that is said about a park, in both languages side by side."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from common.backoffice import TOO_MANY, is_row_number
from common.text import normalise_line
from parks.admin.filters import VisibleRowsFilter
from parks.admin.forms import ParkForm
from parks.admin.inlines import PARK_INLINES
from parks.admin.links import LinkReport
from parks.admin.manyspaces import ManySpacesPage
from parks.admin.publication import PublicationDoors
from parks.admin.quality import QualityHints, QualityReport
from parks.admin.richtext import RichTextDoor, RichTextPages
from parks.admin.scoping import ParkScopedTranslationAdmin, held_everywhere
from parks.indexing import reindex
from parks.models import Park, Photo, Region
from parks.search.staffed import park_candidates

IN_ORDER = ("parks_park_changelist", "autocomplete")


class CountryFilter(admin.SimpleListFilter):
    """One of the countries that the catalogue of regions knows: which of them occur is known only after reading all."""

    title = _("country code")  # as the column is called
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        codes = Region.objects.order_by("country").values_list("country", flat=True).distinct()
        return [(code, code) for code in codes]

    def has_output(self) -> bool:
        """Also for an address that asks for a country where the catalogue knows none: it narrows the list."""
        return super().has_output() or bool(self.value())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(country=self.value()) if self.value() else queryset


@admin.register(Park)
class ParkAdmin(
    ManySpacesPage,
    QualityReport,
    LinkReport,
    RichTextDoor,
    RichTextPages,
    QualityHints,
    PublicationDoors,
    ParkScopedTranslationAdmin,
):
    """Editors keep what a park says; whose park it is and what the home page shows is kept by the platform.

    A seat above a park would otherwise be enough to take it from the operator that runs it.
    """

    kept_by_platform = ("operator", "featured", "is_demonstration")
    form = ParkForm
    list_display = ("label", "other_names", "kind", "operator", "state", "versions", "updated_at")
    list_display_links = ("label",)
    list_filter = (
        "state",
        "state_zh_hans",
        "state_en",
        "kind",
        ("operator", VisibleRowsFilter),
        CountryFilter,
    )
    list_select_related = ("operator",)
    search_fields = ("slug",)  # shows the box; `get_search_results` asks the index
    search_help_text = _("Name, in either language.")
    autocomplete_fields = ("operator", "parent", "host", "region", "settlement_modes", "sources")
    readonly_fields = ("state_zh_hans", "state_en", "updated_at")
    inlines = PARK_INLINES
    fieldsets = [
        (
            None,
            {
                "description": _("The name and the short text decide whether somebody reads on."),
                "fields": [
                    ("name_zh_hans", "name_en"),
                    ("summary_zh_hans", "summary_en"),
                    ("description_zh_hans", "description_en"),
                    ("slug", "aliases"),
                ],
            },
        ),
        (
            _("Kind and standing"),
            {
                "description": _("Only parks that are planned, being built or operating can be asked for a place."),
                "fields": [
                    ("kind", "level"),
                    ("state", "opened_on"),
                    ("accepts_inquiries", "featured"),
                    "is_demonstration",
                    "settlement_modes",
                ],
            },
        ),
        (
            _("Belonging"),
            {
                "description": _("The operator answers inquiries; operators above a park reach it too."),
                "fields": ["operator", ("parent", "host")],
            },
        ),
        (
            _("Place"),
            {
                "description": _("Coordinates as GPS gives them (WGS 84), not as Chinese maps shift them."),
                "fields": [
                    ("region", "country"),
                    ("address_zh_hans", "address_en"),
                    ("latitude", "longitude"),
                    "location_is_approximate",
                ],
            },
        ),
        (
            _("Public contact"),
            {
                "description": _("Shown on the public page; leave empty what nobody answers."),
                "fields": [
                    ("contact_name_zh_hans", "contact_name_en"),
                    ("contact_phone", "contact_email"),
                    ("contact_wechat", "languages_spoken"),
                    ("office_opens", "office_closes"),
                    ("contact_hours_zh_hans", "contact_hours_en"),
                ],
            },
        ),
        (
            _("Care"),
            {
                "description": _("Where the texts come from, and when somebody last checked them."),
                "fields": ["sources", ("last_reviewed_on", "updated_at")],
            },
        ),
    ]

    @admin.display(description=_("name"), ordering="sort_key")
    def label(self, park: Park) -> str:
        return str(park)

    @admin.display(description=_("in the other language"))
    def other_names(self, park: Park) -> str:
        return " · ".join(
            name
            for name in (park.name_zh_hans, park.name_en)  # type: ignore[attr-defined]
            if name and name != park.name
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Where many are shown in their order, an index of one operator's parks has to serve it."""
        match = request.resolver_match
        if match is None or match.url_name not in IN_ORDER:
            return super().get_queryset(request)
        rows = Park.objects.in_order_for(request.user).order_by(*self.get_ordering(request) or Park._meta.ordering)
        return self.with_plans(rows)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """By names in either script, other names and the short name, from the index of `parks.search.staffed`."""
        if not normalise_line(search_term):
            return queryset, False
        found = park_candidates(request.user, search_term)  # type: ignore[arg-type]
        if found.is_more and not request.path.endswith("/autocomplete/"):
            messages.info(request, TOO_MANY)
        return queryset.filter(pk__in=found.numbers), False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A park is withdrawn or closed, never deleted: its cases are part of the record."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = tuple(super().get_readonly_fields(request, obj))
        if not held_everywhere(request.user, "parks.add_park"):  # type: ignore[arg-type]
            fixed = (*fixed, *self.kept_by_platform)
        return fixed

    def get_urls(self) -> list[URLPattern]:
        door = self.admin_site.admin_view(self.photo_view)
        return [path("<int:pk>/photos/<int:photo>/", door, name="parks_park_photo"), *super().get_urls()]

    def photo_view(self, request: HttpRequest, pk: int, photo: int) -> HttpResponseBase:
        """A picture of a park in scope, published or not."""
        real = is_row_number(pk) and is_row_number(photo)
        found = Photo.objects.for_staff(request.user).filter(park=pk, pk=photo).first() if real else None
        if found is None or not found.image.storage.exists(found.image.name):
            raise Http404(_("There is nothing at this address."))
        return FileResponse(found.image.open("rb"))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Spaces and industries are saved by now: search reads them too."""
        super().save_related(request, form, formsets, change)
        reindex(form.instance)
