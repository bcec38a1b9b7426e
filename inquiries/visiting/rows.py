"""What the verbs share: which rows they lock, in which order, and what can be agreed."""

import datetime
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.text import normalise_line
from inquiries import access
from inquiries.enums import VisitMode
from inquiries.models import Case, Slot, Visit
from inquiries.models.visits import LONGEST, SHORTEST

FURTHEST = datetime.timedelta(days=730)  # nobody plans a visit later than that
PAST = _("This time is over.")
TOO_FAR = _("Choose a time within the next two years.")
CHANGED_MEANWHILE = _("Somebody changed this visit meanwhile, so nothing was done. Look at it again.")


@dataclass(frozen=True)
class Terms:
    """What is agreed about one visit."""

    mode: str
    starts_at: datetime.datetime
    minutes: int = 60
    place: str = ""
    online_url: str = ""
    language: str = ""
    interpreter: bool | None = None


def lock_case(pk: int, actor: User | None) -> Case:
    """For the enterprise itself there is no `actor`."""
    return access.worked_case(pk, actor) if actor else Case.objects.locked(pk)


def locked(visit: Visit, actor: User | None, terms: Terms | None = None) -> tuple[Case, Visit]:
    """The case and the visit as they are now; between them the slots that may change hands."""
    row = lock_case(visit.case_id, actor)
    lock_slots(row, visit, terms)
    current = Visit.objects.locked(visit.pk)
    current.case = row
    return row, current


def lock_slots(row: Case, visit: Visit, terms: Terms | None) -> None:
    """The slot that the visit has, and the one at the time that is agreed now."""
    wanted = Q(visit=visit.pk) if visit.pk else Q(pk__in=())
    if terms is not None:
        wanted |= Q(park=row.park_id, mode=terms.mode, starts_at=terms.starts_at)
    list(Slot.objects.select_for_update(of=("self",)).filter(wanted).order_by("pk"))


def settle_slots(row: Case, visit: Visit) -> None:
    """A slot at another time is free again; one at this time is taken, and offered to nobody else."""
    here = Slot.objects.filter(park=row.park_id, mode=visit.mode, starts_at=visit.starts_at)
    now = timezone.now()
    Slot.objects.filter(visit=visit).exclude(pk__in=here.values("pk")).update(visit=None, updated_at=now)
    here.filter(visit__isnull=True).update(visit=visit, updated_at=now)


def checked(terms: Terms) -> Terms:
    """Clean words, or a ValidationError by field."""
    place, url, language = map(normalise_line, (terms.place, terms.online_url, terms.language))
    errors: dict[str, object] = {}
    if terms.mode not in VisitMode.values:
        errors["mode"] = _("Choose on site or online.")
    if not SHORTEST <= terms.minutes <= LONGEST:
        errors["minutes"] = _("A visit takes from 15 minutes to two days.")
    if terms.starts_at > timezone.now() + FURTHEST:
        errors["starts_at"] = TOO_FAR
    if not place and not url:
        errors["online_url" if terms.mode == VisitMode.ONLINE else "place"] = _(
            "Say where: a place, or the address of the online meeting."
        )
    try:
        URLValidator(schemes=["http", "https"])(url or "https://example.org")
    except ValidationError as error:
        errors["online_url"] = error
    if errors:
        raise ValidationError(errors)
    return replace(terms, place=place, online_url=url, language=language)


def says(visit: Visit, terms: Terms) -> bool:
    """Whether the visit is agreed on these terms already."""
    return all(getattr(visit, name) == value for name, value in vars(terms).items())


def write(visit: Visit, terms: Terms) -> None:
    for name, value in vars(terms).items():
        setattr(visit, name, value)
