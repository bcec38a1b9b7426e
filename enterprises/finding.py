"""Companies as staff ask for them: by what the inquiries say of them, or by how a name begins."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Left

from accounts.models import User
from enterprises import likeness
from enterprises.models import Enterprise
from parks.indexing.tokens import operator_token
from parks.scoping import operators_of, permissions_of
from parks.search.staffed import CANDIDATES, asked, within

VIEW = "enterprises.view_enterprise"


@dataclass(frozen=True)
class FoundCompanies:
    """Numbers of companies, in no order, some of them twice; `is_more` where there are others besides."""

    numbers: Sequence[int] = ()
    is_more: bool = False


def candidates(user: User, text: str) -> FoundCompanies:
    """Never more than `CANDIDATES` each way; four queries at most. The caller narrows them to what the person may see.

    How many names begin so is no business of a seat, which finds its own companies by their inquiries.

    `inquiries` sits above and owns the relation and the tokens behind it.
    """
    everywhere = user.is_superuser or VIEW in permissions_of(user.platform_role)
    operators = operators_of(user, VIEW)
    if not everywhere and not operators:
        return FoundCompanies()
    tokens = () if everywhere else tuple(map(operator_token, operators))
    found: list[int] = []
    if wanted := asked(text):
        rows = Enterprise.objects.order_by().filter(inquiries__keys__tokens__match=within(wanted, tokens))
        found = list(rows.values_list("pk", flat=True)[: CANDIDATES + 1])
    begun = _begun(text)
    is_more = len(found) > CANDIDATES or (everywhere and len(begun) > CANDIDATES)
    return FoundCompanies((*found[:CANDIDATES], *begun[:CANDIDATES]), is_more)


def _begun(text: str) -> list[int]:
    """By the index of the first letters; for names of four letters and more, a Chinese one read aloud. One more than
    `CANDIDATES` at most."""
    key, number = likeness.key(text), likeness.registration_key(text, "")
    begins, known = Q(pk__in=[]), Enterprise.objects.order_by()
    if len(key) >= likeness.HEAD:
        head = key[: likeness.HEAD]
        for column in ("name_key_zh", "name_key_latin"):
            rows = known.alias(head=Left(column, likeness.HEAD)).filter(head=head)
            named = rows.filter(**{f"{column}__startswith": key}).values_list("pk", flat=True)
            begins |= Q(pk__in=list(named[: CANDIDATES + 1]))
    if number:
        begins |= Q(registration_key=number)
    return list(known.filter(begins).values_list("pk", flat=True)[: CANDIDATES + 1])
