"""The two short forms: “call me back” and “send me the brochure”."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from common.enums import Language
from common.languages import current_language
from inquiries.enums import CallWindow, CallZone, InquiryKind
from inquiries.forms.fields import WordField
from inquiries.forms.inquiry import InquiryForm
from inquiries.forms.steps import BY_KIND
from inquiries.submission import Call, Submission

# Offered first; most who read a language live by these clocks.
USUAL_ZONES = {Language.ZH_HANS.value: CallZone.SHANGHAI, Language.EN.value: CallZone.BRUSSELS}
POSTED = {"add_park", "consent", "contact_language"}


class MinimalForm(InquiryForm):
    """Judges like the whole form, but asks and takes no more than its kind needs.

    The country is asked although nothing is sent there: without it nobody could say whether the data go abroad.
    """

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        if data is not None:
            asked = {*BY_KIND[self.variant], *POSTED}
            taken = QueryDict(mutable=True)
            for name in asked & data.keys():
                taken.setlist(name, data.getlist(name))
            taken.setdefault("contact_language", current_language())
            data = taken
        super().__init__(data, **kwargs)
        for name in ("mode", "company_name"):
            self.fields[name].required = False
        self.fields["country"].label = gettext_lazy("Country or region")
        self.fields["company_name"].help_text = ""
        self.narrow()


class CallbackForm(MinimalForm):
    variant = InquiryKind.CALLBACK

    call_window = WordField(
        label=gettext_lazy("When does a call suit you?"),
        choices=CallWindow.choices,
        widget=forms.RadioSelect,
        initial=CallWindow.ANY,
        required=True,
        error_messages={"required": gettext_lazy("Choose when a call suits you.")},
    )
    call_zone = WordField(
        label=gettext_lazy("On which clocks?"),
        choices=CallZone.choices,
        required=True,
        help_text=gettext_lazy("The time zone in which you are."),
        error_messages={"required": gettext_lazy("Choose the time zone.")},
    )

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.initial.setdefault("call_zone", USUAL_ZONES[current_language()])
        phone = self.fields["contact_phone"]
        phone.required = True
        phone.error_messages["required"] = gettext_lazy("Enter the phone number to call.")

    def submission(self, key: str, suspicions: tuple[str, ...] = (), **provenance: Any) -> Submission:
        call = Call(self.cleaned_data["call_window"], self.cleaned_data["call_zone"])
        return super().submission(key, suspicions, call=call, **provenance)


class BrochureForm(MinimalForm):
    variant = InquiryKind.BROCHURE

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        email = self.fields["contact_email"]
        email.required = True
        email.help_text = ""
        email.error_messages["required"] = gettext_lazy("Enter the e-mail address for the brochure.")


FORMS: dict[str, type[MinimalForm]] = {InquiryKind.CALLBACK: CallbackForm, InquiryKind.BROCHURE: BrochureForm}
