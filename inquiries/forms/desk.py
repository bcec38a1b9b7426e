"""What the enterprise writes to the platform's desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from inquiries.forms.conversation import PlainForm
from inquiries.forms.fields import LineField, TextField
from inquiries.workflow import routing


class DeskMessageForm(PlainForm):
    body = TextField(
        label=_("Your message"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("At most 5,000 characters."),
        error_messages={"required": _("Write a message.")},
    )


class DeclineForm(PlainForm):
    """Why a proposed park is not wanted; it may stay open."""

    reason = LineField(
        label=_("Why it does not suit"),
        max_length=routing.LINE_LENGTH,
        required=False,
        help_text=_("The platform's desk reads it; the park does not."),
    )
