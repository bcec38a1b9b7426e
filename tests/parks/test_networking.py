import datetime

import pytest
from django.utils import timezone

from parks.models import Organisation, Partnership
from parks.models.partnerships import IDLE_AFTER
from parks.networking import (
    ACTIVE,
    ENDED,
    IDLE,
    UNDATED,
    PartnershipFilter,
    for_list,
    offices_and_alliances,
    standing,
    with_last,
)
from tests import cast


def make(slug, *parks, organisations=(), happened=(), **fields):
    fields = {"kind": "strategic", "title_en": slug, "state_en": "published", **fields}
    found = Partnership.objects.create(slug=slug, **fields)
    for order, park in enumerate(parks):
        found.parties.create(park=park, order=order)
    for order, one in enumerate(organisations, len(parks)):
        found.parties.create(organisation=one, order=order)
    for when in happened:
        found.activities.create(happened=when, text_en="Something")
    return found


def ago(days):
    return (timezone.localdate() - datetime.timedelta(days=days)).isoformat()


def found(**query):
    return sorted(PartnershipFilter(query, Partnership.objects.public()).qs.values_list("slug", flat=True))


def state_of(slug):
    return standing(with_last(Partnership.objects.all()).get(slug=slug)).state


@pytest.mark.parametrize(
    ("signed", "happened", "state"),
    [
        ("", [], UNDATED),
        (ago(0), [], ACTIVE),
        (ago(180), [], ACTIVE),
        (ago(181), [], IDLE),
        (ago(400), [ago(10)], ACTIVE),
        (ago(10), [ago(400)], ACTIVE),
        (ago(400), [ago(200), ago(300)], IDLE),
        ("", [ago(3)], ACTIVE),
        ("2014", [], IDLE),
        (ago(0)[:4], [], ACTIVE),  # this year: it may have been this morning
        (ago(0)[:7], [], ACTIVE),
        (ago(215)[:7], [], IDLE),  # a month that ended more than 180 days ago
    ],
)
def test_the_page_and_the_filter_agree_on_the_state(db, signed, happened, state):
    make("tie", signed=signed, happened=happened)
    assert state_of("tie") == state
    for other in (ACTIVE, IDLE, ENDED, UNDATED):
        assert found(state=other) == (["tie"] if other == state else [])


def test_the_limit_is_180_days():
    assert IDLE_AFTER.days == 180


def test_what_has_ended_is_neither_active_nor_idle(db):
    make("over", signed=ago(5), ended_on=timezone.localdate())
    make("ending", signed=ago(5), ended_on=timezone.localdate() + datetime.timedelta(days=1))
    assert (found(state=ENDED), found(state=ACTIVE)) == (["over"], ["ending"])
    assert (state_of("over"), state_of("ending")) == (ENDED, ACTIVE)


def test_sides_kinds_and_countries(park_a, park_b):
    bank = Organisation.objects.create(slug="bank", name_en="Bank", kind="bank", country="BR")
    make("one", park_a, park_b, kind="hand_in_hand")
    make("two", park_a, organisations=[bank])
    assert found() == ["one", "two"]
    assert found(kind="hand_in_hand") == ["one"]
    assert found(park="parkb") == ["one"] and found(park="cbtc") == ["one", "two"]
    assert found(organisation="bank") == ["two"] == found(country="BR")
    assert found(country="CN") == ["one"] and found(country="BE") == ["one", "two"]


def test_a_park_that_is_not_public_narrows_nothing_and_is_offered_to_nobody(park_a, park_b):
    make("one", park_a, park_b)
    park_b.state_en = park_b.state_zh_hans = "draft"
    park_b.save()
    chosen = PartnershipFilter({"park": "parkb"}, Partnership.objects.public())
    assert list(chosen.qs) and set(chosen.form.errors) == {"park"}
    assert found(country="CN") == []
    assert [value for value, _label in chosen.form.fields["park"].choices] == ["", "cbtc"]
    shown = for_list(Partnership.objects.public()).get()
    assert [party.park for party in shown.parties.all()] == [park_a]


def test_drafts_are_not_found_and_their_sides_not_offered(park_a):
    make("draft", park_a, state_en="draft")
    chosen = PartnershipFilter({}, Partnership.objects.public())
    assert found() == [] and chosen.sides.parks == []


@pytest.mark.parametrize("value", ["\x00", "x" * 5000, "'; DROP", "<b>", "9" * 40, "idle\x00"])
@pytest.mark.parametrize("name", ["kind", "country", "park", "organisation", "state"])
def test_nonsense_is_left_out_and_told(park_a, name, value):
    make("one", park_a)
    chosen = PartnershipFilter({name: value}, Partnership.objects.public())
    assert [row.slug for row in chosen.qs] == ["one"]
    assert set(chosen.form.errors) == {name}


def test_pairs_come_first_and_the_latest_activity_first(park_a, park_b):
    make("old-pair", park_a, park_b, kind="park_in_park", signed="2010")
    make("new-tie", park_a, signed=ago(1))
    make("tie", park_a, signed="2020", happened=[ago(30)])
    make("pair", park_a, park_b, kind="hand_in_hand", happened=["2025-03"])
    make("undated", park_a)
    order = [row.slug for row in for_list(Partnership.objects.public())]
    assert order == ["pair", "old-pair", "new-tie", "tie", "undated"]


def test_offices_are_told_apart_by_direction(park_a, django_assert_num_queries):
    abroad = Organisation.objects.create(slug="china-office", kind="welcome_office", country="BE")
    home = Organisation.objects.create(slug="belgium-office", kind="welcome_office", country="CN")
    alliance = Organisation.objects.create(slug="alliance", kind="association", committees_en="Finance\nEurope")
    Organisation.objects.create(slug="bank", kind="bank")
    hidden = cast.make_park(park_a.operator, "hidden", state_en="draft", state_zh_hans="draft")
    for park in (park_a, hidden):
        park.park_organisations.create(organisation=abroad, role="partner")
    with django_assert_num_queries(2):
        offices, alliances = offices_and_alliances()
    assert [(office.organisation, office.is_inbound, office.parks) for office in offices] == [
        (home, True, []),
        (abroad, False, [park_a]),
    ]
    assert alliances == [alliance]
