"""Forms about personal data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PlainForm
from inquiries.forms.fields import CodeField


class CodeForm(PlainForm):
    """The code from the mail."""

    code = CodeField(
        label=_("Code from the mail"),
        max_length=12,
        help_text=_("Six digits."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
        error_messages={"required": _("Enter the code.")},
    )
