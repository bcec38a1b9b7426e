"""What the contract and the arrival do: lettings, holds that become contracts, the tenancy, and the way back."""

import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from common import contentversion
from enterprises.models import Tenancy
from inquiries.enums import Stage
from inquiries.models import Case, Letting, SpaceHold
from inquiries.workflow import holding, leaving, transitions
from inquiries.workflow.transitions import MoveRefused
from notifications.models import OutgoingEmail
from parks.enums import SeatRole
from tests import cast
from tests.inquiries import builders

REASON = "Entered by mistake."


@pytest.fixture
def space(park_a):
    return builders.make_space(park_a)


@pytest.fixture
def manager(operator_a):
    boss = cast.make_user("boss@cbtc.example.org", name="Boss", language="en")
    cast.make_seat(boss, operator_a, SeatRole.MANAGER)
    return boss


@pytest.fixture
def admitted(park_a, lin):
    """Makes cases that only lack the signature."""

    def make(*spaces):
        case = builders.make_ripe(builders.make_case(park_a), lin, spaces=spaces)
        Case.objects.filter(pk=case.pk).update(stage=Stage.ADMITTED)
        case.refresh_from_db()
        return case

    return make


def status(space):
    space.refresh_from_db()
    return space.status


def sign(case, lin):
    return transitions.move(case, Stage.SIGNED, actor=lin)


# --- Signing ---------------------------------------------------------------------------------


def test_a_hold_becomes_the_contract_and_the_other_holds_end(admitted, lin, park_a, space):
    other, third = builders.make_space(park_a, "B1"), builders.make_space(park_a, "C1")
    case = admitted(space)
    case.inquiry.requirement.spaces.add(third)
    holding.grant(case, space, actor=lin)
    holding.grant(case, other, actor=lin)
    holding.ask(case, third)
    sign(case, lin)
    states = dict(SpaceHold.objects.values_list("space__name_en", "state"))
    assert states == {"A101": "signed", "B1": "released", "C1": "released"}
    assert (status(space), status(other), status(third)) == ("let", "available", "available")
    assert Letting.objects.get().former_status == "available"


def test_a_space_held_for_another_case_is_signed_by_nobody_else(admitted, lin, space):
    holder, other = admitted(space), admitted(space)
    holding.grant(holder, space, actor=lin)
    with translation.override("en"), pytest.raises(MoveRefused, match="“A101” is on hold for another inquiry until"):
        sign(other, lin)
    assert (status(space), Case.objects.get(pk=other.pk).stage) == ("held", "admitted")
    sign(holder, lin)
    assert status(space) == "let"


def test_not_even_force_signs_a_space_that_is_kept_for_others(admitted, lin, manager, space):
    holder, other = admitted(space), admitted(space)
    holding.grant(holder, space, actor=lin)
    with pytest.raises(MoveRefused):
        transitions.move(other, Stage.SIGNED, actor=manager, force=True, note=REASON)


def test_a_hold_whose_time_is_over_stands_in_nobodys_way(admitted, lin, space):
    holder, other = admitted(space), admitted(space)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        holding.grant(holder, space, actor=lin)
        clock.shift(datetime.timedelta(hours=48))
        sign(other, lin)
    assert SpaceHold.objects.get().state == "expired"
    assert Letting.objects.get().settlement.case == other


def test_a_refused_signature_leaves_even_an_expired_hold_as_it_was(admitted, lin, park_a, space):
    taken = builders.make_space(park_a, "B7", status="let")
    holder, other = admitted(space), admitted(space, taken)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        holding.grant(holder, space, actor=lin)
        clock.shift(datetime.timedelta(hours=48))
        before = OutgoingEmail.objects.count()
        with pytest.raises(MoveRefused):
            sign(other, lin)
    assert (SpaceHold.objects.get().state, OutgoingEmail.objects.count()) == ("live", before)


