"""Forms of the progress page and of the way to it."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import PlainForm
from common.uploads import ACCEPT, ALLOWED
from inquiries.forms.fields import CodeField, FilesInput, TextField
from inquiries.forms.uploads import Basket


class MessageForm(PlainForm):
    """A message to one park, with files or only files."""

    body = TextField(
        label=gettext_lazy("Your message"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("At most 5,000 characters."),
    )
    files = forms.FileField(  # type: ignore[assignment]  # a field, not BaseForm.files
        label=gettext_lazy("Attachments"),
        required=False,
        widget=FilesInput(attrs={"multiple": True, "accept": ACCEPT}),
        help_text=format_lazy(gettext_lazy("Up to 5 files of at most 10 MB each: {kinds}."), kinds=ALLOWED),
    )

    def __init__(self, data: QueryDict | None = None, *, basket: Basket | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.basket = basket

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        basket = self.basket
        for error in basket.errors if basket else ():
            self.add_error("files", error)
        if not self.errors and not values.get("body") and not (basket and basket.files):
            self.add_error("body", _("Write a message or add a file."))
        return values


class LookupForm(PlainForm):
    """Reference and access code, however they were copied; whether they fit together is not judged here."""

    reference = CodeField(
        label=gettext_lazy("Reference"),
        max_length=40,
        help_text=gettext_lazy("Such as PB-2026-000123."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Enter the reference.")},
    )
    code = CodeField(
        label=gettext_lazy("Access code"),
        max_length=64,
        help_text=gettext_lazy("It stands beside the reference on the receipt and in the confirmation mail."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}),
        error_messages={"required": gettext_lazy("Enter the access code.")},
    )
