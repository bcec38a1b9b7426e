"""Loads the whole demo. What exists is left as it is, so a second run changes nothing."""

import secrets
from dataclasses import dataclass

from django.db import transaction

from parks.imports import load_catalogue, load_sources, read_rows
from portal.demo.content import load_organisations, load_parks
from portal.demo.inquiries import load_inquiries
from portal.demo.people import DATA, Account, load_operators, load_staff


@dataclass(frozen=True)
class Loaded:
    """What a run created. `password` opens every account in `accounts`; it is nowhere stored in the clear."""

    counts: dict[str, int]
    accounts: list[Account]
    password: str


def load(*, staff_password: str = "") -> Loaded:
    """Create whatever the demo holds and the database lacks; one transaction, so a broken run leaves nothing behind.

    Without a `staff_password` new accounts get a random one. Accounts that exist keep theirs.
    """
    password = staff_password or secrets.token_urlsafe(12)
    with transaction.atomic():
        counts = {"catalogue entries": sum(load_catalogue().values())}
        counts["sources"] = load_sources(read_rows(DATA / "sources.yaml"))
        counts["operators"] = load_operators(read_rows(DATA / "operators.yaml"))
        accounts = load_staff(read_rows(DATA / "staff.yaml"), password)
        counts["accounts"] = len(accounts)
        counts["organisations"] = load_organisations(read_rows(DATA / "organisations.yaml"))
        counts["parks"] = load_parks(park_rows())
        counts["inquiries"] = load_inquiries(read_rows(DATA / "inquiries.yaml"))
    return Loaded(counts, accounts, password if accounts else "")


def park_rows() -> list[dict]:
    """The records of all parks; a park's parent and host stand before it, in its own file."""
    return [row for path in sorted((DATA / "parks").glob("*.yaml")) for row in read_rows(path)]
