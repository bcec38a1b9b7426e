"""Investment projects: what a park offers and looks for, published one language at a time."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parks.admin.filters import RelatedRowsFilter
from parks.admin.forms import PublishableForm
from parks.admin.publication import PublicationDoors
from parks.admin.quality import QualityHints
from parks.admin.richtext import RichTextPages
from parks.admin.scoping import ParkScopedTranslationAdmin
from parks.enums import CooperationMode
from parks.models import Opportunity

IN_ORDER = (
    ("investment_min", "investment_max", _("The largest investment is smaller than the smallest one.")),
    ("area_min", "area_max", _("The largest area is smaller than the smallest one.")),
)


class OpportunityForm(PublishableForm):
    """What the database would refuse is said beside the field, and so is what readers could not make sense of."""

    cooperation = forms.MultipleChoiceField(
        label=_("ways to cooperate"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=CooperationMode.choices,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A code that the list no longer has is not offered again; saving drops it."""
        super().__init__(*args, **kwargs)
        known = [code for code in self.instance.cooperation or [] if code in CooperationMode.values]
        self.initial["cooperation"] = known

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for low, high, sentence in IN_ORDER:
            if data.get(low) is not None and data.get(high) is not None and data[low] > data[high]:
                self._refuse(high, sentence)
        for name in ("investment_min", "investment_max", "area_min", "area_max"):
            if data.get(name) is not None and data[name] < 0:
                self._refuse(name, _("This cannot be less than zero."))
        self._check_currency(data)
        park, operator = data.get("park"), data.get("operator") or getattr(self.instance, "operator", None)
        if park is not None and operator is not None and park.operator_id != operator.pk:
            self._refuse("park", _("This park is run by another operator."))
        return data

    def _check_currency(self, data: dict[str, Any]) -> None:
        if "currency" not in data:
            return
        code = data["currency"] = (data["currency"] or "").upper()
        amounts = [data.get(name) for name in ("investment_min", "investment_max")]
        if code and not (len(code) == 3 and code.isascii() and code.isalpha()):
            self._refuse("currency", _("Enter a currency code of three letters, such as CNY or EUR."))
        elif not code and any(amount is not None for amount in amounts):
            self._refuse("currency", _("An amount needs its currency."))


@admin.register(Opportunity)
class OpportunityAdmin(RichTextPages, QualityHints, PublicationDoors, ParkScopedTranslationAdmin):
    form = OpportunityForm
    list_display = ("label", "park", "operator", "state", "open_until", "is_demonstration", "versions", "updated_at")
    list_display_links = ("label",)
    list_filter = ("state", "state_zh_hans", "state_en", ("operator", RelatedRowsFilter), "is_demonstration")
    list_select_related = ("operator", "park")
    search_fields = ("slug", "title_zh_hans", "title_en")
    search_help_text = _("Title, in either language.")
    autocomplete_fields = ("operator", "park", "industry", "source")
    readonly_fields = ("state_zh_hans", "state_en", "updated_at")
    fieldsets = [
        (
            None,
            {
                "description": _("Closed and expired projects stay reachable, plainly marked, and are not offered."),
                "fields": [
                    ("title_zh_hans", "title_en"),
                    ("summary_zh_hans", "summary_en"),
                    ("description_zh_hans", "description_en"),
                    ("slug", "state"),
                    ("open_until", "is_demonstration"),
                ],
            },
        ),
        (
            _("Offer and search"),
            {
                "description": _("One thing on each line."),
                "fields": [("offered_zh_hans", "offered_en"), ("wanted_zh_hans", "wanted_en"), "cooperation"],
            },
        ),
        (
            _("Figures"),
            {
                "description": _("Leave empty what is not known: readers then see “no data”, never zero."),
                "fields": [
                    ("investment_min", "investment_max"),
                    ("currency", "jobs"),
                    ("area_min", "area_max"),
                    ("as_of", "source"),
                ],
            },
        ),
        (
            _("Belonging"),
            {
                "description": _("The park must be run by the operator; its page shows the project."),
                "fields": [("operator", "park"), "industry"],
            },
        ),
        (_("Care"), {"fields": [("last_reviewed_on", "updated_at")]}),
    ]

    @admin.display(description=_("title"), ordering="slug")
    def label(self, project: Opportunity) -> str:
        return str(project)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """A project is closed or withdrawn, never deleted."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = tuple(super().get_readonly_fields(request, obj))
        return (*fixed, "operator") if obj is not None else fixed
