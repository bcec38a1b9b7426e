"""Land, and the rates by which prices are turned into another currency."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parks.admin.filters import RelatedRowsFilter
from parks.admin.scoping import ParkScopedAdmin, ParkScopedTranslationAdmin, ScopedForm, held_everywhere
from parks.models import ExchangeRate, LandParcel

CODE_LENGTH = 3


def currency_code(value: str) -> str:
    """`eur ` becomes `EUR`; anything that cannot be an ISO 4217 code is refused."""
    code = value.strip().upper()
    if code and not (len(code) == CODE_LENGTH and code.isascii() and code.isalpha()):
        raise forms.ValidationError(_("Enter three letters, such as CNY."))
    return code


class ParcelForm(ScopedForm):
    def clean_currency(self) -> str:
        return currency_code(self.cleaned_data["currency"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        smallest, largest = data.get("plot_ratio_min"), data.get("plot_ratio_max")
        if smallest is not None and largest is not None and smallest > largest:
            self.add_error("plot_ratio_max", _("The largest plot ratio is smaller than the smallest one."))
        has_money = data.get("price") is not None or data.get("investment_min") is not None
        if has_money and not data.get("currency") and "currency" not in self.errors:
            self.add_error("currency", _("An amount needs its currency."))
        return data


class RateForm(ScopedForm):
    def clean_base(self) -> str:
        return currency_code(self.cleaned_data["base"])

    def clean_quote(self) -> str:
        return currency_code(self.cleaned_data["quote"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("base") and data.get("base") == data.get("quote"):
            self.add_error("quote", _("The two currencies are the same."))
        if data.get("rate") is not None and data["rate"] <= 0:
            self.add_error("rate", _("A rate is more than zero."))
        return data


@admin.register(LandParcel)
class LandParcelAdmin(ParkScopedTranslationAdmin):
    form = ParcelForm
    list_display = ("label", "park", "use", "area_ha", "supply_mode", "auction_on", "status", "verified_on")
    list_filter = ("status", ("park", RelatedRowsFilter), "use", "supply_mode", "is_demonstration")
    list_select_related = ("park",)
    search_fields = ("code", "name_zh_hans", "name_en")
    search_help_text = _("Number or name of the plot, in either language.")
    autocomplete_fields = ("park", "source")
    fieldsets = [
        (
            None,
            {
                "description": _("A plot of land that the park gives out."),
                "fields": [
                    ("park", "code"),
                    ("name_zh_hans", "name_en"),
                    ("note_zh_hans", "note_en"),
                    ("use", "area_ha"),
                    ("plot_ratio_min", "plot_ratio_max"),
                    "is_demonstration",
                ],
            },
        ),
        (
            _("How it is given out"),
            {
                "description": _("Leave empty what is not known: readers then see “no data”, never zero."),
                "fields": [
                    ("supply_mode", "tenure_years"),
                    ("auction_on", "notice_url"),
                    ("status", "order"),
                    ("verified_on", "source"),
                ],
            },
        ),
        (
            _("Money"),
            {
                "description": _("Without a price the plot is “on request”."),
                "fields": ["currency", ("price", "price_basis"), "investment_min"],
            },
        ),
    ]

    @admin.display(description=_("land parcel"), ordering="order")
    def label(self, parcel: LandParcel) -> str:
        return str(parcel)


@admin.register(ExchangeRate)
class ExchangeRateAdmin(ParkScopedAdmin):
    """A manager keeps the rates of the own operator; those of the site are kept by the platform."""

    form = RateForm
    list_display = ("base", "quote", "rate", "as_of", "operator", "is_demonstration")
    list_filter = (("operator", RelatedRowsFilter), "is_demonstration")
    list_select_related = ("operator",)
    search_fields = ("base", "quote")
    search_help_text = _("Code of a currency.")
    autocomplete_fields = ("operator", "source")
    fieldsets = [
        (
            None,
            {
                "description": _(
                    "Prices are shown in another currency by the newest rate: the operator's own, else the site's."
                ),
                "fields": ["operator", ("base", "quote"), ("rate", "as_of"), "source", "is_demonstration"],
            },
        )
    ]

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> Any:
        """A rate without an operator is the site's: only the platform may make one."""
        form = super().get_form(request, obj, change, **kwargs)
        if "operator" in form.base_fields:
            everywhere = held_everywhere(request.user, "parks.change_exchangerate")  # type: ignore[arg-type]
            form.base_fields["operator"].required = not everywhere
        return form