def test_one_living_contract_a_space_whatever_days_the_leases_name(admitted, lin, space):
    first, second = admitted(space), admitted(space)
    first.settlement.lease_to = datetime.date(2027, 6, 30)
    first.settlement.save()
    second.settlement.lease_from = datetime.date(2027, 7, 1)
    second.settlement.save()
    sign(first, lin)
    with translation.override("en"), pytest.raises(MoveRefused, match="already let"):
        sign(second, lin)
    type(space).objects.filter(pk=space.pk).update(status="expiring")  # whoever says so
    with translation.override("en"), pytest.raises(MoveRefused, match="already let"):
        sign(second, lin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letting.objects.create(settlement=second.settlement, space=space, former_status="available")


def test_a_let_space_is_not_put_on_hold_either(admitted, lin, space):
    sign(admitted(space), lin)
    type(space).objects.filter(pk=space.pk).update(status="expiring")
    with pytest.raises(ValidationError):
        holding.grant(admitted(), space, actor=lin)


@pytest.mark.parametrize("former", ["available", "expiring", "fitting_out"])
def test_undoing_the_signature_gives_back_what_was(admitted, lin, park_a, former):
    space = builders.make_space(park_a, status=former)
    case = admitted(space)
    holding.grant(case, space, actor=lin)
    sign(case, lin)
    transitions.move(case, Stage.ADMITTED, actor=lin, note="The bank refused.")
    assert status(space) == former
    assert Letting.objects.get().ended_at is not None
    sign(case, lin)
    assert (status(space), Letting.objects.count()) == ("let", 2)


# --- Settling --------------------------------------------------------------------------------


def test_settling_writes_the_tenancy_without_any_consent(admitted, lin, space):
    case = admitted(space)
    sign(case, lin)
    assert not Tenancy.objects.exists()
    transitions.move(case, Stage.SETTLED, actor=lin)
    tenancy = Tenancy.objects.get()
    assert (tenancy.enterprise, tenancy.park, tenancy.space) == (case.inquiry.enterprise, case.park, space)
    assert (tenancy.since, tenancy.until, tenancy.consent_on) == (datetime.date(2027, 1, 4), None, None)
    assert not Tenancy.objects.listed().exists()


def test_a_tenancy_that_stood_before_stays_as_it_is(admitted, lin, manager, space):
    case = admitted(space)
    known = Tenancy.objects.create(enterprise=case.inquiry.enterprise, park=case.park)
    transitions.move(case, Stage.SETTLED, actor=lin)
    assert Tenancy.objects.get() == known
    transitions.move(case, Stage.SIGNED, actor=manager, force=True, note=REASON)
    known.refresh_from_db()
    assert (known.since, known.until) == (None, None)


@pytest.mark.parametrize(
    ("to", "words", "left"),
    [("signed", {}, "let"), ("admitted", {}, "available"), ("lost", {"lost_reason": "other"}, "available")],
)
def test_being_forced_back_ends_the_tenancy_and_frees_what_the_contract_let(
    admitted, lin, manager, space, to, words, left
):
    case = admitted(space)
    transitions.move(case, Stage.SETTLED, actor=lin)
    transitions.move(case, to, actor=manager, force=True, note=REASON, **words)
    tenancy = Tenancy.objects.get()
    assert tenancy.until == max(tenancy.since, transitions.deadlines.today(case.operator))
    assert status(space) == left


def test_settling_again_begins_a_new_tenancy(admitted, lin, manager, space):
    case = admitted(space)
    transitions.move(case, Stage.SETTLED, actor=lin)
    transitions.move(case, Stage.SIGNED, actor=manager, force=True, note=REASON)
    transitions.move(case, Stage.SETTLED, actor=lin)
    assert [tenancy.until is None for tenancy in Tenancy.objects.order_by("pk")] == [False, True]
    assert Letting.objects.live().count() == 1


# --- Leaving ---------------------------------------------------------------------------------


@pytest.fixture
def settled(admitted, lin, space):
    case = admitted(space)
    transitions.move(case, Stage.SETTLED, actor=lin)
    return case


def test_a_company_that_leaves_frees_its_space_and_stays_settled(settled, lin, admitted, space):
    with time_machine.travel("2028-05-02T10:00:00+02:00"):
        assert leaving.leave(settled, on=datetime.date(2028, 4, 30), actor=lin) == [space.pk]
        assert (Tenancy.objects.get().until, status(space)) == (datetime.date(2028, 4, 30), "available")
        assert Case.objects.get(pk=settled.pk).stage == "settled"
        with translation.override("en"), pytest.raises(ValidationError, match="moved in can leave"):
            leaving.leave(settled, on=datetime.date(2028, 4, 30), actor=lin)
        sign(admitted(space), lin)
    assert Letting.objects.live().count() == 1


@pytest.mark.parametrize("day", [datetime.date(2028, 5, 3), datetime.date(2027, 1, 3)])
def test_nobody_leaves_before_coming_or_in_the_future(settled, lin, day):
    with time_machine.travel("2028-05-02T10:00:00+02:00"), pytest.raises(ValidationError) as refusal:
        leaving.leave(settled, on=day, actor=lin)
    assert set(refusal.value.message_dict) == {"left_on"}
    assert Letting.objects.live().exists()


def test_only_its_own_park_says_that_a_company_left(settled, bao):
    with pytest.raises(PermissionDenied):
        leaving.leave(settled, on=datetime.date(2027, 1, 4), actor=bao)


# --- What the public reads -------------------------------------------------------------------


def test_every_change_is_on_the_space_page_at_once(admitted, lin, client, space):
    case, page = admitted(space), f"/en/spaces/{space.pk}/"

    def shown():
        body = client.get(page).content.decode()
        return next(words for words in ("On hold", "Let", "Available") if f">{words}</span>" in body)

    tokens = []

    def version():
        """Pages kept in memory are out of date: the content has another version than ever before."""
        tokens.append(contentversion.current())
        return len(set(tokens)) == len(tokens)

    assert shown() == "Available" and version()
    hold = holding.grant(case, space, actor=lin)
    assert shown() == "On hold" and version()
    holding.release(hold, actor=lin)
    assert shown() == "Available" and version()
    sign(case, lin)
    assert shown() == "Let" and version()
    transitions.move(case, Stage.ADMITTED, actor=lin, note="Back")
    assert shown() == "Available" and version()


def test_the_page_says_until_when_and_never_for_whom(admitted, lin, client, space):
    case = admitted(space)
    with time_machine.travel("2026-11-23T08:00:00+00:00"):
        holding.grant(case, space, actor=lin)
        body = client.get(f"/en/spaces/{space.pk}/").content.decode()
        chinese = client.get(f"/zh-hans/spaces/{space.pk}/").content.decode()
    assert "It is on hold until 2026-11-25 09:00 (Brussels time)." in body
    assert "此空间已锁定至 2026-11-25 09:00（布鲁塞尔时间）" in chinese
    for words in ("Walloon", case.inquiry.reference, "Anna"):
        assert words not in body
    assert "Ask for this space" not in body


@pytest.mark.parametrize("taken", ["held", "let"])
def test_a_taken_space_cannot_be_chosen_in_the_inquiry_form(admitted, lin, client, space, taken):
    case = admitted(space)
    holding.grant(case, space, actor=lin) if taken == "held" else sign(case, lin)
    assert "A101" not in client.get(f"/en/inquiry/?park=cbtc&space={space.pk}").content.decode()
    free = builders.make_space(space.park, "Z9")
    assert "Z9" in client.get(f"/en/inquiry/?park=cbtc&space={free.pk}").content.decode()
