"""The form for a place at an event."""

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.enums import Language
from common.languages import current_language, local_text
from common.text import normalise_email, normalise_line
from parks.models import Event
from parks.registering import Guest

LONGEST = 4  # times the limit; longer input is refused before it is cleaned


class LineField(forms.CharField):
    """One line, cleaned of invisible characters."""

    def to_python(self, value: Any) -> str:
        if self.max_length and isinstance(value, str) and len(value) > self.max_length * LONGEST:
            raise ValidationError(gettext_lazy("Please shorten this."), code="max_length")
        return normalise_line(super().to_python(value) or "")


class AddressField(forms.EmailField):
    """In small letters throughout: one mailbox is one guest."""

    def to_python(self, value: Any) -> str:
        return normalise_email(str(value or "")[:1000]).lower()


def consent_text(event: Event) -> str:
    """What a guest agrees to, in the active language."""
    organiser = _("the operator of this site")
    if event.operator is not None:
        names = (local_text(event.operator, name).text for name in ("controller_name", "name"))
        organiser = next((name for name in names if name), organiser)
    return _(
        "I agree that %(organiser)s uses my name, company and e-mail address to organise “%(title)s” and to write to "
        "me about it. I can withdraw this at any time with the link in the confirmation mail."
    ) % {"organiser": organiser, "title": local_text(event, "title").text}


class RegistrationForm(forms.Form):
    """Judges one guest; `consent` must carry the digest of the words shown now."""

    name = LineField(
        label=gettext_lazy("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    company = LineField(
        label=gettext_lazy("Company"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    email = AddressField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of our mails"), choices=Language.choices)
    consent = forms.CharField(
        required=False, error_messages={"required": gettext_lazy("Please tick this to register.")}
    )
    confirm_note = forms.CharField(required=False)  # people never see it, programs fill it in

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"language": current_language()}, **kwargs})
        self.consent_text = consent_text(event)
        self.consent_value = hashlib.sha256(self.consent_text.encode()).hexdigest()[:16]

    def clean_consent(self) -> str:
        value = self.cleaned_data["consent"]
        if not value:
            raise ValidationError(_("Please tick this to register."), code="required")
        if value != self.consent_value:
            raise ValidationError(
                _("This text has changed since you ticked it. Please read it and tick it again."), code="changed"
            )
        return value

    def clean_confirm_note(self) -> str:
        if self.cleaned_data["confirm_note"]:
            raise ValidationError(
                _("A field that people leave empty was filled in. It is empty again: please send the form once more."),
                code="trap",
            )
        return ""

    @property
    def agreed(self) -> bool:
        """Whether the tick stands under the words that are shown."""
        return self["consent"].value() == self.consent_value

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Every error with the id of its control, in the order of the page."""
        found = [("", str(message)) for message in self.non_field_errors()]
        return found + [
            ("" if bound.name == "confirm_note" else bound.auto_id, str(message))
            for bound in self
            for message in bound.errors
        ]

    def guest(self) -> Guest:
        values = self.cleaned_data
        return Guest(values["name"], values["company"], values["email"], values["language"], self.consent_text)
