"""A company's own profile: made, changed, and recognised in what an inquiry says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from common.text import normalise_code, normalise_line
from enterprises.enums import MemberRole
from enterprises.models import CompanyProfile, Enterprise, Member
from parks.models import Industry

# What profile and description share, in the order of the pages.
SHARED = (
    "name_zh_hans",
    "name_en",
    "country",
    "registration_number",
    "kind",
    "industry",
    "size_band",
    "website",
    "founded_year",
    "qualifications",
)


@dataclass(frozen=True)
class Answers:
    """The columns of `CompanyProfile`; at least one of the two names is filled."""

    country: str
    name_zh_hans: str = ""
    name_en: str = ""
    registration_number: str = ""
    kind: str = ""
    industry: Industry | None = None
    size_band: str = ""
    website: str = ""
    founded_year: int | None = None
    qualifications: Sequence[str] = ()


def found(user: User, answers: Answers, descriptions: Iterable[Enterprise] = ()) -> CompanyProfile:
    """Make the profile with this person as its owner, and bind those descriptions that say the same company.

    One transaction. Nobody checks that the company is who it says: staff see that it was not verified.
    """
    with transaction.atomic():
        profile = CompanyProfile.objects.create(**_columns(answers))
        Member.objects.create(company=profile, user=user, role=MemberRole.OWNER)
        audit.record(AuditAction.CREATED, profile, actor=user)
        for description in descriptions:
            bind(description, profile)
    return profile


def change(profile: CompanyProfile, user: User, answers: Answers) -> None:
    """Keep the new answers; the trail names the columns that changed. Of two changes at once the later stands."""
    with transaction.atomic():
        row = CompanyProfile.objects.select_for_update().get(pk=profile.pk)
        fresh = _columns(answers)
        changed = [name for name in SHARED if getattr(row, name) != fresh[name]]
        if not changed:
            return
        for name in changed:
            setattr(row, name, fresh[name])
        row.changed_at = timezone.now()
        row.save(update_fields=[*changed, "changed_at"])
        audit.record(AuditAction.CHANGED, row, actor=user, columns=changed)


def bind(description: Enterprise, profile: CompanyProfile) -> bool:
    """Let the inquiry of this description belong to the company, if both say the same company and it has none yet."""
    if description.profile_id is not None or not is_same(description, profile):
        return False
    bound = Enterprise.objects.filter(pk=description.pk, profile__isnull=True).update(profile=profile)
    return bool(bound)


def is_same(one: Enterprise, other: CompanyProfile) -> bool:
    """Whether both say the same company: the same registration number and country, or a name in common."""
    if str(one.country) != str(other.country):
        return False
    if one.registration_number and other.registration_number:
        return _number(one.registration_number) == _number(other.registration_number)
    return bool(_names(one) & _names(other))


def differences(description: Enterprise, profile: CompanyProfile) -> list[str]:
    """The columns in which the profile says something else by now; what it leaves empty says nothing."""
    return [name for name in SHARED if (now := getattr(profile, name)) and now != getattr(description, name)]


def _columns(answers: Answers) -> dict[str, object]:
    return {**vars(answers), "qualifications": list(answers.qualifications)}


def _names(thing: Enterprise | CompanyProfile) -> set[str]:
    return {normalise_line(name).casefold() for name in (thing.name_zh_hans, thing.name_en) if name}


def _number(value: str) -> str:
    return "".join(char for char in normalise_code(value).upper() if char.isalnum())
