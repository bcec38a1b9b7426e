"""Who may be the same company under another inquiry, and why it looks so. A hint for people: nothing is merged.

Only rows that the reader may see are looked at, inquiries as well as companies: another operator's case leaves no
trace.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
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
    """The companies in this person's scope that look like the one of this case, the surest first. Three queries at
    most, each of them answered from an index."""
    company = case.inquiry.enterprise
    found = []
    for other in _candidates(case.inquiry, user):
        reasons = tuple(_reasons(company, other))
        if reasons:
            found.append(Hint(other, reasons))
    return sorted(found, key=_weight)[:SHOWN]


def _candidates(inquiry: Inquiry, user: User) -> list[Enterprise]:
    """First those that share an address or a number, then the newest whose name begins alike."""
    company = inquiry.enterprise
    others = Enterprise.objects.for_staff(user).exclude(pk=company.pk).order_by("-created_at", "-pk")
    same_email, same_phone = _same_contact(inquiry, user)
    sure = Q(pk__in={*same_email, *same_phone})
    if company.registration_key:
        sure |= Q(registration_key=company.registration_key)
    heads = {key[: likeness.HEAD] for key in (company.name_key_zh, company.name_key_latin) if key}
    alike = others.alias(
        head_zh=Left("name_key_zh", likeness.HEAD), head_latin=Left("name_key_latin", likeness.HEAD)
    ).filter(Q(head_zh__in=heads) | Q(head_latin__in=heads))
    found = {other.pk: other for other in others.filter(sure)[:COMPARED]}
    for other in alike[:COMPARED]:
        found.setdefault(other.pk, other)
    for other in found.values():
        other.same_email, other.same_phone = other.pk in same_email, other.pk in same_phone  # type: ignore[attr-defined]
    return list(found.values())[:COMPARED]


def _same_contact(inquiry: Inquiry, user: User) -> tuple[set[int], set[int]]:
    """The companies of inquiries in scope with the same e-mail address, and with the same phone number."""
    email, phone = inquiry.contact_email, inquiry.contact_phone
    wanted = Q(pk__in=[])
    if email:
        wanted |= Q(contact_email__iexact=email)
    if phone:
        wanted |= Q(contact_phone=phone)
    seen = Inquiry.objects.for_staff(user).filter(wanted).exclude(enterprise=inquiry.enterprise_id)
    newest = seen.order_by("-submitted_at", "-pk").values_list("enterprise", "contact_email", "contact_phone")
    rows = list(newest[:COMPARED])
    by_email = {pk for pk, address, _number in rows if email and address.lower() == email.lower()}
    return by_email, {pk for pk, _address, number in rows if phone and number == phone}


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
