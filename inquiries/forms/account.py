"""Forms of the account: the company's profile, colleagues, news by mail; and what the account answers beforehand."""

from collections.abc import Mapping, Sequence
from typing import Any, Self, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import AddressForm
from accounts.models import User
from common.enums import Language, Qualification
from common.forms import PlainForm
from common.languages import local_text, other_text
from common.text import normalise_code
from enterprises.companies import SHARED, Answers
from enterprises.enums import AlertPace, AlertSubject
from enterprises.models import CompanyProfile, Enterprise, Subscription
from enterprises.subscribing import Wish
from enterprises.validators import looks_wrong
from inquiries.forms.catalogue import LET_GROUPS, Catalogue, label
from inquiries.forms.fields import LineField, NumberField, PickField, PicksField, WordField
from inquiries.forms.questions import Questions
from parks.enums import PolicyKind
from parks.models import Industry, Policy, Region, Space, SpaceType

ASKED = ("country", "registration_number", "kind", "industry", "size_band", "founded_year", "website", "qualifications")
LANGUAGES = [(Language.ZH_HANS, "中文"), (Language.EN, "English")]


def known_answers(user: User, profile: CompanyProfile | None) -> dict[str, list[str]]:
    """What the account answers of the inquiry form, as the form would post it."""
    found = {"contact_name": user.name, "contact_email": user.email, "contact_language": user.language}
    answers = {name: [value] for name, value in found.items() if value}
    if profile is None:
        return answers
    answers["company_name"] = [local_text(profile, "name").text]
    if other := other_text(profile, "name").text:
        answers["company_name_other"] = [other]
    return answers | {name: value for name, value in _as_posted(profile).items() if value}


def _as_posted(thing: CompanyProfile | Enterprise) -> dict[str, list[str]]:
    """The shared columns as codes and strings, without the names."""
    industry = thing.industry.code if thing.industry else ""
    values = {name: getattr(thing, name) for name in ASKED} | {"industry": industry, "country": str(thing.country)}
    return {
        name: list(value) if isinstance(value, list) else [str(value)] if value else []
        for name, value in values.items()
    }


class ProfileForm(PlainForm):
    """The questions of the inquiry about the company, with their words, kept for the next inquiry."""

    name_zh_hans = LineField(label=gettext_lazy("Company name in Chinese"), max_length=200, required=False)
    name_en = LineField(label=gettext_lazy("Company name in Latin script"), max_length=200, required=False)
    country = Questions.base_fields["country"]
    registration_number = Questions.base_fields["registration_number"]
    kind = Questions.base_fields["kind"]
    industry = Questions.base_fields["industry"]
    size_band = Questions.base_fields["size_band"]
    founded_year = Questions.base_fields["founded_year"]
    website = Questions.base_fields["website"]
    qualifications = Questions.base_fields["qualifications"]

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        catalogue = Catalogue.load()
        names = catalogue.country_choices()
        self._pick("country").offer({code: code for code, _name in names if code}, names)
        self._pick("industry").offer(catalogue.industries, catalogue.industry_choices())
        self._pick("qualifications").offer({code: code for code in Qualification.values}, Qualification.choices)

    @classmethod
    def of(cls, thing: CompanyProfile | Enterprise | None) -> "ProfileForm":
        """The form with what a profile or a description says."""
        if thing is None:
            return cls()
        posted = _as_posted(thing)
        initial: dict[str, Any] = {name: (values or [""])[-1] for name, values in posted.items()}
        initial |= {"qualifications": posted["qualifications"]}
        return cls(initial=initial | {"name_zh_hans": thing.name_zh_hans, "name_en": thing.name_en})

    @classmethod
    def typed(cls, post: QueryDict) -> "ProfileForm":
        """What was typed, shown again without judging it."""
        initial: dict[str, Any] = {name: post.get(name, "") for name in cls.base_fields}
        return cls(initial=initial | {"qualifications": post.getlist("qualifications")})

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not {"name_zh_hans", "name_en"} & self.errors.keys() and not any(
            values.get(name) for name in ("name_zh_hans", "name_en")
        ):
            self.add_error("name_zh_hans", _("Enter the company's name in at least one script."))
        return values

    @property
    def answers(self) -> Answers:
        """Of a valid form."""
        values = {name: self.cleaned_data[name] for name in SHARED}
        return Answers(**values)

    @property
    def has_doubtful_number(self) -> bool:
        """Whether the company may want to look at its registration number again; that never stops it."""
        country, number = self["country"].value() or "", (self["registration_number"].value() or "")[:100]
        return looks_wrong(country, normalise_code(number))

    def _pick(self, name: str) -> PickField:
        return cast(PickField, self.fields[name])


class InviteForm(AddressForm):
    """Whom to invite, and in which language they read."""

    language = WordField(
        label=gettext_lazy("Language of the invitation"),
        choices=LANGUAGES,
        widget=forms.RadioSelect,
        required=True,
        error_messages={"required": gettext_lazy("Choose a language.")},
    )


