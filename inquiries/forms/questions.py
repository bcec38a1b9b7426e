"""The questions of the inquiry form, in the order of the page."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from common.enums import Language, Qualification
from common.measures import number
from common.uploads import ACCEPT, ALLOWED
from enterprises.enums import EnterpriseType, SizeBand
from inquiries.enums import BudgetPeriod, Direction, Readiness, YesNoUnknown
from inquiries.forms.catalogue import CURRENCIES
from inquiries.forms.fields import (
    CodeField,
    CountField,
    DayField,
    EmailField,
    FilesInput,
    LineField,
    NumberField,
    PickField,
    PicksField,
    TextField,
    WebsiteField,
    WordField,
    YearField,
)
from inquiries.models import Requirement

# In words for an enterprise; codes of `Direction`.
WAYS = (
    (Direction.OUTBOUND, gettext_lazy("From China abroad")),
    (Direction.INBOUND, gettext_lazy("From abroad to China")),
    (Direction.DOMESTIC, gettext_lazy("Within China")),
)


def _blank(choices: Any) -> list[tuple[str, Any]]:
    return [("", gettext_lazy("Not chosen")), *choices]


def _optional(length: int, text: Any, hint: Any = "", **attrs: str) -> LineField:
    return LineField(
        label=text, max_length=length, required=False, help_text=hint, widget=forms.TextInput(attrs=attrs or None)
    )


def _question(text: Any) -> WordField:
    return WordField(label=text, choices=_blank(YesNoUnknown.choices))


class Questions(forms.Form):
    """Fields only; what they offer and how answers fit together is the business of `InquiryForm`."""

    use_required_attribute = False

    park = PicksField(
        label=gettext_lazy("Parks"),
        required=False,  # or `desk` instead: `InquiryForm` asks for one of the two
        error_messages={
            "invalid_choice": gettext_lazy(
                "A park on your list takes no inquiries at the moment. It was taken off; choose another or go on."
            ),
        },
    )
    desk = forms.BooleanField(label=gettext_lazy("Help me choose: the platform recommends parks"), required=False)
    place = PickField(label=gettext_lazy("Where do you want to settle?"), required=False)
    wanted_direction = WordField(
        label=gettext_lazy("In which direction, if the place is open?"),
        choices=[("", gettext_lazy("Undecided")), *WAYS],
    )
    space = PicksField(
        label=gettext_lazy("Spaces"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("A space on your list is no longer offered. It was taken off.")},
    )
    opportunity = PickField(
        label=gettext_lazy("Investment project"),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("The project on your list is no longer offered. It was taken off.")
        },
    )
    mode = PickField(
        label=gettext_lazy("How do you want to settle?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how you want to settle.")},
    )
    company_name = LineField(
        label=gettext_lazy("Company name"),
        max_length=200,
        help_text=gettext_lazy("In Chinese or in Latin script. A team without a company writes the team's name."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": gettext_lazy("Enter the name of the company or team.")},
    )
    company_name_other = _optional(200, gettext_lazy("Company name in the other script"))
    country = PickField(
        label=gettext_lazy("Country or region of the company"),
        widget=forms.Select(attrs={"autocomplete": "country"}),
        error_messages={"required": gettext_lazy("Choose the country or region of the company.")},
    )
    registration_number = CodeField(
        label=gettext_lazy("Registration number"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("China: 18-character credit code. Belgium: enterprise number. EU: VAT number."),
    )
    kind = WordField(label=gettext_lazy("Type of company"), choices=_blank(EnterpriseType.choices))
    industry = PickField(label=gettext_lazy("Industry"), required=False)
    size_band = WordField(label=gettext_lazy("Staff today"), choices=_blank(SizeBand.choices))
    founded_year = YearField(label=gettext_lazy("Founded in (year)"))
    website = WebsiteField(
        label=gettext_lazy("Website"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url"}),
        error_messages={"invalid": gettext_lazy("Enter a web address such as www.example.com.")},
    )

    space_types = PicksField(label=gettext_lazy("Kinds of space"), required=False)
    area_min = NumberField(label=gettext_lazy("Area from (m²)"), max_digits=12)
    area_max = NumberField(label=gettext_lazy("Area to (m²)"), max_digits=12)
    land_area = NumberField(label=gettext_lazy("Land needed (ha)"), max_digits=9)
    seats = CountField(label=gettext_lazy("Number of desks"))
    staff_now = CountField(label=gettext_lazy("Staff at the start"))
    staff_12 = CountField(label=gettext_lazy("Staff after 12 months"))
    staff_36 = CountField(label=gettext_lazy("Staff after 36 months"))
    move_in_from = DayField(label=gettext_lazy("Move in from"))
    move_in_to = DayField(label=gettext_lazy("Move in by"))
    power_kva = NumberField(label=gettext_lazy("Power (kVA)"), max_digits=9)
    clear_height = NumberField(label=gettext_lazy("Clear height (m)"), max_digits=6)
    floor_load = NumberField(label=gettext_lazy("Floor load (kN/m²)"), max_digits=7)
    special_needs = _optional(500, gettext_lazy("Special needs"), gettext_lazy("For example gas, crane, clean room."))
    emissions = _question(gettext_lazy("Air emissions?"))
    waste_water = _question(gettext_lazy("Industrial waste water?"))
    noise = _question(gettext_lazy("Noise at night?"))
    hazardous = _question(gettext_lazy("Hazardous substances?"))
    budget = NumberField(label=gettext_lazy("Budget for the space"), max_digits=14)
    budget_currency = WordField(label=gettext_lazy("Currency"), choices=_blank([(code, code) for code in CURRENCIES]))
    budget_period = WordField(label=gettext_lazy("Period"), choices=_blank(BudgetPeriod.choices))
    investment = NumberField(label=gettext_lazy("Planned investment"), max_digits=16)
    investment_currency = WordField(
        label=gettext_lazy("Currency of the investment"), choices=_blank([(code, code) for code in CURRENCIES])
    )
    services = PicksField(
        label=gettext_lazy("Services that would help"),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("A service on your list is no longer offered. It was taken off.")
        },
    )
    policies = PicksField(
        label=gettext_lazy("Policies you ask about"),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy("A policy on your list is no longer offered. It was taken off.")
        },
    )
    qualifications = PicksField(
        label=gettext_lazy("Recognitions the company holds"),
        required=False,
        help_text=gettext_lazy("Some policies in China ask for one of them."),
    )
    message = TextField(
        label=gettext_lazy("Your project in a few sentences"),
        max_length=5000,
        required=False,
        help_text=gettext_lazy(
            "Product, technology, people, timing; at most 5,000 characters. Please leave out secret information."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    readiness = WordField(
        label=gettext_lazy("How far are you?"),
        choices=Readiness.choices,
        widget=forms.RadioSelect,
    )
    visit_wanted = forms.BooleanField(label=gettext_lazy("We would like to visit the park"), required=False)
    files = forms.FileField(  # type: ignore[assignment]  # a field, not BaseForm.files
        label=gettext_lazy("Attachments"),
        required=False,
        widget=FilesInput(attrs={"multiple": True, "accept": ACCEPT}),
        help_text=format_lazy(gettext_lazy("Up to 5 files of at most 10 MB each: {kinds}."), kinds=ALLOWED),
    )

    contact_name = LineField(
        label=gettext_lazy("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Enter your name.")},
    )
    contact_latin_name = _optional(120, gettext_lazy("Your name in Latin script"))
    contact_role = _optional(120, gettext_lazy("Your position"), autocomplete="organization-title")
    contact_email = EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("An e-mail address or a phone number is needed; both are welcome."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": gettext_lazy("Enter an e-mail address such as name@example.com.")},
    )
    contact_phone = LineField(
        label=gettext_lazy("Phone"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "With the country code, such as +86 or +32, if it is not a number of your company's country."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    contact_wechat = _optional(64, gettext_lazy("WeChat ID"))
    contact_language = WordField(
        label=gettext_lazy("In which language shall we write to you?"),
        choices=[(Language.ZH_HANS, "中文"), (Language.EN, "English")],
        widget=forms.RadioSelect,
        required=True,
        error_messages={"required": gettext_lazy("Choose a language.")},
    )


# Shown back as single figures; area, budget and investment are shown with their units by the page.
FIGURES = (
    "land_area",
    "seats",
    "move_in_from",
    "move_in_to",
    "staff_now",
    "staff_12",
    "staff_36",
    "power_kva",
    "clear_height",
    "floor_load",
    "special_needs",
    "emissions",
    "waste_water",
    "noise",
    "hazardous",
)


def answers(need: Requirement) -> list[tuple[Any, str]]:
    """The answered figures with the words of their questions."""
    found = []
    for name in FIGURES:
        value = getattr(need, name)
        if value in (None, ""):
            continue
        column = need._meta.get_field(name)
        if getattr(column, "choices", None):
            text = getattr(need, f"get_{name}_display")()
        elif isinstance(value, Decimal):
            text = number(value)
        else:
            text = value.isoformat() if isinstance(value, date) else str(value)
        found.append((Questions.base_fields[name].label, text))
    return found


def qualification_labels(codes: Iterable[str]) -> list[Any]:
    """The names of stored codes; a code that is no longer known stands for itself."""
    known = dict(Qualification.choices)
    return [known.get(code, code) for code in codes]
