"""Loads the whole demo. What exists is left as it is, so a second run changes nothing.

But for statuses that an earlier version had to invent: see `content.take_back_statuses`.
"""

import secrets
from dataclasses import dataclass

from parks import versions
from parks.imports import load_catalogue, load_sources, read_rows
from parks.indexing import rebuild
from portal.demo.articles import load_articles
from portal.demo.content import load_organisations, load_parks, take_back_statuses
from portal.demo.enterprise_accounts import load_enterprise_accounts
from portal.demo.events import load_events, load_stories
from portal.demo.inquiries import load_inquiries
from portal.demo.offers import load_demonstration
from portal.demo.opportunities import load_opportunities
from portal.demo.partnerships import load_partnerships
from portal.demo.people import DATA, Account, load_operators, load_staff
from portal.demo.policies import load_policies
from portal.demo.replies import load_replies


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
    with versions.in_bulk(rebuild):
        counts = {"catalogue entries": sum(load_catalogue().values())}
        counts["sources"] = load_sources(read_rows(DATA / "sources.yaml"))
        counts["operators"] = load_operators(read_rows(DATA / "operators.yaml"))
        accounts = load_staff(read_rows(DATA / "staff.yaml"), password)
        counts["accounts"] = len(accounts)
        counts["organisations"] = load_organisations(read_rows(DATA / "organisations.yaml"))
        parks = park_rows()
        counts["parks"] = load_parks([*parks, *invented_park_rows()])
        counts["spaces brought up to date"] = take_back_statuses(parks)
        counts["invented spaces, plots and rates"] = load_demonstration()
        counts["partnerships"] = load_partnerships(read_rows(DATA / "partnerships.yaml"))
        counts["policies"] = load_policies(read_rows(DATA / "policies.yaml"))
        counts["opportunities"] = load_opportunities(read_rows(DATA / "opportunities.yaml"))
        counts["articles"] = load_articles(read_rows(DATA / "articles.yaml"))
        counts["events"] = load_events(read_rows(DATA / "events.yaml"))
        counts["stories"] = load_stories(read_rows(DATA / "stories.yaml"))
        counts["reply templates"] = load_replies(read_rows(DATA / "replies.yaml"))
        counts["inquiries"] = load_inquiries(read_rows(DATA / "inquiries.yaml"))
        counts["accounts of enterprises"] = load_enterprise_accounts(read_rows(DATA / "enterprise_accounts.yaml"))
        if any(counts.values()):
            versions.touch_all()  # most rows came by bulk_create, which nobody hears
    return Loaded(counts, accounts, password if accounts else "")


def park_rows() -> list[dict]:
    """The records of all parks; a park's parent and host stand before it, in its own file."""
    return [row for path in sorted((DATA / "parks").glob("*.yaml")) for row in read_rows(path)]


def invented_park_rows() -> list[dict]:
    """The records of parks that do not exist, each marked as a demonstration."""
    return read_rows(DATA / "demonstration_park.yaml")
