"""Where the link to an unfinished inquiry goes."""

from django import forms
from django.utils.translation import gettext_lazy

from inquiries.forms.conversation import PlainForm
from inquiries.forms.fields import EmailField


class LinkForm(PlainForm):
    """Stands inside the form of a step, so its fields have names of their own."""

    link_email = EmailField(
        label=gettext_lazy("E-mail address for the link"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Enter the e-mail address that shall get the link."),
            "invalid": gettext_lazy("Enter an e-mail address such as name@example.com."),
        },
    )
    link_remind = forms.BooleanField(required=False)
