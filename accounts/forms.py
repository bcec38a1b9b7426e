"""Signing in, by password or by a mailed code, and keeping people's accounts."""

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    BaseUserCreationForm,
    PasswordChangeForm,
    SetUnusablePasswordMixin,
    UserChangeForm,
)
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts import factors
from accounts.audit import record
from accounts.enums import AuditAction
from accounts.models import User
from common.addresses import is_address
from common.enums import Language
from common.forms import PlainForm
from common.network import client_address, network_of
from common.ratelimit import count, hit
from common.text import normalise_code, normalise_email, normalise_line

format_html_lazy = lazy(format_html, SafeString)

# Attempts in a quarter of an hour: for one account from one network, from one network for all accounts, and for one
# account from anywhere.
WINDOW_SECONDS = 15 * 60
PER_ACCOUNT = 10
PER_NETWORK = 60
EVERYWHERE = 50


class SignInForm(AdminAuthenticationForm):
    """E-mail and password. An unknown address, a wrong password and a closed account read the same.

    Every attempt counts, right or wrong, before the password is looked at; every outcome is in the audit trail.
    """

    error_messages = {
        "invalid_login": _("This e-mail address and password do not open the back office."),
        "too_many": _("Too many attempts. Please wait a quarter of an hour and try again."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("E-mail address")
        self.fields["username"].widget.attrs.update({"autocomplete": "username", "inputmode": "email"})

    def clean(self) -> dict[str, Any]:
        email = str(self.cleaned_data.get("username") or "").strip().lower()
        if not email or not self.cleaned_data.get("password"):
            return self.cleaned_data  # the fields say what is missing
        self.cleaned_data["username"] = email
        address = client_address(self.request) if self.request is not None else ""
        if self._too_many(address, email):
            raise ValidationError(self.error_messages["too_many"], code="too_many")
        try:
            data = super().clean()
        except ValidationError:
            record(AuditAction.SIGN_IN_FAILED, User.objects.filter(email=email).first(), address=address or None)
            raise
        record(AuditAction.SIGNED_IN, self.user_cache, actor=self.user_cache, address=address or None)
        return data

    @staticmethod
    def _too_many(address: str, email: str) -> bool:
        """The attempt that fills a limit of an address is in the trail, and its owner, if there is one, hears of it.

        What is refused here counts nowhere else: one network cannot shut an account for all the others.
        """
        network = network_of(address)
        is_flood = hit("sign-in-network", network, PER_NETWORK, WINDOW_SECONDS)
        here = count("sign-in", f"{network}|{email}", WINDOW_SECONDS) - PER_ACCOUNT
        refused = is_flood or here > 0
        anywhere = 0 if refused else count("sign-in-anywhere", email, WINDOW_SECONDS) - EVERYWHERE
        if 1 in (here, anywhere) and (user := User.objects.of_address(email)) is not None:
            factors.tell_lock(user, "password", address=address)
        return is_flood or here > 0 or anywhere > 0

    def confirm_login_allowed(self, user: User) -> None:
        if not (user.is_active and user.is_staff):
            raise self.get_invalid_login_error()

    def get_invalid_login_error(self) -> ValidationError:
        return ValidationError(self.error_messages["invalid_login"], code="invalid_login")


class OwnPasswordForm(PasswordChangeForm):
    """A new password of one's own. Whether the former one is right was judged before, once: `factors.check_password`
    also counts and locks."""

    required_css_class = "required"

    def __init__(self, *args: Any, state: factors.State | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state = state

    def clean_old_password(self) -> str:
        if self.state is not factors.State.RIGHT:
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return self.cleaned_data["old_password"]


class GivenPasswordForm(AdminPasswordChangeForm):
    """Django's form for setting somebody's password, whose warning exists in English only, in both languages."""

    usable_password_help_text = format_html_lazy(
        '{}<ul id="id_unusable_warning" class="messagelist"><li class="warning">{}</li></ul>',
        SetUnusablePasswordMixin.usable_password_help_text,
        _("If disabled, the current password for this user will be lost."),
    )


class UserForm(UserChangeForm):
    """An account as a platform administrator keeps it."""

    class Meta:
        model = User
        fields = ("email", "password", "name", "language", "platform_role", "is_active")

    def clean_email(self) -> str:
        return _free_address(self.cleaned_data["email"], self.instance)


class NewUserForm(BaseUserCreationForm):
    """A new account; the e-mail address is the login and is stored in lower case."""

    class Meta:
        model = User
        fields = ("email", "name", "language", "platform_role")

    def clean_email(self) -> str:
        return _free_address(self.cleaned_data["email"], self.instance)


class AddressForm(PlainForm):
    """Where a sign-in code shall go; the address in lower case, as accounts have it."""

    email = forms.CharField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={"required": _("Enter your e-mail address.")},
    )

    def clean_email(self) -> str:
        email = normalise_email(self.cleaned_data["email"][:1000]).lower()
        wrong = ValidationError(_("Enter an e-mail address such as name@example.com."), code="invalid")
        if len(email) > (User._meta.get_field("email").max_length or 0):
            raise wrong
        try:
            validate_email(email)
        except ValidationError as error:
            raise wrong from error
        return email


class CodeForm(PlainForm):
    """The code, however it was copied: `123 456` and full-width digits are understood."""

    code = forms.CharField(
        label=_("Code from the mail"),
        help_text=_("Six digits."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "autofocus": True}
        ),
        error_messages={"required": _("Enter the six digits from the mail.")},
    )

    def clean_code(self) -> str:
        return normalise_code(self.cleaned_data["code"][:100]).replace("-", "")


class FactorForm(PlainForm):
    """The second factor: six digits of the app, or a recovery code. A script may send a passkey's answer instead."""

    code = forms.CharField(
        label=_("Code"),
        required=False,
        help_text=_("Six digits from your authenticator app, or one of your recovery codes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false", "autofocus": True}),
    )
    passkey = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_code(self) -> str:
        return normalise_code(self.cleaned_data["code"][:100]).replace("-", "")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not data.get("code") and not data.get("passkey"):
            self.add_error("code", _("Enter a code."))
        return data


