"""The company in the park: from settling until it leaves. Listed in public only once it has agreed, elsewhere."""

import datetime

from enterprises.models import Tenancy
from inquiries.models import Case, Letting, Settlement
from inquiries.workflow import deadlines


def begin(case: Case) -> Tenancy:
    """Write the tenancy of a case that settles; the one that the company has in this park already stays as it is.

    The caller holds the case's lock. Of two that write the same tenancy at once the database lets one, and the other
    finds it.
    """
    settlement, _created = Settlement.objects.get_or_create(case=case)
    lettings = list(Letting.objects.live().filter(settlement=settlement)[:2])
    tenancy, is_new = Tenancy.objects.get_or_create(
        enterprise=case.inquiry.enterprise,
        park=case.park,
        until=None,
        defaults={
            "since": settlement.settled_on,
            "space_id": lettings[0].space_id if len(lettings) == 1 else None,
        },
    )
    if is_new:
        settlement.tenancy = tenancy
        settlement.save(update_fields=["tenancy", "updated_at"])
    return tenancy


def end(case: Case, on: datetime.date | None = None) -> None:
    """End the tenancy that settling this case wrote, today where the operator works unless another day is given."""
    tenancy = Tenancy.objects.filter(pk__in=Settlement.objects.filter(case=case).values("tenancy"), until=None).first()
    if tenancy is None:
        return
    on = on or deadlines.today(case.operator)
    tenancy.until = max(on, tenancy.since) if tenancy.since else on
    tenancy.save(update_fields=["until"])


def is_there(case: Case) -> bool:
    """Whether something of the contract is still in force: the tenancy, or a space that is let."""
    settlement = Settlement.objects.filter(case=case).select_related("tenancy").first()
    if settlement is None:
        return False
    tenancy = settlement.tenancy
    return (tenancy is not None and tenancy.until is None) or settlement.lettings.filter(ended_at__isnull=True).exists()
