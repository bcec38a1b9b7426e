"""Forms of the park pages: what the database would refuse is said here in a sentence, beside the field."""

import hashlib
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.enums import Language
from common.uploads import check_image
from parks import claims
from parks.admin.scoping import ScopedForm
from parks.models import InvitedSeat, Membership
from parks.models.photos import MIDDLE

# The mails that a seat brings with it, by the code of their template.
STAFF_MAILS = (
    ("inquiry_new", _("A new inquiry arrives")),
    ("inquiry_assigned", _("A case is given to this person")),
    ("enquirer_replied", _("An enterprise writes")),
    ("mail_held", _("A mail about a case is held back")),
    ("hold_requested", _("An enterprise asks to keep a space")),
    ("hold_expiring", _("A hold on a space ends soon, or has ended")),
    ("sla_risk", _("The promised time of a first answer runs out")),
    ("sla_breached", _("A promise of a first answer is broken")),
    ("no_activity", _("Nothing has happened on a case for long")),
    ("transferred_in", _("An inquiry is handed over to this operator")),
    ("transfer_answered", _("An enterprise decides about a transfer")),
    ("consent_withdrawn", _("An enterprise withdraws its consent")),
    ("review_needed", _("A colleague asks for an admission decision")),
    ("visit_requested", _("An enterprise asks for a visit")),
    ("service_request_new", _("A tenant asks for a service, or a request is given to this person")),
    ("service_request_replied", _("A tenant writes about a request, rates it or opens it again")),
    ("service_request_overdue", _("A request for a service is overdue")),
    ("check_in_answered", _("A tenant answers the questions some months after moving in")),
    ("pairing_idle", _("Nothing has been heard of a partnership for 180 days (managers)")),
    ("fact_stale", _("Weekly: figures that are older than a year (editors and managers)")),
    ("translation_stale", _("Weekly: texts that one language lacks (editors and managers)")),
)


class EitherLanguageForm(ScopedForm):
    """The two languages are equals: a required text may be given in either, and must be given in one."""

    either: tuple[str, ...] = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.either:
            for column in (f"{name}_zh_hans", f"{name}_en"):
                if column in self.fields:
                    self.fields[column].required = False

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name in self.either:
            columns = [column for column in (f"{name}_zh_hans", f"{name}_en") if column in self.fields]
            if columns and not any(data.get(column) or column in self.errors for column in columns):
                self.add_error(columns[0], _("Fill this in, in at least one of the two languages."))
        return data

    def _refuse(self, field: str, message: Any) -> None:
        """Say it at the field; a second complaint about the same field would only confuse."""
        if field in self.fields and field not in self.errors:
            self.add_error(field, message)