class AppForm(PlainForm):
    """The first code of an app that is being set up."""

    code = forms.CharField(
        label=_("Code from the app"),
        help_text=_("Six digits."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
        error_messages={"required": _("Enter the six digits that the app shows.")},
    )

    def clean_code(self) -> str:
        return normalise_code(self.cleaned_data["code"][:100]).replace("-", "")


class PasskeyForm(PlainForm):
    """The name of a new passkey; a script adds what the browser made."""

    name = forms.CharField(
        label=_("Name of the passkey"),
        max_length=60,
        help_text=_("So that you recognise it, for instance the device that keeps it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Give the passkey a name.")},
    )
    passkey = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_name(self) -> str:
        return normalise_line(self.cleaned_data["name"])


class PersonForm(PlainForm):
    """What a person of an enterprise says about themselves."""

    name = forms.CharField(
        label=_("Your name"),
        required=False,
        help_text=_("Colleagues of your company see it; it is filled in for you in inquiries."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("In which language shall we write to you?"),
        choices=[(Language.ZH_HANS, "中文"), (Language.EN, "English")],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a language."), "invalid_choice": _("Choose a language.")},
    )

    def clean_name(self) -> str:
        name = normalise_line(self.cleaned_data["name"][:1000])
        if len(name) > (User._meta.get_field("name").max_length or 0):
            raise ValidationError(_("Please shorten this to %(limit)d characters."), params={"limit": 120})
        return name


def _free_address(email: str, owner: User) -> str:
    email = email.lower()
    if User.objects.filter(is_address("email", email)).exclude(pk=owner.pk).exists():
        raise ValidationError(_("Somebody with this e-mail address exists already."), code="unique")
    return email
