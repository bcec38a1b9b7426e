"""The inquiry form: what is offered, what is wrong with an answer, and what leaves it as a `Submission`."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Any, Self, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from common.enums import Qualification
from common.languages import current_language
from common.text import normalise_code, normalise_phone
from enterprises.validators import looks_wrong
from inquiries import consents
from inquiries.enums import Direction, InquiryKind
from inquiries.forms import catalogue as offered
from inquiries.forms.catalogue import Catalogue, Place, label
from inquiries.forms.fields import PickField, PicksField
from inquiries.forms.questions import Questions
from inquiries.forms.shaping import Tick, campaign_of, company_of, earliest_today, why
from inquiries.forms.steps import DESK, PREFILLED, fields_for
from inquiries.forms.uploads import Basket
from inquiries.submission import MAX_PARKS, Contact, Need, Submission, direction_of, direction_to
from parks.models import Operator, Opportunity, Park, SettlementMode, Space

HORIZON = timedelta(days=365 * 20)  # nobody plans a move further ahead
NUMBER_LENGTH = 100  # characters looked at; a longer registration number is refused anyway
NEED = tuple(Need.__dataclass_fields__)
# One of these, or a message, must be answered.
ASKED = (
    *(name for name in NEED if not name.endswith(("_currency", "_period"))),
    *("space_types", "space", "opportunity", "services", "policies"),
)
TECHNICAL = ("power_kva", "clear_height", "floor_load", "special_needs")
ENVIRONMENT = ("emissions", "waste_water", "noise", "hazardous")
MONEY = ("budget", "budget_currency", "budget_period", "investment", "investment_currency")


class InquiryForm(Questions):
    """Bound, it judges. For showing typed values again without judging them see `typed`.

    `asks` names the questions that its page shows: all of them, until `narrow` leaves out what is not needed.
    """

    variant: str = InquiryKind.FULL

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        basket: Basket | None = None,
        catalogue: Catalogue | None = None,
        **kwargs: Any,
    ) -> None:
        if data is not None:
            data = data.copy()
            data.setlist("park", [code for code in [*data.getlist("park"), data.get("add_park", "")] if code])
        super().__init__(data, **kwargs)
        self.basket = basket
        self.posted_ticks: list[str] = data.getlist("consent") if data is not None else []
        self.campaign = campaign_of(data) if data is not None else {}
        self.asks = frozenset(self.fields)
        self.catalogue = catalogue or Catalogue.load()
        self._offer()

    @classmethod
    def prefilled(cls, query: QueryDict, known: Mapping[str, Sequence[str]] | None = None) -> Self:
        """A new form; the address may answer what `PREFILLED` names, and `known` is what the account of somebody
        signed in answers. A space or project brings its park."""
        initial: dict[str, Any] = {
            name: query.getlist(name) if isinstance(cls.base_fields[name], PicksField) else query[name]
            for name in PREFILLED
            if name in query
        }
        spaces = offered.askable_spaces(query.getlist("space"))
        projects = offered.open_opportunity(query.get("opportunity", ""))
        brought = [thing.park for thing in spaces.values()] + [thing.park for thing in projects.values() if thing.park]
        parks = dict.fromkeys([*query.getlist("park"), *(park.slug for park in brought)])
        initial |= {"park": list(parks), "space": list(spaces)}
        initial |= {"opportunity": next(iter(projects), ""), "contact_language": current_language()}
        for name, values in (known or {}).items():
            if name in cls.base_fields and (name == "contact_language" or name not in query):
                initial[name] = list(values) if isinstance(cls.base_fields[name], PicksField) else values[-1]
        form = cls(initial=initial)
        form.campaign = campaign_of(query)
        return form

    @classmethod
    def typed(cls, post: QueryDict, basket: Basket | None = None) -> Self:
        """What was typed, shown again without judging it."""
        initial: dict[str, Any] = {}
        for name, field in cls.base_fields.items():
            values = post.getlist(name)
            initial[name] = values if isinstance(field, PicksField) else (values or [""])[-1]
        initial["park"] = [code for code in [*initial["park"], post.get("add_park", "")] if code]
        form = cls(initial=initial, basket=basket)
        form.posted_ticks = post.getlist("consent")
        form.campaign = campaign_of(post)
        return form

    def narrow(self) -> None:
        """Ask only what the chosen way to settle and the direction need."""
        self.asks = fields_for(self.chosen_mode, self.direction, self.variant) - (set() if self.platform else set(DESK))
        self.offer_places()

    def offer_help(self) -> None:
        """List what can be ticked: services, the chosen parks' policies, the kinds of space of the way to settle.

        Up to four queries. What was ticked before stays listed.
        """
        self.offer_places()
        services, policies = self._pick("services"), self._pick("policies")
        found = {**offered.asked_services(self.chosen_mode), **services.options}
        services.offer(found, [(code, label(service)) for code, service in found.items()])
        found = {**offered.policies_of(self.chosen_parks), **policies.options}
        policies.offer(found, [(slug, label(policy, "title")) for slug, policy in found.items()])
        if self.chosen_mode is not None:
            kinds = self._pick("space_types")
            fitting = {kind.code for kind in self.chosen_mode.space_types.all()} | set(self._codes("space_types"))
            kinds.widget.choices = [one for one in kinds.widget.choices if one[0] in fitting] or kinds.widget.choices

    def offer_places(self) -> None:
        """List where parks are, for who names none."""
        if self.platform is not None:
            self._pick("place").widget.choices = offered.place_choices()

    # --- What the page shows ---------------------------------------------------------------

    @cached_property
    def platform(self) -> Operator | None:
        """Who would look for parks: offered while none is chosen, where the platform has a desk. One query then."""
        return None if self.variant != InquiryKind.FULL or self.chosen_parks else Operator.objects.desk()

    @property
    def goes_to_desk(self) -> bool:
        """Whether the platform shall look for parks, judged or not. A chosen park is asked itself."""
        return bool(self["desk"].value()) and self.platform is not None

    @property
    def chosen_place(self) -> Place | None:
        return next(iter(self._pick("place").options.values()), None)

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
        country, language = self.known_country, current_language()
        if self.goes_to_desk and self.platform is not None:
            return consents.for_desk(self.platform, country, language)
        return consents.needed([park.operator for park in self.chosen_parks], country, language)

    @property
    def ticks(self) -> list[Tick]:
        """Judged, a tick counts in exactly the words shown; else it is kept through a change of language."""
        keys = {value.rpartition(":")[0] for value in self.posted_ticks}
        if not self.is_bound:
            return [Tick(f"id_consent_{n}", text, text.key in keys, "") for n, text in enumerate(self.consent_texts)]
        given, is_desk = set(self.posted_ticks), self.goes_to_desk
        return [
            Tick(
                f"id_consent_{n}",
                text,
                text.value in given,
                "" if text.value in given else why(text, keys, is_desk=is_desk),
            )
            for n, text in enumerate(self.consent_texts)
        ]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every error with the id of the control it belongs to, in the order of the page."""
        found = [("", str(message)) for message in self.non_field_errors()] + self.problems_of(tuple(self.fields))
        if self.is_bound:
            found += [(tick.id, tick.error) for tick in self.ticks if tick.error]
        return found

    def problems_of(self, names: Sequence[str]) -> list[tuple[str, str]]:
        """The errors of these questions, in this order."""
        bound = [self[name] for name in names]
        return [(self._anchor(one), str(message)) for one in bound for message in one.errors]

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
    def chosen_opportunity(self) -> Opportunity | None:
        return next(iter(self._pick("opportunity").options.values()), None)

    @property
    def direction(self) -> str:
        """Empty until the country and a park are chosen, or for the desk the country and where it shall look."""
        if not self.known_country:
            return ""
        if self.chosen_parks:
            return direction_of(self.known_country, self.chosen_parks)
        if self.goes_to_desk and self.chosen_place:
            return direction_to(self.known_country, {self.chosen_place.country})
        wanted = self["wanted_direction"].value() or ""
        return wanted if self.goes_to_desk and wanted in Direction.values else ""

    @property
    def known_country(self) -> str:
        country = self["country"].value() or ""
        return country if country in self._pick("country").options else ""

    @property
    def has_doubtful_number(self) -> bool:
        """Whether the company may want to look at its registration number again; that never stops it."""
        typed = (self["registration_number"].value() or "")[:NUMBER_LENGTH]
        return looks_wrong(self.known_country, normalise_code(typed))

    @property
    def mode_cards(self) -> list[tuple[Any, SettlementMode]]:
        """Each radio button with the mode it stands for."""
        return list(zip(self["mode"], self.catalogue.modes.values(), strict=True))

    @property
    def opens_company(self) -> bool:
        return self.is_used("company_name_other", "kind", "size_band", "registration_number", "website", "founded_year")

    @property
    def opens_space(self) -> bool:
        return self.is_used("space_types", "staff_now", "staff_12", "staff_36") or bool(
            self.chosen_mode and self.chosen_mode.needs_space
        )

    @property
    def opens_technical(self) -> bool:
        return self.is_used(*TECHNICAL, *ENVIRONMENT) or bool(self.chosen_mode and self.chosen_mode.needs_environment)

    @property
    def opens_help(self) -> bool:
        return self.is_used("services", "policies", "qualifications")

    @property
    def opens_money(self) -> bool:
        return self.is_used(*MONEY)

    # --- Judging ---------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if len(values.get("park") or []) > MAX_PARKS:
            self.add_error("park", _("Choose at most %(limit)d parks.") % {"limit": MAX_PARKS})
        self._check_target(values)
        self._check_spaces(values)
        self._check_contact(values)
        self._check_order(values)
        self._check_money(values)
        said = values.get("message") or any(values.get(name) not in (None, "", []) for name in ASKED)
        if self.variant == InquiryKind.FULL and not said and "message" not in self.errors:
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
        """The cleaned values of a valid form; `provenance` may set `source`, `payload_hash`, `call` and `draft`."""
        values = self.cleaned_data
        return Submission(
            key=key,
            language=current_language(),
            kind=self.variant,
            parks=values["park"],
            mode=values["mode"],
            opportunity=values["opportunity"],
            desk=self.platform if values["desk"] else None,
            wanted_direction=values["wanted_direction"],
            company=company_of(values),
            contact=Contact(**{name: values[f"contact_{name}"] for name in Contact.__dataclass_fields__}),
            need=Need(**{name: values[name] for name in NEED}),
            ticks=frozenset(self.posted_ticks),
            space_types=values["space_types"],
            spaces=values["space"],
            services=values["services"],
            policies=values["policies"],
            utm=self.campaign,
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
        place = offered.place_named(self["place"].value() or "")
        pick("place").offer({self["place"].value(): place} if place else {}, [])
        pick("space").offer(offered.askable_spaces(self._codes("space")), [])
        pick("opportunity").offer(offered.open_opportunity(self["opportunity"].value() or ""), [])
        pick("services").offer(offered.services_named(self._codes("services")), [])
        pick("policies").offer(offered.policies_named(self._codes("policies")), [])
        pick("qualifications").offer({code: code for code in Qualification.values}, Qualification.choices)

    def _pick(self, name: str) -> PickField:
        return cast(PickField, self.fields[name])

    def _codes(self, name: str) -> list[str]:
        return list(dict.fromkeys(self[name].value() or []))

    def _anchor(self, bound: forms.BoundField) -> str:
        if bound.name == "park":
            return "id_park_0" if self.chosen_parks else "id_add_park"
        return f"{bound.auto_id}_0" if bound.field.widget.use_fieldset else bound.auto_id

    def _check_target(self, values: dict[str, Any]) -> None:
        """One park at least, or the platform's desk; with a park what was said for the desk counts no more."""
        if not self.goes_to_desk:
            values.update(desk=False, place=None, wanted_direction="")
            if not values.get("park") and "park" not in self.errors:
                self.add_error(
                    "park",
                    _("Choose at least one park, or let the platform recommend some.")
                    if self.platform
                    else _("Choose at least one park."),
                )
        place = values.get("place")
        values["wanted_country"] = place.country if place else ""
        values["wanted_region"] = place.region if place else None

    def _check_spaces(self, values: dict[str, Any]) -> None:
        parks = values.get("park") or []
        if any(space.park not in parks for space in values.get("space") or []):
            self.add_error("space", _("A space on your list belongs to a park that you did not choose."))
        project = values.get("opportunity")
        if project and project.park and project.park not in parks:
            self.add_error("opportunity", _("The project on your list belongs to a park that you did not choose."))

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
