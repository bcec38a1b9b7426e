"""Companies as staff ask for them: by what the inquiries say of them, or by how a name begins."""

from django.db.models import Q
from django.db.models.functions import Left

from accounts.models import User
from enterprises import likeness
from enterprises.models import Enterprise
from parks.indexing.tokens import operator_token
from parks.scoping import operators_of, permissions_of
from parks.search.staffed import CANDIDATES, asked, within

VIEW = "enterprises.view_enterprise"


def candidates(user: User, text: str) -> list[int]:
    """Numbers of companies, never more than `CANDIDATES` each way; three queries at most. The caller narrows them to
    what the person may see.

    `inquiries` sits above and owns the relation and the tokens behind it.
    """
    everywhere = user.is_superuser or VIEW in permissions_of(user.platform_role)
    operators = operators_of(user, VIEW)
    if not everywhere and not operators:
        return []
    tokens = () if everywhere else tuple(map(operator_token, operators))
    found: list[int] = []
    if wanted := asked(text):
        rows = Enterprise.objects.order_by().filter(inquiries__keys__tokens__match=within(wanted, tokens))
        found = list(rows.values_list("pk", flat=True)[:CANDIDATES])
    return [*found, *_begun(text)]


def _begun(text: str) -> list[int]:
    """By the index of the first letters; for names of four letters and more, a Chinese one read aloud."""
    key, number = likeness.key(text), likeness.registration_key(text, "")
    begins, known = Q(pk__in=[]), Enterprise.objects.order_by()
    if len(key) >= likeness.HEAD:
        head = key[: likeness.HEAD]
        for column in ("name_key_zh", "name_key_latin"):
            rows = known.alias(head=Left(column, likeness.HEAD)).filter(head=head)
            named = rows.filter(**{f"{column}__startswith": key}).values_list("pk", flat=True)
            begins |= Q(pk__in=list(named[:CANDIDATES]))
    if number:
        begins |= Q(registration_key=number)
    return list(known.filter(begins).values_list("pk", flat=True)[:CANDIDATES])
