"""The enterprise and the desk decide at the same moment."""

import pytest
from django.db import connection

from inquiries.models import Case, RoutingMessage, RoutingOffer
from inquiries.workflow import routing as verbs
from notifications.models import OutgoingEmail
from tests.inquiries import builders
from tests.inquiries.workflow.test_races import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks: needs PostgreSQL"),
]


@pytest.fixture
def routing(park_a, park_b, lin, wei):
    return builders.make_routing(builders.make_desk())


def propose(routing, wei, *parks):
    return verbs.propose(routing, parks=parks, reason="", actor=wei)


def test_agreeing_ten_times_at_once_opens_each_case_once(routing, park_a, park_b, wei):
    propose(routing, wei, park_a, park_b)
    ticks = [value for one in verbs.asked(routing, "en") for value in one.values]
    outcomes = at_once(*[lambda: verbs.accept(routing, ticks=ticks, parks=("cbtc", "parkb"), language="en")] * 10)
    assert len([outcome for outcome in outcomes if isinstance(outcome, list)]) == 1, outcomes
    assert len([outcome for outcome in outcomes if isinstance(outcome, verbs.NotOffered)]) == 9
    assert Case.objects.count() == 2
    assert OutgoingEmail.objects.filter(event="inquiry_new").count() == 2


def test_agreed_or_taken_back_never_both(routing, park_a, wei):
    [offer] = propose(routing, wei, park_a)
    ticks = [value for one in verbs.asked(routing, "en") for value in one.values]
    at_once(
        lambda: verbs.accept(routing, ticks=ticks, parks=("cbtc", "parkb"), language="en"),
        lambda: verbs.withdraw(routing, offer.pk, actor=wei),
    )
    offer.refresh_from_db()
    assert (offer.state, Case.objects.count()) in [("accepted", 1), ("withdrawn", 0)]


def test_proposing_at_once_is_one_proposal(routing, park_a, wei):
    at_once(*[lambda: propose(routing, wei, park_a)] * 5)
    assert RoutingOffer.objects.count() == 1
    assert OutgoingEmail.objects.filter(event="routing_proposed").count() == 1


def test_the_same_message_at_once_is_one(routing):
    at_once(*[lambda: verbs.reply(routing, body="Hello", language="en", key="k")] * 5)
    assert RoutingMessage.objects.count() == 1
