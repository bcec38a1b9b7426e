"""How one point of the house stands."""

import datetime
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class State(models.TextChoices):
    GOOD = "good", _("Good")
    LOOK = "look", _("Look at it")
    ACT = "act", _("Act now")


@dataclass(frozen=True)
class Point:
    """`says` is what is the case, `todo` what somebody should do, `url` where; in the language active when it was made.

    `waits`: of no hurry, so that no daily mail is written for its sake alone.
    """

    code: str
    label: str
    state: State
    says: str
    todo: str = ""
    url: str = ""
    waits: bool = False


def state(look: bool, act: bool = False) -> State:
    return State.ACT if act else State.LOOK if look else State.GOOD


def ago(length: datetime.timedelta) -> str:
    """`3 minutes`, `5 hours`, `4 days`: the largest unit of which there are two."""
    minutes = max(0, int(length.total_seconds() // 60))
    if minutes < 120:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    if minutes < 2 * 24 * 60:
        return ngettext("%(count)d hour", "%(count)d hours", minutes // 60) % {"count": minutes // 60}
    return ngettext("%(count)d day", "%(count)d days", minutes // 1440) % {"count": minutes // 1440}
