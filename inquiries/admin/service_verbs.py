"""What can be done with a service request: one table, one door each. Which of them is open depends on its status."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from inquiries import access, servicing
from inquiries.enums import LIVE_SERVICE, ServiceStatus
from inquiries.forms.conversation import MessageForm
from inquiries.forms.fields import TextField
from inquiries.forms.uploads import Basket
from inquiries.models import ServiceRequest
from inquiries.servicing import states


class RequestForm(forms.Form):
    """`row` is as it was read for this page; `user` is who writes. `key` makes a second click the same entry."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    use_required_attribute = False
    required_css_class = "required"

    def __init__(self, *args: Any, row: ServiceRequest, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.user = row, user
        self.fields["key"].initial = uuid.uuid4().hex


class OwnerForm(RequestForm):
    owner = forms.ModelChoiceField(label=_("in charge"), queryset=User.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = access.officers(self.row.case.operator).order_by("name", "email")
        field = self.fields["owner"]
        field.queryset = people  # type: ignore[attr-defined]
        own = self.user.pk if people.filter(pk=self.user.pk).exists() else None
        field.initial = self.row.owner_id or own


def _words(label: Any, help_text: Any, missing: Any) -> TextField:
    return TextField(
        label=label,
        max_length=2000,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": missing},
    )


class QuestionForm(RequestForm):
    question = _words(
        _("question to the tenant"),
        _("Sent as a mail; the due date stands still until the answer."),
        _("Write the question."),
    )


class SolveForm(RequestForm):
    words = _words(_("what was done"), _("The tenant reads it."), _("Say what was done."))


class RejectForm(RequestForm):
    reason = _words(_("why it cannot be done"), _("The tenant reads it."), _("Say why."))


class NoteForm(RequestForm):
    body = _words(_("internal note"), _("Only staff of this operator see it."), _("Write the note."))


class WriteForm(MessageForm):
    """A message to the tenant, with files."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, row: ServiceRequest, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.user = row, user
        self.fields["key"].initial = uuid.uuid4().hex
        self.fields["body"].label = _("Message to the tenant")


@dataclass(frozen=True)
class Verb:
    """`statuses` are those of a request that it is open to."""

    name: str
    form: type[forms.Form]
    run: Callable[[ServiceRequest, Any, User], Any]
    done: str | Promise
    statuses: tuple[ServiceStatus, ...]


def _write(row: ServiceRequest, form: WriteForm, user: User) -> None:
    files = form.basket.files if form.basket else []
    servicing.message(row, actor=user, body=form.cleaned_data["body"], files=files, key=form.cleaned_data["key"])


def _before(to: ServiceStatus) -> tuple[ServiceStatus, ...]:
    return tuple(status for status in LIVE_SERVICE if states.may_follow(status, to))


_TABLE = (
    Verb(
        "accept",
        OwnerForm,
        lambda row, form, user: servicing.accept(row, owner=form.cleaned_data["owner"], actor=user),
        _("The request is accepted; the tenant was told who looks after it."),
        _before(ServiceStatus.ACCEPTED),
    ),
    Verb(
        "start",
        RequestForm,
        lambda row, form, user: servicing.start(row, actor=user),
        _("The request is in progress."),
        (ServiceStatus.ACCEPTED,),
    ),
    Verb(
        "resume",
        RequestForm,
        lambda row, form, user: servicing.resume(row, actor=user),
        _("The clock runs again."),
        (ServiceStatus.WAITING,),
    ),
    Verb(
        "solve",
        SolveForm,
        lambda row, form, user: servicing.solve(
            row, actor=user, words=form.cleaned_data["words"], key=form.cleaned_data["key"]
        ),
        _("The request is solved; the tenant was asked to rate it."),
        _before(ServiceStatus.SOLVED),
    ),
    Verb(
        "ask",
        QuestionForm,
        lambda row, form, user: servicing.wait(
            row, actor=user, question=form.cleaned_data["question"], key=form.cleaned_data["key"]
        ),
        _("The question was sent; the due date stands still until the answer."),
        _before(ServiceStatus.WAITING),
    ),
    Verb("write", WriteForm, _write, _("The message was sent to the tenant."), tuple(ServiceStatus)),
    Verb(
        "note",
        NoteForm,
        lambda row, form, user: servicing.note(
            row, actor=user, body=form.cleaned_data["body"], key=form.cleaned_data["key"]
        ),
        _("The note was kept."),
        tuple(ServiceStatus),
    ),
    Verb(
        "assign",
        OwnerForm,
        lambda row, form, user: servicing.assign(row, owner=form.cleaned_data["owner"], actor=user),
        _("The request was handed over."),
        LIVE_SERVICE[1:],
    ),
    Verb(
        "reject",
        RejectForm,
        lambda row, form, user: servicing.reject(
            row, actor=user, reason=form.cleaned_data["reason"], key=form.cleaned_data["key"]
        ),
        _("The tenant was told that this cannot be done, and why."),
        _before(ServiceStatus.REJECTED),
    ),
)
VERBS: dict[str, Verb] = {verb.name: verb for verb in _TABLE}


def open_to(row: ServiceRequest) -> list[str]:
    """The verbs that a request is open to in its status."""
    return [name for name, verb in VERBS.items() if row.status in verb.statuses]


def build(verb: Verb, row: ServiceRequest, request: HttpRequest, **kwargs: Any) -> Any:
    """An unbound form, or one bound to this request's POST when `data` is given."""
    if verb.name == "write" and "data" in kwargs:
        key = kwargs["data"].get("write-key", "")
        kwargs["basket"] = Basket(request.POST, request.FILES.getlist("write-files"), key)
    return verb.form(row=row, user=request.user, prefix=verb.name, **kwargs)  # type: ignore[call-arg]
