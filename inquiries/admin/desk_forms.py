"""The small forms of the desk's page, and what each does."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from inquiries import submission
from inquiries.admin.forms import Refused
from inquiries.enums import RoutingEnd
from inquiries.forms.fields import LineField, PickField, PicksField, TextField
from inquiries.models import Routing
from inquiries.workflow import routing as verbs

MOST_TICKED = 20


class DeskForm(forms.Form):
    use_required_attribute = False
    required_css_class = "required"

    def __init__(self, *args: Any, routing: Routing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.routing = routing


class EmptyForm(DeskForm):
    """A button."""


class ProposeForm(DeskForm):
    """`parks` are short names; the page shows the boxes beside the reasons for each park."""

    parks = PicksField(label=_("parks"), error_messages={"required": _("Choose at least one park.")})
    reason = LineField(
        label=_("why"),
        max_length=verbs.LINE_LENGTH,
        required=False,
        help_text=_("The enterprise reads it beside each park that you tick; the parks do not."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ticked = list(islice(self.data.getlist(self.add_prefix("parks")), MOST_TICKED)) if self.is_bound else []  # type: ignore[attr-defined]
        found = verbs.targets(self.routing).filter(slug__in=ticked) if ticked else ()
        cast(PickField, self.fields["parks"]).offer({park.slug: park for park in found}, [])


class WriteForm(DeskForm):
    """`key` makes a second click the same message."""

    body = TextField(
        label=_("message"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write a message.")},
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4().hex


class EndForm(DeskForm):
    end_reason = forms.ChoiceField(
        label=_("ended because"),
        choices=[("", "—"), *RoutingEnd.choices],
        error_messages={"required": _("Choose why.")},
        help_text=_("The enterprise reads it, unless it was no inquiry."),
    )
    end_note = TextField(
        label=_("note on the end"),
        max_length=verbs.NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The enterprise reads it too, in the language in which you write."),
    )


class WithdrawForm(DeskForm):
    offer = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31)


@dataclass(frozen=True)
class DeskVerb:
    """One thing to do with an inquiry at the desk."""

    form: type[DeskForm]
    run: Callable[[Routing, Any, User], Any]
    done: str | Promise


def _propose(routing: Routing, form: Any, user: User) -> None:
    data = form.cleaned_data
    verbs.propose(routing, parks=data["parks"], reason=data["reason"], actor=user)


def _withdraw(routing: Routing, form: Any, user: User) -> None:
    if not verbs.withdraw(routing, form.cleaned_data["offer"], actor=user):
        raise Refused(_("This proposal does not wait for an answer any more. Open the page again."))


def _write(routing: Routing, form: Any, user: User) -> None:
    verbs.write(routing, body=form.cleaned_data["body"], actor=user, key=form.cleaned_data["key"])


def _end(routing: Routing, form: Any, user: User) -> None:
    data = form.cleaned_data
    if not verbs.end(routing, reason=data["end_reason"], note=data["end_note"], actor=user):
        raise Refused(_("This inquiry has ended at the desk."))


def _release(routing: Routing, form: Any, user: User) -> None:
    if not submission.release(routing.inquiry, user):
        raise Refused(_("This inquiry is not in quarantine any more."))


VERBS: dict[str, DeskVerb] = {
    "propose": DeskVerb(ProposeForm, _propose, _("The enterprise was asked; no park knows before it agrees.")),
    "withdraw": DeskVerb(WithdrawForm, _withdraw, _("The proposal was taken back.")),
    "write": DeskVerb(
        WriteForm, _write, _("The message was stored; a mail to the enterprise goes out if it gave an address.")
    ),
    "end": DeskVerb(EndForm, _end, _("The desk has closed this inquiry.")),
    "release": DeskVerb(EmptyForm, _release, _("The inquiry was released; its mails go out now.")),
}
