"""The number of a search entry: where it stands among all, the same on every database for the same content.

First by kind, then by the record's own weight, then in an order that looks random and hangs on nothing but the
record's address: 5, 8 and 48 bits. Whoever walks the index in this order may stop when there is enough.
"""

from hashlib import blake2b

from parks.indexing.kinds import KINDS, Kind

WEIGHTIEST = 255
WEIGHT_BITS, ADDRESS_BITS = 8, 48
KIND_BITS = WEIGHT_BITS + ADDRESS_BITS


def place_of(kind: Kind, slug: str, weight: int) -> int:
    address = int.from_bytes(blake2b(f"{kind.code}/{slug}".encode(), digest_size=ADDRESS_BITS // 8).digest(), "big")
    return (kind.rank << KIND_BITS) + ((WEIGHTIEST - weight) << ADDRESS_BITS) + address


def places(kind: Kind) -> tuple[int, int]:
    """The first and the last place of a kind's entries."""
    return kind.rank << KIND_BITS, ((kind.rank + 1) << KIND_BITS) - 1


def kind_at(place: int) -> Kind | None:
    """The kind whose entry stands here."""
    rank = place >> KIND_BITS
    return next((kind for kind in KINDS.values() if kind.rank == rank), None)
