"""Mails to people of enterprises that are about no inquiry: invitations, and news that they subscribed to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from common.languages import local_text
from common.measures import area_range
from enterprises.enums import AlertSubject
from enterprises.models import Invitation, Subscription
from notifications.enums import Audience
from notifications.outbox import Mail
from parks.models import Policy, Space

SHOWN = 20  # things named in one mail; more are counted


def colleague_invitation(invitation: Invitation) -> Mail:
    """To a colleague: who invites to which company, and the link that works with this address alone."""
    company, by = invitation.company, invitation.invited_by
    return Mail(
        event="colleague_invitation",
        to=invitation.email,
        language=invitation.language,
        audience=Audience.ENQUIRER,
        context={
            "company": local_text(company, "name", invitation.language).text,
            "by": by.get_full_name() if by else "",
            "invitation_url": _absolute("inquiries:invitation", invitation.language, str(invitation.uuid)),
            "until": f"{invitation.expires_at:%Y-%m-%d}",
        },
        about=f"company:{company.pk}",
        dedupe=f"colleague_invitation:{invitation.uuid}",
    )


def alert_confirm(subscription: Subscription, token: str) -> Mail:
    """To an address that somebody typed: nothing more comes unless its reader agrees."""
    return _about(
        "alert_confirm",
        subscription,
        f"{subscription.uuid}",
        subject=subscription.subject,
        confirm_url=_absolute("inquiries:alert_confirm", subscription.language, token),
    )


def news(subscription: Subscription, things: Sequence[Policy | Space], token: str, now: datetime) -> Mail:
    """What is new and fits; ended by one click."""
    language = subscription.language
    is_policies = subscription.subject == AlertSubject.POLICIES
    end_url = _absolute("inquiries:alert_end", language, token)
    return _about(
        "policy_alert" if is_policies else "space_alert",
        subscription,
        f"{subscription.pk}:{now.isoformat()}",
        unsubscribe_url=end_url,
        count=len(things),
        more=max(0, len(things) - SHOWN),
        items=[_item(thing, language) for thing in things[:SHOWN]],
        list_url=_absolute("parks:policies" if is_policies else "parks:spaces", language),
        account_url=_absolute("inquiries:alerts", language),
        end_url=end_url,
    )


def _about(event: str, row: Subscription, turn: str, *, unsubscribe_url: str = "", **words: Any) -> Mail:
    return Mail(
        event=event,
        to=row.email,
        language=row.language,
        audience=Audience.ENQUIRER,
        context=words,
        about=f"subscription:{row.pk}",
        dedupe=f"{event}:{turn}",
        unsubscribe_url=unsubscribe_url,
    )


def _item(thing: Policy | Space, language: str) -> dict[str, str]:
    with override(language):
        if isinstance(thing, Policy):
            place = local_text(thing.region, "name", language).text if thing.region else thing.country
            valid = f"{thing.valid_to:%Y-%m-%d}" if thing.valid_to else ""
            title = local_text(thing, "title", language).text
            return {"title": title, "place": place, "until": valid, "url": _page("parks:policy", thing.slug)}
        kind, name = local_text(thing.kind, "name", language).text, local_text(thing, "name", language).text
        return {
            "title": f"{name} · {kind}" if name and name != kind else kind,
            "place": local_text(thing.park, "name", language).text,
            "area": area_range(thing.area_min, thing.area_max),
            "url": _page("parks:space", thing.pk),
        }


def _absolute(page: str, language: str, *args: Any) -> str:
    with override(language):
        return _page(page, *args)


def _page(page: str, *args: Any) -> str:
    return settings.SITE_URL + reverse(page, args=args)
