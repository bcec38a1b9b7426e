"""From the answers of the form to the columns they are kept in, and the words of a campaign."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from common.text import normalise_line
from inquiries import consents
from inquiries.enums import ConsentPurpose
from inquiries.forms.steps import CAMPAIGN
from inquiries.submission import Company

HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
CAMPAIGN_LENGTH = 100  # characters kept of each word of a campaign


@dataclass(frozen=True)
class Tick:
    """One consent as the page shows it."""

    id: str
    text: consents.ConsentText
    checked: bool
    error: str


def earliest_today() -> date:
    """The calendar day where it is still earliest on Earth (UTC−12): nobody's today counts as past."""
    return (timezone.now() - timedelta(hours=12)).date()


def campaign_of(data: QueryDict) -> dict[str, str]:
    """The words of a campaign in an address or a form, cut to length; they are kept and never judged."""
    words = {name: normalise_line(data.get(name, "")[: CAMPAIGN_LENGTH * 2])[:CAMPAIGN_LENGTH] for name in CAMPAIGN}
    return {name: word for name, word in words.items() if word}


def company_of(values: dict[str, Any]) -> Company:
    """The first name goes to the column of its script, the other name to the other column.

    Who asks for a call or a brochure need not name a company: then the person stands for it.
    """
    name, other = values["company_name"] or values["contact_name"], values["company_name_other"]
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
        founded_year=values["founded_year"],
        qualifications=values["qualifications"],
    )


def why(text: consents.ConsentText, keys: set[str], *, is_desk: bool) -> str:
    """Why a tick is asked for; `is_desk` says that the platform gets the inquiry, and no park."""
    if text.key in keys:
        return _("This text has changed since you ticked it. Please read it and tick it again.")
    if text.purpose == ConsentPurpose.CROSS_BORDER and is_desk:
        return _("Your company and the platform are in different countries, so please tick this agreement too.")
    if text.purpose == ConsentPurpose.CROSS_BORDER:
        return _("Your company and this park are in different countries, so please tick this agreement too.")
    if text.purpose == ConsentPurpose.ROUTING:
        return _("Please tick this; without it the platform may not read your inquiry.")
    return _("Please tick this; without it the park may not read your inquiry.")
