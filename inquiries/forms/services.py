"""What a tenant fills in: a request for a service, how it was done, and how it goes some months on."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy

from common.languages import current_language, local_text
from inquiries.forms.conversation import MessageForm, PlainForm
from inquiries.forms.fields import CountField, PickField, TextField
from inquiries.models import Case
from inquiries.servicing import Offer, offers
from inquiries.servicing.catalogue import by_tier

SCALE = [(5, gettext_lazy("5 – very good")), (4, "4"), (3, "3"), (2, "2"), (1, gettext_lazy("1 – poor"))]


def _scale(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=SCALE,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose from 1 to 5.")},
    )


def offer_label(offer: Offer, case: Case) -> str:
    """The name of the service, with the park where that is not the tenant's own."""
    name = local_text(offer.service, "name", current_language()).text
    if offer.park.pk == case.park_id:
        return name
    return f"{name} · {local_text(offer.park, 'name', current_language()).text}"


def offer_choices(found: list[Offer], case: Case) -> list[tuple[Any, Any]]:
    """Under the labels of their tiers."""
    return [(tier, [(offer.code, offer_label(offer, case)) for offer in rows]) for tier, rows in by_tier(found)]


class ServiceForm(MessageForm):
    """Which service, what about it, and files."""

    offer = PickField(
        label=gettext_lazy("Which service"),
        error_messages={"required": gettext_lazy("Choose a service.")},
    )
    body = TextField(
        label=gettext_lazy("What you need"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("What it is about, for whom, and by when. At most 5,000 characters."),
        error_messages={"required": gettext_lazy("Say what you need.")},
    )
    field_order = ("offer", "body", "files")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = offers(case)
        choices = [("", gettext_lazy("Choose a service")), *offer_choices(self.found, case)]
        cast(PickField, self.fields["offer"]).offer({offer.code: offer for offer in self.found}, choices)


class RateForm(PlainForm):
    rating = _scale(gettext_lazy("How was it done?"))
    comment = TextField(
        label=gettext_lazy("What you want to say about it"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReopenForm(PlainForm):
    reason = TextField(
        label=gettext_lazy("What is still missing?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say what is still missing.")},
    )


class CheckInForm(PlainForm):
    """The three questions."""

    satisfaction = _scale(gettext_lazy("How satisfied are you with the park?"))
    jobs = CountField(label=gettext_lazy("How many people work with you in the park now?"))
    needs = TextField(
        label=gettext_lazy("What do you need?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Space, staff, permits, contacts: the park reads it and answers."),
    )
