"""The one place where work on cases changes what the public reads about a space."""

from collections.abc import Iterable

from parks.enums import OPEN_SPACE_STATUSES, SpaceStatus
from parks.models import Space


def locked(pks: Iterable[int]) -> list[Space]:
    """These spaces as they are now, locked in order of id until the transaction ends, so nobody waits in a circle."""
    return list(
        Space.objects.select_for_update(of=("self",))
        .filter(pk__in=set(pks))
        .select_related("park", "kind")
        .order_by("pk")
    )


def set_status(space: Space, status: str) -> None:
    """Saved row by row: `parks.versions` listens, so pages, search and the finder show it at once."""
    if space.status != status:
        space.status = status
        space.save(update_fields=["status", "updated_at"])


def back_on_market(former: str) -> str:
    """What a space that was let goes back to: what it was, where it was open then; else it is known to be free now."""
    return former if former in OPEN_SPACE_STATUSES else SpaceStatus.AVAILABLE
