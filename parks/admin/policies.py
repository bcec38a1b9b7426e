"""Policies: what they give, under which conditions; checked at save so that the pre-check can rely on it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from django_countries import countries

from common.enums import EnterpriseType, Qualification
from parks.admin.filters import RelatedRowsFilter
from parks.admin.forms import EitherLanguageForm, PublishableForm
from parks.admin.ordering import Ordered
from parks.admin.publication import PublicationDoors
from parks.admin.quality import QualityHints
from parks.admin.scoping import ParkScopedTranslationAdmin, ScopedTranslationInline, UnseenParks, held_everywhere
from parks.enums import ConditionAttribute
from parks.models import Industry, Park, Policy, PolicyCondition, PolicyFigure, Region, SettlementMode
from parks.precheck import NUMBERS, PARK, as_number, flaw

MAX_CODES = 100
TAKEN = ("check",)  # the pre-check lives at this address
# The codes of these are words; those of the others are rows of a catalogue.
WORDS = {
    ConditionAttribute.COUNTRY: lambda: {code for code, _name in countries},
    ConditionAttribute.ENTERPRISE_TYPE: lambda: set(EnterpriseType.values),
    ConditionAttribute.QUALIFICATION: lambda: set(Qualification.values),
}
CATALOGUES: dict[str, type[Model]] = {
    ConditionAttribute.INDUSTRY: Industry,
    ConditionAttribute.REGISTERED_IN: Region,
    ConditionAttribute.MODE: SettlementMode,
}


def unknown_codes(attribute: str, codes: list[str]) -> list[str]:
    """Those that are in no catalogue; `park:` and a short name is a public park."""
    if attribute in WORDS:
        known = WORDS[ConditionAttribute(attribute)]()
    else:
        known = set(CATALOGUES[attribute]._default_manager.filter(code__in=codes).values_list("code", flat=True))
    slugs = [code.removeprefix(PARK) for code in codes if code.startswith(PARK)]
    if slugs and attribute == ConditionAttribute.REGISTERED_IN:
        known |= {f"{PARK}{slug}" for slug in Park.objects.filter(slug__in=slugs).values_list("slug", flat=True)}
    return [code for code in codes if code not in known]


class ValuesField(forms.CharField):
    """The list in the column as one line: codes or a number, separated by commas."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(item) for item in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        text = super().to_python(value) or ""
        return [piece.strip() for piece in text.replace("，", ",").split(",") if piece.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return [str(item) for item in initial or []] != [str(item) for item in self.to_python(data)]

    def validate(self, value: Any) -> None:
        if len(value) > MAX_CODES:
            raise ValidationError(_("Enter at most %(count)s values."), params={"count": MAX_CODES})

    def run_validators(self, value: Any) -> None:
        super().run_validators(",".join(value))  # length and null characters are those of the line


class ConditionForm(EitherLanguageForm):
    """What the pre-check will compare, in the form in which it is compared."""

    either = ("text",)
    values = ValuesField(
        label=_("values"),
        required=False,
        max_length=2000,
        help_text=_("Codes with commas between them, or one number; an investment with its currency: 10000000, CNY."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        attribute, values = data.get("attribute"), data.get("values")
        if not attribute or values is None:
            return data
        if attribute in NUMBERS and values:
            number = as_number(values[0])
            data["values"] = values = [values[0] if number is None else _plain(number), *map(str.upper, values[1:])]
        if attribute == ConditionAttribute.COUNTRY:
            data["values"] = values = [code.upper() for code in values]
        if reason := flaw(attribute, data.get("test") or "", values):
            self._refuse("values", reason)
        elif attribute not in NUMBERS and attribute != ConditionAttribute.STATEMENT:
            self._check_codes(attribute, values)
        return data

    def _check_codes(self, attribute: str, codes: list[str]) -> None:
        if strange := unknown_codes(attribute, codes):
            listed = pgettext("between the items of a list", ", ").join(strange)
            self._refuse("values", format_lazy(_("Not in the catalogue: {codes}."), codes=listed))


def _plain(number: Any) -> Any:
    """As JSON keeps it: whole numbers as such, others as text so that nothing is rounded."""
    return int(number) if number == number.to_integral_value() else str(number)


class PolicyForm(PublishableForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean()
        begins, ends = data.get("valid_from"), data.get("valid_to")
        if begins and ends and ends < begins:
            self._refuse("valid_to", _("The policy ends before it begins."))
        country = (data.get("country") or "").upper()
        if "country" in data:
            data["country"] = country
            if country and country not in dict(countries):
                self._refuse("country", _("Enter a country code of two letters, such as CN or BE."))
        region = data.get("region")
        if region is not None and country and region.country != country:
            self._refuse("region", _("This region lies in another country."))
        if data.get("slug") in TAKEN:
            self._refuse("slug", _("This short name is taken by another page."))
        return data


class FigureForm(EitherLanguageForm):
    either = ("label",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Shows 200 for the stored 200.0000."""
        super().__init__(*args, **kwargs)
        if self.initial.get("value") is not None:
            self.initial["value"] = f"{self.initial['value'].normalize():f}"


class PolicyFigureInline(Ordered, ScopedTranslationInline):
    model = PolicyFigure
    form = FigureForm
    fields = (
        "order",
        "label_zh_hans",
        "label_en",
        "qualifier",
        "value",
        "unit",
        "unit_label_zh_hans",
        "unit_label_en",
        "cap",
        "year",
        "is_benefit",
    )


class PolicyConditionInline(Ordered, ScopedTranslationInline):
    model = PolicyCondition
    form = ConditionForm
    fields = ("order", "text_zh_hans", "text_en", "attribute", "test", "values")


@admin.register(Policy)
class PolicyAdmin(QualityHints, UnseenParks, PublicationDoors, ParkScopedTranslationAdmin):
    """Operators keep their own policies; those without an operator belong to the platform."""

    form = PolicyForm
    list_display = ("label", "kind", "effect", "region", "valid_to", "operator", "versions", "updated_at")
    list_display_links = ("label",)
    list_filter = ("effect", "kind", "level", "state_zh_hans", "state_en", ("operator", RelatedRowsFilter), "country")
    list_select_related = ("operator", "region")
    search_fields = ("slug", "title_zh_hans", "title_en", "document_number")
    search_help_text = _("Title, in either language, or document number.")
    autocomplete_fields = ("operator", "region", "parks", "industries", "modes", "organisations", "sources")
    readonly_fields = ("state_zh_hans", "state_en", "updated_at")
    inlines = (PolicyFigureInline, PolicyConditionInline)
    fieldsets = [
        (
            None,
            {
                "description": _("Only an incentive is ever offered to an enterprise; a notice or a framework is not."),
                "fields": [
                    ("title_zh_hans", "title_en"),
                    ("summary_zh_hans", "summary_en"),
                    ("slug", "effect"),
                    ("kind", "level"),
                ],
            },
        ),
        (
            _("Where it is written"),
            {
                "description": _("Who issued it and when; readers look the text up themselves."),
                "fields": [
                    ("issuer_zh_hans", "issuer_en"),
                    ("document_number", "published"),
                    "link",
                    "sources",
                ],
            },
        ),
        (
            _("For whom and how long"),
            {
                "description": _("After its last day a policy stays readable, plainly marked, and is not offered."),
                "fields": [
                    ("valid_from", "valid_to"),
                    ("country", "region"),
                    "parks",
                    "industries",
                    "modes",
                    "organisations",
                    "operator",
                ],
            },
        ),
        (
            _("How to get it"),
            {
                "description": _("What an enterprise has to hand in, and where."),
                "fields": [
                    "delivery",
                    ("materials_zh_hans", "materials_en"),
                    ("how_to_apply_zh_hans", "how_to_apply_en"),
                ],
            },
        ),
        (_("Care"), {"fields": [("last_reviewed_on", "updated_at")]}),
    ]

    @admin.display(description=_("title"), ordering="title_zh_hans")
    def label(self, policy: Policy) -> str:
        return str(policy)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without an operator a policy is the platform's: whoever is not of the platform must name one."""
        if db_field.name == "operator" and not held_everywhere(request.user, "parks.add_policy"):  # type: ignore[arg-type]
            kwargs["required"] = True
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A policy is withdrawn, never deleted."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = tuple(super().get_readonly_fields(request, obj))
        if obj is None:
            return fixed
        everywhere = held_everywhere(request.user, "parks.change_policy")  # type: ignore[arg-type]
        return fixed if everywhere else (*fixed, "operator")
