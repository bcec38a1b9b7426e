"""Which services a tenant can ask for: those of its park and of the parks below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from inquiries.enums import Stage
from inquiries.models import Case, Settlement
from parks.enums import ServiceTier
from parks.models import Park, ParkService, Service


@dataclass(frozen=True)
class Offer:
    """One service at one park. `park_service` says who provides it, where the park has said so."""

    park: Park
    service: Service
    park_service: ParkService | None = None

    @property
    def code(self) -> str:
        """What a form posts for it."""
        return f"{self.park.slug}:{self.service.code}"


def is_open_for(case: Case) -> bool:
    """From moving in until the company has left."""
    if case.stage != Stage.SETTLED:
        return False
    return not Settlement.objects.filter(case=case, tenancy__until__isnull=False).exists()


def offers(case: Case) -> list[Offer]:
    """In the order of the tiers: what the park offers, then what only a park below it does, of the same operator.

    Where none of them has named a service, the whole catalogue can be asked for.
    """
    rows = (
        ParkService.objects.filter(
            Q(park=case.park_id) | Q(park__parent=case.park_id) | Q(park__parent__parent=case.park_id),
            park__operator=case.operator_id,
            service__retired=False,
        )
        .select_related("park", "service", "provider")
        .order_by("service__order", "service__code", "pk")
    )
    found: dict[tuple[int, int], Offer] = {
        (row.park_id, row.service_id): Offer(row.park, row.service, row) for row in rows
    }
    own = {service for park, service in found if park == case.park_id}
    named = [offer for (park, service), offer in found.items() if park == case.park_id or service not in own]
    if not named:
        named = [Offer(case.park, service) for service in Service.objects.current().order_by("order", "code")]
    return sorted(named, key=lambda offer: ServiceTier.values.index(offer.service.tier))


def by_tier(found: Sequence[Offer]) -> list[tuple[str, list[Offer]]]:
    """The offers under the labels of their tiers; `found` is in their order."""
    tiers: dict[str, list[Offer]] = {}
    for offer in found:
        tiers.setdefault(str(ServiceTier(offer.service.tier).label), []).append(offer)
    return list(tiers.items())
