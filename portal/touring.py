"""The first look around: a folded note on Today with some cards, until the person says that they know their way."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from portal import screens

AGAIN = "tour"  # in the address: the tour is opened again


@dataclass(frozen=True)
class Stop:
    title: str | Promise
    text: str | Promise
    url: str
    link: str | Promise


# Permission, page, and what the card says.
KNOWN = (
    (
        "inquiries.view_case",
        "admin:inquiries_case_changelist",
        _("Cases"),
        _("Each inquiry has a clock. The case page says what is missing for the next stage."),
        _("Open the cases"),
    ),
    (
        "parks.change_park",
        "admin:parks_park_changelist",
        _("Your park's page"),
        _("Both languages stand side by side. Each is published by itself, when nothing is missing."),
        _("Open the parks"),
    ),
    (
        "parks.change_park",
        "admin:parks_park_quality",
        _("What could be better"),
        _("Old figures, missing translations, broken links: each line leads to its field."),
        _("Open the quality report"),
    ),
    (
        "parks.change_membership",
        "admin:parks_membership_changelist",
        _("Your colleagues"),
        _("Give seats to those who answer inquiries, and take them back when they leave."),
        _("Open the seats"),
    ),
    (
        "accounts.view_auditentry",
        "admin:accounts_auditentry_changelist",
        _("The trail"),
        _("Who did what, and when. Nothing in it can be changed."),
        _("Open the trail"),
    ),
)


def stops(user: User) -> list[Stop]:
    """Only what this person can open."""
    found = [Stop(title, text, reverse(url), link) for right, url, title, text, link in KNOWN if user.has_perm(right)]
    last = Stop(
        _("The handbook"),
        _("Below each title stands what the screen is for; “More” leads to the chapter."),
        screens.address("start"),
        _("Open the handbook"),
    )
    return [*found, last]


def tour(request: HttpRequest, user: User) -> list[Stop]:
    """Empty once the person has closed it, unless they ask for it again."""
    return stops(user) if user.toured_at is None or is_asked_for(request) else []


def is_asked_for(request: HttpRequest) -> bool:
    """Then it stands open; otherwise it must not stand in the way of the first task."""
    return AGAIN in request.GET


def close(user: User) -> None:
    """Once per person; the second time changes nothing."""
    User.objects.filter(pk=user.pk, toured_at=None).update(toured_at=timezone.now())
