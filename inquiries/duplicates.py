"""Who may be the same company under another inquiry, and why it looks so. A hint for people: nothing is merged.

Only rows that the reader may see are looked at, inquiries as well as companies: another operator's case leaves no
trace.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Left
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from enterprises import likeness
from enterprises.models import Enterprise
from inquiries.models import Case as InquiryCase
from inquiries.models import Inquiry

COMPARED = 200  # companies whose names are compared, the newest first
SHOWN = 10

SAME_NUMBER = _("same registration number")
SAME_EMAIL = _("same e-mail address")
SAME_PHONE = _("same phone number")
SAME_NAME = _("same name")
SIMILAR_NAME = _("similar name")
SAME_SOUND = _("the Chinese name reads like the other one")
# The surest first: in this order hints are sorted.
WEIGHTS: tuple[str | Promise, ...] = (SAME_NUMBER, SAME_EMAIL, SAME_PHONE, SAME_NAME, SAME_SOUND, SIMILAR_NAME)


@dataclass(frozen=True)
class Hint:
    """One company and why it may be the same."""

    company: Enterprise
    reasons: tuple[str | Promise, ...]


def hints(case: InquiryCase, user: User) -> list[Hint]:
    """The companies in this person's scope that look like the one of this case, the surest first. One query."""
    company = case.inquiry.enterprise
    found = []
    for other in _candidates(case.inquiry, user):
        reasons = tuple(_reasons(company, other))
        if reasons:
            found.append(Hint(other, reasons))
    return sorted(found, key=_weight)[:SHOWN]


def _candidates(inquiry: Inquiry, user: User) -> QuerySet[Enterprise]:
    company = inquiry.enterprise
    seen = Inquiry.objects.for_staff(user).filter(enterprise=OuterRef("pk"))
    same_email = Exists(seen.filter(contact_email__iexact=inquiry.contact_email)) if inquiry.contact_email else _no()
    same_phone = Exists(seen.filter(contact_phone=inquiry.contact_phone)) if inquiry.contact_phone else _no()
    rows = (
        Enterprise.objects.for_staff(user)
        .exclude(pk=company.pk)
        .alias(
            head_zh=Left("name_key_zh", likeness.HEAD),
            head_latin=Left("name_key_latin", likeness.HEAD),
        )
        .annotate(same_email=same_email, same_phone=same_phone)
    )
    wanted = Q(same_email=True) | Q(same_phone=True)
    if company.registration_key:
        wanted |= Q(registration_key=company.registration_key)
    heads = {key[: likeness.HEAD] for key in (company.name_key_zh, company.name_key_latin) if key}
    wanted |= Q(head_zh__in=heads) | Q(head_latin__in=heads)
    sure = Case(When(Q(same_email=True) | Q(same_phone=True), then=Value(0)), default=Value(1))
    return rows.filter(wanted).order_by(sure, "-created_at", "-pk")[:COMPARED]


def _no() -> Value:
    return Value(False, output_field=BooleanField())


def _reasons(company: Enterprise, other: Enterprise) -> Iterator[str | Promise]:
    if company.registration_key and company.registration_key == other.registration_key:
        yield SAME_NUMBER
    if other.same_email:  # type: ignore[attr-defined]
        yield SAME_EMAIL
    if other.same_phone:  # type: ignore[attr-defined]
        yield SAME_PHONE
    if name := _name_reason(company, other):
        yield name


def _name_reason(company: Enterprise, other: Enterprise) -> str | Promise:
    """Within one script, then across: a Chinese name read aloud against a Latin one."""
    straight = max(
        likeness.ratio(company.name_key_zh, other.name_key_zh),
        likeness.ratio(company.name_key_latin, other.name_key_latin),
    )
    if straight == 1:
        return SAME_NAME
    for chinese, latin in ((company, other), (other, company)):
        if likeness.ratio(chinese.name_key_zh, latin.name_key_latin) >= likeness.ALIKE:
            return SAME_SOUND
        if chinese.name_zh_hans and latin.name_en and likeness.begins_like(latin.name_en, chinese.name_zh_hans):
            return SAME_SOUND
    return SIMILAR_NAME if straight >= likeness.ALIKE else ""


def _weight(hint: Hint) -> tuple[int, int]:
    return min(WEIGHTS.index(reason) for reason in hint.reasons), -len(hint.reasons)
