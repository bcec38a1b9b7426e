"""Finding inquiries, cases and companies as staff ask for them: by reference, name in either script, phone, e-mail.

The index (`SearchKeys`) names candidates, within the operators of the reader already, and never more than
`CANDIDATES`; every row is then read through `for_staff` once more. No table is read from end to end.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from common.text import normalise_line
from inquiries.models import Case, Inquiry, SearchKeys
from parks.indexing.tokens import operator_token
from parks.scoping import operators_of, permissions_of
from parks.search.staffed import CANDIDATES, asked, within

FEW = 50  # candidates that are looked at first, where a dozen rows are shown
FIRST_YEAR = 2024  # no reference is older
_NUMBER = re.compile(r"0*[1-9]\d{0,8}")
_REFERENCE = re.compile(r"PB-?(\d{4})-?(\d{1,9})?", re.IGNORECASE)


@dataclass(frozen=True)
class Candidates:
    """Numbers of inquiries: those that the words name, newest first, and those whose reference was typed."""

    named: Sequence[int] = ()
    referred: Sequence[int] = ()
    is_more: bool = False

    def newest_first(self) -> Iterator["Candidates"]:
        """A few of the newest, where there are many more; then all."""
        if len(self.named) > 4 * FEW:
            yield Candidates(self.named[:FEW], self.referred)
        yield self

    def cases(self) -> Q:
        """A case whose consent is withdrawn is found by its reference alone."""
        named = Q(inquiry__in=self.named, consent_withdrawn_at__isnull=True)
        return named | Q(inquiry__in=self.referred)

    def inquiries(self) -> Q:
        return Q(pk__in={*self.named, *self.referred})


def candidates(user: User, text: str, permission: str = "inquiries.view_case") -> Candidates:
    """Two queries at most; nothing for who holds the permission nowhere."""
    everywhere = user.is_superuser or permission in permissions_of(user.platform_role)
    operators = operators_of(user, permission)
    if not everywhere and not operators:
        return Candidates()
    tokens = () if everywhere else tuple(map(operator_token, operators))
    named: list[int] = []
    if wanted := asked(text):
        keys = SearchKeys.objects.filter(tokens__match=within(wanted, tokens))
        # In no order: sorted here, so that no planner walks a million rows to find the newest few.
        named = list(keys.values_list("pk", flat=True)[: CANDIDATES + 1])
    is_more = len(named) > CANDIDATES
    return Candidates(sorted(named, reverse=True)[:CANDIDATES], _referred(text), is_more)


def _referred(text: str) -> list[int]:
    """Whose reference was typed, whole or its number alone; one query, for texts that can be one."""
    line = normalise_line(text).replace(" ", "").replace("—", "-").replace("–", "-")
    if _NUMBER.fullmatch(line):
        number, years = int(line), range(FIRST_YEAR, timezone.localdate().year + 2)
        found = Q(reference__in=[f"PB-{year}-{number:06d}" for year in years])
    elif match := _REFERENCE.fullmatch(line):
        found = Q(reference__startswith=f"PB-{match[1]}-{match[2] or ''}")
    else:
        return []
    return list(Inquiry.objects.filter(found).order_by("-reference").values_list("pk", flat=True)[:CANDIDATES])


def find_cases(user: User, found: Candidates, shown: int) -> list[Case]:
    """The newest cases in scope among the candidates: looked for among the newest of these first, since that is enough
    for almost everybody."""
    rows = Case.objects.for_staff(user).listed()
    cases: list[Case] = []
    for part in found.newest_first():
        cases = list(rows.filter(part.cases()).order_by("-inquiry_id", "-pk")[:shown])
        if len(cases) == shown:
            break
    return cases


def find_inquiries(user: User, found: Candidates, shown: int) -> list[Inquiry]:
    """The newest in scope that have no case: those of the platform's desk."""
    opened = Case.objects.order_by().filter(inquiry=OuterRef("pk"))
    rows = Inquiry.objects.for_staff(user).filter(~Exists(opened), found.inquiries())
    return list(rows.select_related("enterprise", "routing").order_by("-pk")[:shown])