class AlertForm(PlainForm):
    """What to hear of. Nothing chosen narrows nothing."""

    subject = WordField(
        label=gettext_lazy("What do you want to hear of?"),
        choices=AlertSubject.choices,
        widget=forms.RadioSelect,
        required=True,
        error_messages={"required": gettext_lazy("Choose policies or spaces.")},
    )
    industry = PickField(label=gettext_lazy("Industry"), required=False)
    region = PickField(label=gettext_lazy("Country or place"), required=False)
    policy_kinds = PicksField(label=gettext_lazy("Kinds of policy"), required=False)
    space_kinds = PicksField(label=gettext_lazy("Kinds of space"), required=False)
    area_min = NumberField(label=gettext_lazy("Area of at least (m²)"), max_digits=12)
    pace = WordField(
        label=gettext_lazy("How often?"),
        choices=AlertPace.choices,
        widget=forms.RadioSelect,
        required=True,
        error_messages={"required": gettext_lazy("Choose how often.")},
    )
    language = WordField(
        label=gettext_lazy("In which language shall we write to you?"),
        choices=LANGUAGES,
        widget=forms.RadioSelect,
        required=True,
        error_messages={"required": gettext_lazy("Choose a language.")},
    )

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        industries: Mapping[str, Any] = {one.code: one for one in Industry.objects.current()}
        regions = {one.code: one for one in _regions()}
        kinds = {one.code: one for one in SpaceType.objects.current().filter(group__in=LET_GROUPS)}
        every = ("", _("All of them"))
        self._offer("industry", industries, [every, *((code, label(one)) for code, one in industries.items())])
        self._offer("region", regions, [every, *((code, label(one)) for code, one in regions.items())])
        self._offer("policy_kinds", {code: code for code in PolicyKind.values}, PolicyKind.choices)
        self._offer("space_kinds", {code: code for code in kinds}, [(code, label(one)) for code, one in kinds.items()])

    @classmethod
    def of(cls, row: Subscription) -> "AlertForm":
        return cls(
            initial={
                "subject": row.subject,
                "pace": row.pace,
                "language": row.language,
                "industry": row.industry.code if row.industry else "",
                "region": row.region.code if row.region else "",
                "policy_kinds": row.kinds,
                "space_kinds": row.kinds,
                "area_min": row.area_min,
            }
        )

    @classmethod
    def typed(cls, post: QueryDict) -> Self:
        """What was typed, shown again without judging it."""
        several = ("policy_kinds", "space_kinds")
        return cls(initial={n: post.getlist(n) if n in several else post.get(n, "") for n in cls.base_fields})

    def clean(self) -> dict[str, Any]:
        """What does not go with the subject is left out, not complained about."""
        values = super().clean() or self.cleaned_data
        if values.get("subject") == AlertSubject.POLICIES:
            values |= {"area_min": None, "space_kinds": []}
            self.errors.pop("area_min", None)
        return values

    @property
    def opens_policies(self) -> bool:
        """Whether the section of policies holds something: then it stands open."""
        return self["subject"].value() == AlertSubject.POLICIES and bool(self["policy_kinds"].value())

    @property
    def opens_spaces(self) -> bool:
        bound = (self["space_kinds"], self["area_min"])
        return self["subject"].value() == AlertSubject.SPACES and any(one.value() or one.errors for one in bound)

    @property
    def wish(self) -> Wish:
        """Of a valid form."""
        values = self.cleaned_data
        is_policies = values["subject"] == AlertSubject.POLICIES
        return Wish(
            **{name: values[name] for name in ("subject", "pace", "language", "industry", "region", "area_min")},
            kinds=values["policy_kinds" if is_policies else "space_kinds"],
        )

    def _offer(self, name: str, options: Mapping[str, Any], choices: Sequence[tuple[Any, Any]]) -> None:
        cast(PickField, self.fields[name]).offer(options, choices)


class StrangerAlertForm(AlertForm, AddressForm):
    """The same for somebody who is not signed in: the address is asked, and written to before anything else."""

    field_order = ("email", "subject")


def _regions() -> list[Region]:
    """Countries and places that policies or parks are in, and what these lie within."""
    regions = {region.pk: region for region in Region.objects.all()}
    used = set(Policy.objects.public().exclude(region=None).order_by().values_list("region", flat=True))
    used |= set(Space.objects.public().exclude(park__region=None).order_by().values_list("park__region", flat=True))
    found: set[int] = set()
    for pk in used:
        at: int | None = pk
        while at is not None and at not in found:
            found.add(at)
            at = regions[at].parent_id
    return sorted(
        (regions[pk] for pk in found if not regions[pk].retired), key=lambda one: (one.country, one.order, one.code)
    )
