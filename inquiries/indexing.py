"""Writes what staff find inquiries by (`SearchKeys`): once when one comes in, again when who may see it changes.

What an enterprise sent is never edited, so the keys follow submission, new cases, withdrawal and erasure alone.
"""

from collections.abc import Iterable

import phonenumbers
from django.db.models import Q

from enterprises import likeness
from inquiries.models import Case, Inquiry, SearchKeys
from parks.indexing.tokens import LONGEST_WORD, operator_token, tokens

BATCH = 1000


def digits_of(text: str) -> str:
    """The digits of a number without the zeros in front: what `+32…`, `0032…` and `0…` have in common."""
    return "".join(char for char in text if char.isascii() and char.isdecimal()).lstrip("0")


def keys_of(inquiry: Inquiry, operators: Iterable[int]) -> str:
    """All tokens of one inquiry; none but its operators' once it is erased."""
    enterprise = inquiry.enterprise
    if inquiry.erased_at is not None:
        return cut((), operators=operators)
    texts = (
        enterprise.name_zh_hans,
        enterprise.name_en,
        enterprise.registration_number,
        inquiry.contact_name,
        inquiry.contact_latin_name,
        inquiry.contact_email,
        inquiry.contact_wechat,
    )
    number = enterprise.registration_number
    return cut(
        texts,
        aloud=likeness.key(enterprise.name_zh_hans),
        phone=inquiry.contact_phone,
        number=number,
        operators=operators,
    )


def cut(
    texts: Iterable[str], *, aloud: str = "", phone: str = "", number: str = "", operators: Iterable[int] = ()
) -> str:
    """Texts as they stand, the key of a Chinese name (as it is read aloud), a phone and a registration number, and the
    operators whose staff may see it."""
    words, _pieces = tokens(texts)
    registered = likeness.registration_key(number, "").lower() if number else ""
    numbers = {*_phone(phone), registered, digits_of(registered)}
    scope = [operator_token(operator) for operator in sorted(set(operators))]
    return " ".join(filter(None, [words, aloud[:LONGEST_WORD], *sorted(numbers), *scope]))


def _phone(number: str) -> list[str]:
    """With and without the code of its country."""
    if not number:
        return []
    try:
        national = str(phonenumbers.parse(number, None).national_number)
    except phonenumbers.NumberParseException:
        national = ""
    return [digits_of(number), national]


def enter(inquiries: Iterable[Inquiry]) -> None:
    """Write the keys of these inquiries as they are now, in the caller's transaction; two statements.

    Two writers of one inquiry hold its cases' locks or have just made it, so the later one sees the earlier's.
    """
    found = {inquiry.pk: inquiry for inquiry in inquiries}
    reached: dict[int, list[int]] = {pk: [] for pk in found}
    cases = Case.objects.filter(inquiry__in=found, consent_withdrawn_at__isnull=True)
    for inquiry, operator in cases.values_list("inquiry_id", "operator_id"):
        reached[inquiry].append(operator)
    SearchKeys.objects.bulk_create(
        [SearchKeys(inquiry_id=pk, tokens=keys_of(found[pk], operators)) for pk, operators in reached.items()],
        update_conflicts=True,
        unique_fields=["inquiry"],
        update_fields=["tokens"],
    )


def rebuild(*, only_missing: bool = False) -> int:
    """Make the keys of all inquiries again, or of those without any; returns how many. In batches, by number."""
    last, count = 0, 0
    wanted = Q(keys__isnull=True) if only_missing else Q()
    while batch := list(
        Inquiry.objects.filter(wanted, pk__gt=last).select_related("enterprise").order_by("pk")[:BATCH]
    ):
        enter(batch)
        last, count = batch[-1].pk, count + len(batch)
    return count