class PublishableForm(EitherLanguageForm):
    """A record with language versions: what publishing asked for stays while readers see it."""

    either = ("title",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None and "slug" in self.fields:
            self.fields["slug"].help_text = _("Links to the former short name lead to the new one.")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for language in Language:
            if self.instance.pk is not None and self.instance.is_public_in(language):
                self._keep_published(language, data)
        return data

    def _keep_published(self, language: Language, data: dict[str, Any]) -> None:
        for name in self.instance.REQUIRED_TEXTS:
            column = f"{name}_{language.suffix}"
            if column in data and self.initial.get(column) and not (data[column] or "").strip():
                self._refuse(column, _("This version is public. Withdraw it first, then empty this text."))


class ParkForm(PublishableForm):
    either = ("name",)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        host = data.get("host")
        if host is not None and host.pk == self.instance.pk:
            self._refuse("host", _("A park cannot be its own host."))
        if (data.get("office_opens") is None) != (data.get("office_closes") is None):
            self._refuse("office_opens", _("Enter both times, the opening before the closing."))
        return data


class PlaceForm(EitherLanguageForm):
    either = ("place",)


class TitleForm(EitherLanguageForm):
    either = ("title",)


class StatementForm(EitherLanguageForm):
    either = ("text",)


class FactForm(ScopedForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Shows 200 for the stored 200.0000."""
        super().__init__(*args, **kwargs)
        if self.initial.get("value") is not None:
            self.initial["value"] = f"{self.initial['value'].normalize():f}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("value") is None and not data.get("qualifier") and "value" not in self.errors:
            self.add_error("value", _("Enter a value, or say how the source put it (“dozens”)."))
        return data


class SpaceForm(ScopedForm):
    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        smallest, largest = data.get("area_min"), data.get("area_max")
        if smallest is not None and largest is not None and smallest > largest:
            self.add_error("area_max", _("The largest area is smaller than the smallest one."))
        if data.get("price") is not None:
            for field in ("price_currency", "price_period", "price_basis"):
                if field in self.fields and not data.get(field) and field not in self.errors:
                    self.add_error(field, _("A price needs its currency, period and basis."))
        building, park = data.get("building"), data.get("park") or getattr(self.instance, "park", None)
        if building is not None and park is not None and building.park_id != park.pk:
            self.add_error("building", _("This building belongs to another park."))
        if self.instance.pk is not None and data.get("status") not in (None, self.initial.get("status")):
            claim = claims.standing(self.instance)
            if claim:
                self.add_error("status", claim)
        return data


class PhotoForm(EitherLanguageForm):
    """A new picture is decoded and written anew, so that nothing but the picture is stored."""

    either = ("alt",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Shows 0.5 for the stored 0.500; left empty is the middle."""
        super().__init__(*args, **kwargs)
        for name in ("focus_x", "focus_y"):
            if name in self.fields:
                self.fields[name].required = False
                self.fields[name].widget.attrs.update({"step": "0.05", "min": "0", "max": "1", "data-focus": name[-1]})
                if self.initial.get(name) is not None:
                    self.initial[name] = f"{self.initial[name].normalize():f}"

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in ("focus_x", "focus_y"):
            if name in data and data[name] is None:
                data[name] = MIDDLE
        return data

    def clean_image(self) -> Any:
        upload = self.cleaned_data.get("image")
        if not isinstance(upload, UploadedFile):
            return upload
        picture: ContentFile = check_image(upload)
        picture.seek(0)
        self.instance.sha256 = hashlib.sha256(picture.read()).hexdigest()
        picture.seek(0)
        return picture


class InvitedSeatForm(ScopedForm):
    """Names the person by e-mail address, so that nobody's accounts are listed to anybody; an address without an
    account, one of an enterprise and one of another operator's staff read alike."""

    class Meta:
        model = InvitedSeat
        fields = ("operator", "email", "role")
        help_texts = {
            "email": _("A mail with a link goes there. The seat counts when it is accepted, within seven days."),
        }

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        user = User.objects.of_address(data.get("email") or "")
        if user is None:
            return data
        if not user.is_active:
            self.add_error("email", _("The account of this address is closed. Ask the platform to open it again."))
        elif Membership.objects.filter(user=user, operator=data.get("operator"), role=data.get("role")).exists():
            self.add_error("email", _("This person has this seat already."))
        return data


class SeatForm(ScopedForm):
    """Which of the mails to staff the holder of a seat gets; stored as the list of those switched off."""

    mails = forms.MultipleChoiceField(
        label=_("mails to this person"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=STAFF_MAILS,
    )

    class Meta:
        model = Membership
        fields = ("away_from", "away_to")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "mails" in self.fields:
            muted = self.instance.muted_events
            self.fields["mails"].initial = [code for code, _label in STAFF_MAILS if code not in muted]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "mails" in data:
            self.instance.muted_events = [code for code, _label in STAFF_MAILS if code not in data["mails"]]
        first, last = data.get("away_from"), data.get("away_to")
        if first and "away_to" not in self.errors and (last is None or last < first):
            self.add_error("away_to", _("An absence needs its last day, which is not before the first."))
        return data
