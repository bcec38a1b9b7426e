"""The inquiry form: what is offered, what is wrong with an answer, and what leaves it as a `Submission`."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from common.languages import current_language
from common.text import normalise_phone
from inquiries import consents
from inquiries.enums import ConsentPurpose
from inquiries.forms.catalogue import Catalogue, label, open_spaces
from inquiries.forms.fields import PickField, PicksField
from inquiries.forms.questions import Questions
from inquiries.forms.uploads import Basket
from inquiries.submission import MAX_PARKS, Company, Contact, Need, Submission
from parks.models import Park, SettlementMode, Space

HORIZON = timedelta(days=365 * 20)  # nobody plans a move further ahead
HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
NEED = tuple(Need.__dataclass_fields__)
# One of these, or a message, must be answered.
ASKED = (*(name for name in NEED if not name.endswith(("_currency", "_period"))), "space_types", "space")
TECHNICAL = ("power_kva", "clear_height", "floor_load", "special_needs")
ENVIRONMENT = ("emissions", "waste_water", "noise", "hazardous")
MONEY = ("budget", "budget_currency", "budget_period", "investment", "investment_currency")


@dataclass(frozen=True)
class Tick:
    """One consent as the page shows it."""

    id: str
    text: consents.ConsentText
    checked: bool
    error: str


class InquiryForm(Questions):
    """Bound, it judges. For showing typed values again without judging them see `typed`."""

    def __init__(self, data: QueryDict | None = None, *, basket: Basket | None = None, **kwargs: Any) -> None:
        if data is not None:
            data = data.copy()
            data.setlist("park", [code for code in [*data.getlist("park"), data.get("add_park", "")] if code])
        super().__init__(data, **kwargs)
        self.basket = basket
        self.posted_ticks: list[str] = data.getlist("consent") if data is not None else []
        self.catalogue = Catalogue.load()
        self._offer()

    @classmethod
    def prefilled(cls, query: QueryDict) -> "InquiryForm":
        """A new form; the address may name parks, spaces, mode and country."""
        spaces = open_spaces(query.getlist("space"))
        parks = dict.fromkeys([*query.getlist("park"), *(space.park.slug for space in spaces.values())])
        initial: dict[str, Any] = {name: query[name] for name in ("mode", "country") if name in query}
        initial |= {"park": list(parks), "space": list(spaces), "contact_language": current_language()}
        return cls(initial=initial)

    @classmethod
    def typed(cls, post: QueryDict, basket: Basket) -> "InquiryForm":
        """What was typed, shown again without judging it."""
        initial: dict[str, Any] = {}
        for name, field in cls.base_fields.items():
            values = post.getlist(name)
            initial[name] = values if isinstance(field, PicksField) else (values or [""])[-1]
        initial["park"] = [code for code in [*initial["park"], post.get("add_park", "")] if code]
        form = cls(initial=initial, basket=basket)
        form.posted_ticks = post.getlist("consent")
        return form

    # --- What the page shows ---------------------------------------------------------------

    @property
    def chosen_parks(self) -> list[Park]:
        """The parks on the list that can be asked, judged or not."""
        return [self.catalogue.parks[code] for code in self._codes("park") if code in self.catalogue.parks]

    @property
    def has_unavailable_park(self) -> bool:
        return any(code not in self.catalogue.parks for code in self._codes("park"))

    @property
    def chosen_spaces(self) -> list[Space]:
        return list(self._pick("space").options.values())

    @property
    def consent_texts(self) -> list[consents.ConsentText]:
        country = self["country"].value() or ""
        known = country if country in self._pick("country").options else ""
        return consents.needed([park.operator for park in self.chosen_parks], known, current_language())

    @property
    def ticks(self) -> list[Tick]:
        """Judged, a tick counts in exactly the words shown; else it is kept through a change of language."""
        keys = {value.rpartition(":")[0] for value in self.posted_ticks}
        if not self.is_bound:
            return [Tick(f"id_consent_{n}", text, text.key in keys, "") for n, text in enumerate(self.consent_texts)]
        given = set(self.posted_ticks)
        return [
            Tick(f"id_consent_{n}", text, text.value in given, "" if text.value in given else _why(text, keys))
            for n, text in enumerate(self.consent_texts)
        ]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every error with the id of the control it belongs to, in the order of the page."""
        found = [("", str(message)) for message in self.non_field_errors()]
        for bound in self:
            found += [(self._anchor(bound), str(message)) for message in bound.errors]
        if self.is_bound:
            found += [(tick.id, tick.error) for tick in self.ticks if tick.error]
        return found

    @property
    def addable_parks(self) -> list[tuple[Any, Any]]:
        return self.catalogue.park_choices(without=[park.slug for park in self.chosen_parks])

    def is_used(self, *names: str) -> bool:
        """Whether one of these fields holds something or is wrong: then its section stands open."""
        return any(self[name].value() or self[name].errors for name in names)

    @property
    def chosen_mode(self) -> SettlementMode | None:
        return self.catalogue.modes.get(self["mode"].value())

    @property
    def mode_cards(self) -> list[tuple[Any, SettlementMode]]:
        """Each radio button with the mode it stands for."""
        return list(zip(self["mode"], self.catalogue.modes.values(), strict=True))

    @property
    def opens_company(self) -> bool:
        return self.is_used("company_name_other", "kind", "size_band", "registration_number", "website")

    @property
    def opens_space(self) -> bool:
        return self.is_used("space_types", "staff_now", "staff_12", "staff_36") or bool(
            self.chosen_mode and self.chosen_mode.needs_space
        )

    @property
    def opens_technical(self) -> bool:
        return self.is_used(*TECHNICAL, *ENVIRONMENT) or bool(self.chosen_mode and self.chosen_mode.needs_environment)

    @property
    def opens_money(self) -> bool:
        return self.is_used(*MONEY)

    # --- Judging ---------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if len(values.get("park") or []) > MAX_PARKS:
            self.add_error("park", _("Choose at most %(limit)d parks.") % {"limit": MAX_PARKS})
        self._check_spaces(values)
        self._check_contact(values)
        self._check_order(values)
        self._check_money(values)
        asked = values.get("message") or any(values.get(name) not in (None, "", []) for name in ASKED)
        if not asked and "message" not in self.errors:
            self.add_error(
                "message", _("Tell us in a sentence what you need, or answer one of the questions on space.")
            )
        for error in self.basket.errors if self.basket else ():
            self.add_error("files", error)
        return values

    def is_valid(self) -> bool:
        """Also needs every consent, in the words shown now."""
        return super().is_valid() and not any(tick.error for tick in self.ticks)

    def submission(self, key: str, suspicions: tuple[str, ...] = (), **provenance: Any) -> Submission:
        """The cleaned values of a valid form; `provenance` may set `source` and `payload_hash`."""
        values = self.cleaned_data
        return Submission(
            key=key,
            language=current_language(),
            parks=values["park"],
            mode=values["mode"],
            company=_company(values),
            contact=Contact(**{name: values[f"contact_{name}"] for name in Contact.__dataclass_fields__}),
            need=Need(**{name: values[name] for name in NEED}),
            ticks=frozenset(self.posted_ticks),
            space_types=values["space_types"],
            spaces=values["space"],
            message=values["message"],
            readiness=values["readiness"],
            visit_wanted=values["visit_wanted"],
            files=self.basket.files if self.basket else (),
            suspicions=suspicions,
            **provenance,
        )

    def _offer(self) -> None:
        """Fill the lists that come from the database."""
        catalogue, pick = self.catalogue, self._pick
        pick("park").offer(catalogue.parks, [])
        pick("mode").offer(catalogue.modes, [(code, label(mode)) for code, mode in catalogue.modes.items()])
        pick("industry").offer(catalogue.industries, catalogue.industry_choices())
        pick("space_types").offer(
            catalogue.space_types, [(code, label(kind)) for code, kind in catalogue.space_types.items()]
        )
        names = catalogue.country_choices()
        pick("country").offer({code: code for code, _name in names if code}, names)
        pick("space").offer(open_spaces(self._codes("space")), [])

    def _pick(self, name: str) -> PickField:
        return cast(PickField, self.fields[name])

    def _codes(self, name: str) -> list[str]:
        return list(dict.fromkeys(self[name].value() or []))

    def _anchor(self, bound: forms.BoundField) -> str:
        if bound.name == "park":
            return "id_park_0" if self.chosen_parks else "id_add_park"
        return f"{bound.auto_id}_0" if bound.field.widget.use_fieldset else bound.auto_id

    def _check_spaces(self, values: dict[str, Any]) -> None:
        parks = values.get("park") or []
        if any(space.park not in parks for space in values.get("space") or []):
            self.add_error("space", _("A space on your list belongs to a park that you did not choose."))

    def _check_contact(self, values: dict[str, Any]) -> None:
        """An e-mail address or a phone number; the phone in the manner of the company's country."""
        try:
            values["contact_phone"] = normalise_phone(values.get("contact_phone") or "", values.get("country"))
        except ValidationError as error:
            self.add_error("contact_phone", error)
        tried = {"contact_email", "contact_phone"} & self.errors.keys()
        if not tried and not values.get("contact_email") and not values.get("contact_phone"):
            self.add_error("contact_email", _("Enter an e-mail address or a phone number, so that we can answer."))

    def _check_order(self, values: dict[str, Any]) -> None:
        low, high = values.get("area_min"), values.get("area_max")
        if low is not None and high is not None and low > high:
            self.add_error("area_max", _("The larger area must be at least %(low)s m².") % {"low": f"{low:f}"})
        today = earliest_today()
        for name in ("move_in_from", "move_in_to"):
            day = values.get(name)
            if day and day < today:
                self.add_error(name, _("This day has passed. Enter today or a later day."))
            elif day and day > today + HORIZON:
                self.add_error(name, _("This day is more than 20 years away. Check the year."))
        first, last = values.get("move_in_from"), values.get("move_in_to")
        if first and last and first > last:
            self.add_error("move_in_to", _("This day must not be before %(first)s.") % {"first": first.isoformat()})

    def _check_money(self, values: dict[str, Any]) -> None:
        if values.get("budget") is not None:
            if not values.get("budget_currency"):
                self.add_error("budget_currency", _("Choose the currency of the budget."))
            if not values.get("budget_period"):
                self.add_error("budget_period", _("Choose whether the budget is per month, per year or once."))
        if values.get("investment") is not None and not values.get("investment_currency"):
            self.add_error("investment_currency", _("Choose the currency of the investment."))


def earliest_today() -> date:
    """The calendar day where it is still earliest on Earth (UTC−12): nobody's today counts as past."""
    return (timezone.now() - timedelta(hours=12)).date()


def _company(values: dict[str, Any]) -> Company:
    """The first name goes to the column of its script, the other name to the other column."""
    name, other = values["company_name"], values["company_name_other"]
    chinese, latin = (name, other) if HAN.search(name) else (other, name)
    return Company(
        country=values["country"],
        name_zh_hans=chinese,
        name_en=latin,
        registration_number=values["registration_number"],
        kind=values["kind"],
        industry=values["industry"],
        size_band=values["size_band"],
        website=values["website"],
    )


def _why(text: consents.ConsentText, keys: set[str]) -> str:
    """Why a tick is asked for."""
    if text.key in keys:
        return _("This text has changed since you ticked it. Please read it and tick it again.")
    if text.purpose == ConsentPurpose.CROSS_BORDER:
        return _("Your company and this park are in different countries, so please tick this agreement too.")
    return _("Please tick this; without it the park may not read your inquiry.")
