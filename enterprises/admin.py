"""Companies as they described themselves, seen by the operators that they asked; tenants and their stories."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from accounts.admin.trail import Watched
from common.backoffice import TOO_MANY, ShortPaginator, is_row_number
from common.enums import Qualification
from enterprises import companies, finding
from enterprises.models import CompanyProfile, Enterprise, Story, Tenancy
from parks.admin.filters import RelatedRowsFilter
from parks.admin.forms import PublishableForm
from parks.admin.publication import PublicationDoors
from parks.admin.quality import QualityHints
from parks.admin.richtext import RichTextPages
from parks.admin.scoping import ParkScopedAdmin, ParkScopedTranslationAdmin
from parks.models import Industry


class IndustryFilter(admin.SimpleListFilter):
    """The groups of industries, without a look at all companies for the ones that occur."""

    title = _("industry")
    parameter_name = "industry"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(row.pk), str(row)) for row in Industry.objects.filter(parent__isnull=True)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if not value:
            return queryset
        if not is_row_number(value):
            return queryset.none()
        return queryset.filter(Q(industry=int(value)) | Q(industry__parent=int(value)))


@admin.register(Enterprise)
class EnterpriseAdmin(Watched, ParkScopedAdmin):
    """Read only: what a company wrote stays what it wrote; corrections belong in the case."""

    export_personal = ()
    paginator = ShortPaginator  # a company is in scope by its cases, each of which is looked for
    list_display = ("name_zh_hans", "name_en", "country", "kind", "industry", "registration_number", "created_at")
    list_display_links = ("name_zh_hans", "name_en")
    list_filter = ("kind", "size_band", IndustryFilter, "created_at")
    list_select_related = ("industry",)
    search_fields = ("name_zh_hans",)  # shows the box; `get_search_results` asks the index
    search_help_text = _("Name in either script, or registration number.")
    readonly_fields = ("created_at", "profile_now")
    fieldsets = [
        (
            None,
            {
                "description": _("As the company described itself in its inquiry."),
                "fields": [("name_zh_hans", "name_en"), ("country", "registration_number"), ("kind", "industry")],
            },
        ),
        (
            _("Size and web"),
            {
                "description": _("Left empty where the company did not say."),
                "fields": [("size_band", "founded_year"), "website", "created_at"],
            },
        ),
        (
            _("What the company says now"),
            {
                "description": _("From its account. Nobody has verified it; the inquiry stays as it was sent."),
                "fields": ["profile_now"],
            },
        ),
    ]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """By what its inquiries are found by; a name that no inquiry brought in, by how it begins."""
        if not search_term.strip():
            return queryset, False
        found = finding.candidates(request.user, search_term)  # type: ignore[arg-type]
        if found.is_more and not request.path.endswith("/autocomplete/"):
            messages.info(request, TOO_MANY)
        return queryset.filter(pk__in=found.numbers), False

    @admin.display(description=_("different from the inquiry"))
    def profile_now(self, enterprise: Enterprise) -> str:
        """What the profile says otherwise, one line for each column; a dash without an account or a difference."""
        profile = enterprise.profile
        if profile is None:
            return "—"
        lines = [(_label(name), _words(profile, name)) for name in companies.differences(enterprise, profile)]
        return format_html_join(mark_safe("<br>"), "{}: {}", lines) or "—"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Tenancy)
class TenancyAdmin(ParkScopedAdmin):
    """Who is in the park. Ended, never deleted."""

    export_personal = ()
    list_display = ("enterprise", "park", "since", "until", "consent_on")
    list_filter = (("park", RelatedRowsFilter),)
    list_select_related = ("enterprise", "park")
    search_fields = ("enterprise__name_zh_hans", "enterprise__name_en")
    search_help_text = _("Name of the company, in either script.")
    autocomplete_fields = ("enterprise", "park", "space")
    fieldsets = [
        (
            None,
            {
                "description": _("The company is named in public only from the day on which it agreed."),
                "fields": ["enterprise", ("park", "space"), ("since", "until"), "consent_on"],
            },
        )
    ]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def _label(name: str) -> str:
    return str(Enterprise._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _words(profile: CompanyProfile, name: str) -> str:
    value = getattr(profile, name)
    if name == "country":
        return str(value.name)
    if name == "qualifications":
        known = dict(Qualification.choices)
        return ", ".join(str(known.get(code, code)) for code in value)
    shown = getattr(profile, f"get_{name}_display", None)
    return str(shown() if shown else value)


class StoryForm(PublishableForm):
    def clean(self) -> dict[str, Any]:
        """What the database would refuse, said beside the field."""
        data = super().clean()
        visited, signed, settled = (data.get(name) for name in ("visited_on", "signed_on", "settled_on"))
        if visited and signed and visited > signed:
            self._refuse("signed_on", _("The company signed before it visited."))
        if signed and settled and signed > settled:
            self._refuse("settled_on", _("The company settled before it signed."))
        return data


@admin.register(Story)
class StoryAdmin(RichTextPages, QualityHints, PublicationDoors, ParkScopedTranslationAdmin):
    """Withdrawn, never deleted; shown only with the company's consent."""

    form = StoryForm
    export_personal = ()
    list_display = ("label", "park", "signed_on", "consent_on", "versions", "updated_at")
    list_filter = (("park", RelatedRowsFilter), "state_zh_hans", "state_en")
    list_select_related = ("park", "operator")
    search_fields = ("slug", "title_zh_hans", "title_en", "company_zh_hans", "company_en")
    search_help_text = _("Title or company, in either language.")
    autocomplete_fields = ("operator", "park", "enterprise", "industry", "source")
    readonly_fields = ("state_zh_hans", "state_en", "updated_at")
    fieldsets = [
        (
            None,
            {
                "description": _("What the company is called in public, and what it tells."),
                "fields": [
                    ("title_zh_hans", "title_en"),
                    ("company_zh_hans", "company_en"),
                    ("summary_zh_hans", "summary_en"),
                    ("body_zh_hans", "body_en"),
                    "slug",
                ],
            },
        ),
        (
            _("Who and where"),
            {
                "description": _("The enterprise is not named in public by this link."),
                "fields": [("operator", "park"), "enterprise", ("from_country", "industry")],
            },
        ),
        (
            _("Days and consent"),
            {
                "description": _(
                    "The days from visit to signing are counted from these; without consent nothing shows."
                ),
                "fields": [("visited_on", "signed_on"), ("settled_on", "consent_on"), "is_demonstration"],
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
    def label(self, story: Story) -> str:
        return str(story)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
