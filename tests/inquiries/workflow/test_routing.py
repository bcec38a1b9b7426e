"""The platform's desk: nothing reaches a park before the enterprise agrees to that park, and then only what it sent."""

import datetime
import zoneinfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from enterprises.models import Enterprise
from inquiries import consents, submission
from inquiries.models import Attachment, Case, Consent, Inquiry, Routing, RoutingMessage, RoutingOffer, StageChange
from inquiries.workflow import routing as verbs
from inquiries.workflow import transitions
from notifications.models import OutgoingEmail
from tests import cast
from tests.inquiries import builders

ZONE = zoneinfo.ZoneInfo("Asia/Shanghai")
MONDAY = datetime.datetime(2026, 11, 23, 2, 0, tzinfo=datetime.UTC)  # 10:00 in Beijing


@pytest.fixture
def routing(park_a, park_b, lin, bao, wei):
    """Anna of Walloon Optics (Belgium) names no park; the desk is in China."""
    return builders.make_routing(builders.make_desk(), now=MONDAY)


def propose(routing, wei, *parks, reason="They have what you need"):
    return verbs.propose(routing, parks=parks, reason=reason, actor=wei)


def ticks(routing, *operators):
    return [
        value
        for one in verbs.asked(routing, "en")
        if not operators or one.operator in operators
        for value in one.values
    ]


def shown(routing):
    """The short names that the page of the enterprise posts along."""
    return [offer.park.slug for offer in verbs.waiting_offers(routing)]


def accept(routing, *operators):
    return verbs.accept(routing, ticks=ticks(routing, *operators), parks=shown(routing), language="en")


def mails(event):
    return list(OutgoingEmail.objects.filter(event=event).order_by("pk"))


def seen_by(person):
    """Everything that somebody of the staff can find of inquiries."""
    return [
        row
        for model in (Inquiry, Case, Attachment, Enterprise, Routing, RoutingOffer, RoutingMessage, StageChange)
        if hasattr(model.objects, "for_staff")
        for row in model.objects.for_staff(person)
    ]


# --- The promise -----------------------------------------------------------------------------


def test_it_is_promised_in_the_desks_own_calendar(routing):
    assert (routing.state, routing.promised_hours) == ("open", 16)
    assert routing.answer_by == datetime.datetime(2026, 11, 25, 2, 0, tzinfo=datetime.UTC)
    assert routing.warn_at == datetime.datetime(2026, 11, 24, 6, 0, tzinfo=datetime.UTC)
    assert [mail.to for mail in mails("inquiry_received")] == ["anna@optics.example.org"]
    assert [mail.to for mail in mails("routing_new")] == ["wei@parkbridge.example.org"]


# --- Proposing -------------------------------------------------------------------------------


def test_proposing_asks_the_enterprise_and_tells_no_park(routing, park_a, park_b, wei, lin, bao):
    offers = propose(routing, wei, park_a, park_b)
    assert [(offer.park, offer.state, offer.proposed_by) for offer in offers] == [
        (park_a, "proposed", wei),
        (park_b, "proposed", wei),
    ]
    [mail] = mails("routing_proposed")
    assert mail.to == "anna@optics.example.org"
    assert [(item["park"], item["recipient"], item["country"]) for item in mail.context["offers"]] == [
        ("cbtc park", "cbtc controller", "Belgium"),
        ("parkb park", "parkb controller", "China"),
    ]
    assert {mail.to for mail in OutgoingEmail.objects.all()} == {
        "anna@optics.example.org",
        "wei@parkbridge.example.org",
    }
    assert [seen_by(person) for person in (lin, bao)] == [[], []]
    routing.refresh_from_db()
    assert routing.first_response_at is not None
    assert AuditEntry.objects.latest("pk").details == {"what": "parks_proposed", "parks": ["cbtc", "parkb"]}


def test_proposing_a_park_twice_is_one_proposal(routing, park_a, wei):
    assert len(propose(routing, wei, park_a)) == 1
    assert propose(routing, wei, park_a) == []
    assert len(mails("routing_proposed")) == 1


def test_only_parks_that_exist_and_take_inquiries(routing, park_a, wei):
    full = cast.make_park(park_a.operator, "full", state="full")
    invented = cast.make_park(park_a.operator, "invented", is_demonstration=True)
    for wrong in ([], [full], [park_a, invented]):
        with pytest.raises(ValidationError):
            propose(routing, wei, *wrong)
    with pytest.raises(ValidationError):
        propose(routing, wei, park_a, reason="x" * 301)
    many = [cast.make_park(park_a.operator, f"p{number}") for number in range(6)]
    with pytest.raises(ValidationError):
        propose(routing, wei, *many)
    assert not RoutingOffer.objects.exists()


def test_a_park_that_was_declined_may_be_proposed_again(routing, park_a, wei):
    propose(routing, wei, park_a)
    verbs.decline(routing, "cbtc", reason="Too far")
    [again] = propose(routing, wei, park_a)
    assert [(o.state, o.answer) for o in RoutingOffer.objects.order_by("pk")] == [
        ("declined", "Too far"),
        ("proposed", ""),
    ]
    assert verbs.withdraw(routing, again.pk, actor=wei) is True
    assert verbs.withdraw(routing, again.pk, actor=wei) is False


@pytest.mark.parametrize("person", ["lin", "bao", "editor", "auditor"])
def test_only_the_platforms_administrators_work_at_the_desk(routing, park_a, wei, person, request):
    if person in ("lin", "bao"):
        actor = request.getfixturevalue(person)
    else:
        role = {"editor": "platform_editor", "auditor": "auditor"}[person]
        actor = cast.make_user(f"{person}@x.example.org", platform_role=role)
    [offer] = propose(routing, wei, park_a)
    for verb in (
        lambda: propose(routing, actor, park_a),
        lambda: verbs.withdraw(routing, offer.pk, actor=actor),
        lambda: verbs.write(routing, body="Hello", actor=actor, key="1"),
        lambda: verbs.end(routing, reason="no_match", note="", actor=actor),
    ):
        with pytest.raises(PermissionDenied):
            verb()
    assert not seen_by(actor)


# --- The enterprise decides ------------------------------------------------------------------


def test_each_recipient_has_ticks_of_its_own(routing, park_a, park_b, wei):
    propose(routing, wei, park_a, park_b)
    first, second = verbs.asked(routing, "en")
    assert [text.purpose for text in first.texts] == ["answering"]  # Belgium to Belgium
    assert [text.purpose for text in second.texts] == ["answering", "cross_border"]
    assert all(value.startswith("parkb:") for value in second.values)


def test_agreeing_to_one_opens_its_case_alone(routing, park_a, park_b, wei, lin, bao):
    propose(routing, wei, park_a, park_b)
    [case] = accept(routing, park_a.operator)
    assert (case.park, case.stage, case.inquiry) == (park_a, "new", routing.inquiry)
    assert list(RoutingOffer.objects.order_by("pk").values_list("park__slug", "state")) == [
        ("cbtc", "accepted"),
        ("parkb", "proposed"),
    ]
    routing.refresh_from_db()
    assert routing.state == "routed"
    assert [mail.to for mail in mails("inquiry_new")] == [lin.email]
    [shared] = mails("routing_shared")
    assert [item["park"] for item in shared.context["parks"]] == ["cbtc park"]
    assert [(mail.to, mail.context["agreed"]) for mail in mails("routing_answered")] == [(wei.email, True)]
    given = Consent.objects.filter(inquiry=routing.inquiry)
    assert list(given.values_list("purpose", "operator__slug")) == [("answering", "cbtc")]
    assert Inquiry.objects.for_staff(lin).get() == routing.inquiry
    assert seen_by(bao) == []
    assert not Routing.objects.for_staff(lin).exists()
    note = StageChange.objects.get(case=case).note
    assert note == "Proposed by the platform's desk, with the enterprise's consent."


def test_agreeing_to_both_opens_both_in_one_go(routing, park_a, park_b, wei):
    propose(routing, wei, park_a, park_b)
    assert [case.park for case in accept(routing)] == [park_a, park_b]
    assert list(Consent.objects.order_by("pk").values_list("purpose", "recipient", "recipient_country")) == [
        ("answering", "cbtc controller", "BE"),
        ("answering", "parkb controller", "CN"),
        ("cross_border", "parkb controller", "CN"),
    ]


def test_two_parks_of_one_operator_are_one_recipient(routing, park_a, wei):
    sister = cast.make_park(park_a.operator, "sister")
    propose(routing, wei, park_a, sister)
    [one] = verbs.asked(routing, "en")
    assert len(one.values) == 1
    assert {case.park for case in accept(routing)} == {park_a, sister}
    assert Consent.objects.count() == 1


def test_a_park_proposed_since_the_page_was_shown_waits_for_its_own_decision(routing, park_a, wei):
    propose(routing, wei, park_a)
    given, on_the_page = ticks(routing), shown(routing)
    sister = cast.make_park(park_a.operator, "sister")
    propose(routing, wei, sister)
    [case] = verbs.accept(routing, ticks=given, parks=on_the_page, language="en")
    assert case.park == park_a
    assert shown(routing) == ["sister"]
    with pytest.raises(verbs.NotOffered):
        verbs.accept(routing, ticks=given, parks=on_the_page, language="en")


def test_no_tick_no_case(routing, park_a, park_b, wei):
    propose(routing, wei, park_a, park_b)
    half = [value for value in ticks(routing, park_b.operator) if "cross_border" not in value]
    other_words = ["cbtc:answering:0123456789abcdef"]
    for given in ([], half, other_words, [*ticks(routing, park_a.operator), *half]):
        with pytest.raises(verbs.ConsentMissing):
            verbs.accept(routing, ticks=given, parks=("cbtc", "parkb"), language="en")
    assert not Case.objects.exists()
    assert not Consent.objects.exists()
    assert not mails("inquiry_new")


def test_one_operators_tick_is_not_anothers_of_the_same_name(routing, park_a, wei):
    twin = cast.make_park(
        cast.make_operator("twin", controller_name_en="cbtc controller", controller_name_zh_hans="cbtc控制者"), "twin"
    )
    propose(routing, wei, park_a, twin)
    [case] = accept(routing, park_a.operator)
    assert case.park == park_a


def test_answering_twice_leaves_the_first_answer(routing, park_a, wei):
    propose(routing, wei, park_a)
    given = ticks(routing)
    verbs.accept(routing, ticks=given, parks=("cbtc", "parkb"), language="en")
    with pytest.raises(verbs.NotOffered):
        verbs.accept(routing, ticks=given, parks=("cbtc", "parkb"), language="en")
    with pytest.raises(verbs.NotOffered):
        verbs.decline(routing, "cbtc", reason="")
    assert Case.objects.count() == 1


def test_a_park_that_closed_meanwhile_is_not_asked(routing, park_a, wei):
    propose(routing, wei, park_a)
    given = ticks(routing)
    park_a.accepts_inquiries = False
    park_a.save()
    with pytest.raises(verbs.NotOffered):
        verbs.accept(routing, ticks=given, parks=("cbtc", "parkb"), language="en")
    assert not Case.objects.exists()


def test_a_park_that_got_it_by_a_transfer_is_not_asked_again(routing, park_a, park_b, wei):
    propose(routing, wei, park_a, park_b)
    given = ticks(routing)
    transitions.open_cases(routing.inquiry, [park_b], now=timezone.now())
    assert [one.operator.slug for one in verbs.asked(routing, "en")] == ["cbtc"]
    [case] = verbs.accept(routing, ticks=given, parks=("cbtc", "parkb"), language="en")
    assert case.park == park_a


def test_declining_tells_the_desk_why(routing, park_a, wei):
    propose(routing, wei, park_a)
    verbs.decline(routing, "cbtc", reason=" Too  far ")
    [mail] = mails("routing_answered")
    assert (mail.to, mail.context["agreed"], mail.context["answer"]) == (wei.email, False, "Too far")
    routing.refresh_from_db()
    assert routing.state == "open"


# --- Talking and ending ----------------------------------------------------------------------


def test_messages_go_both_ways_once_and_count_as_an_answer(routing, wei, lin):
    first = verbs.write(routing, body="Which city?", actor=wei, key="k")
    assert verbs.write(routing, body="Which city?", actor=wei, key="k") == first
    answer = verbs.reply(routing, body="Liège", language="en", key="k")
    assert verbs.reply(routing, body="Liège", language="en", key="k") == answer
    assert [(m.author, m.body, m.user) for m in RoutingMessage.objects.all()] == [
        ("staff", "Which city?", wei),
        ("enterprise", "Liège", None),
    ]
    assert [mail.to for mail in mails("routing_message")] == ["anna@optics.example.org"]
    assert [mail.to for mail in mails("routing_reply")] == [wei.email]
    routing.refresh_from_db()
    assert routing.first_response_at == first.created_at
    with pytest.raises(ValidationError):
        verbs.write(routing, body=" ", actor=wei, key="x")


@pytest.mark.parametrize(("reason", "told"), [("no_match", 1), ("invalid", 0)])
def test_ending_takes_proposals_back(routing, park_a, wei, reason, told):
    propose(routing, wei, park_a)
    assert verbs.end(routing, reason=reason, note="", actor=wei) is True
    assert verbs.end(routing, reason=reason, note="", actor=wei) is False
    routing.refresh_from_db()
    assert (routing.state, routing.end_reason, routing.offers.get().state) == ("ended", reason, "withdrawn")
    assert len(mails("routing_ended")) == told
    with pytest.raises(ValidationError):
        propose(routing, wei, park_a)
    with pytest.raises(verbs.NotOffered):
        accept(routing)


@pytest.mark.parametrize(("reason", "note"), [("", ""), ("nothing", ""), ("other", " "), ("no_match", "x" * 501)])
def test_an_end_needs_its_reason(routing, wei, reason, note):
    with pytest.raises(ValidationError):
        verbs.end(routing, reason=reason, note=note, actor=wei)
    routing.refresh_from_db()
    assert routing.state == "open"


# --- Quarantine ------------------------------------------------------------------------------


def test_quarantine_stops_everything_until_it_is_released(park_a, wei):
    routing = builders.make_routing(builders.make_desk(), now=MONDAY, screening="quarantined")
    assert {mail.state for mail in OutgoingEmail.objects.all()} == {"withheld"}
    for verb in (
        lambda: propose(routing, wei, park_a),
        lambda: verbs.write(routing, body="Hello", actor=wei, key="1"),
    ):
        with pytest.raises(ValidationError):
            verb()
    assert submission.release(routing.inquiry, wei) is True
    before, old = timezone.now(), routing.answer_by
    routing.refresh_from_db()
    assert routing.answer_by > max(before, old)
    assert {mail.state for mail in OutgoingEmail.objects.all()} == {"queued"}
    [confirmation] = mails("inquiry_received")
    assert confirmation.context["desk"]["answer_by"].startswith(f"{routing.answer_by.astimezone(ZONE):%Y-%m-%d %H:%M}")
    assert submission.release(routing.inquiry, wei) is False


def test_release_takes_back_that_it_was_none(wei):
    routing = builders.make_routing(builders.make_desk(), now=MONDAY, screening="quarantined")
    assert verbs.end(routing, reason="invalid", note="", actor=wei) is True
    assert submission.release(routing.inquiry, wei) is True
    routing.refresh_from_db()
    assert (routing.state, routing.end_reason, routing.ended_at) == ("open", "", None)
    assert routing.answer_by > timezone.now()
    assert {mail.state for mail in OutgoingEmail.objects.all()} == {"queued"}


def test_release_promises_nothing_where_the_desk_has_ended_its_search(wei):
    routing = builders.make_routing(builders.make_desk(), now=MONDAY, screening="quarantined")
    verbs.end(routing, reason="no_match", note="", actor=wei)
    assert submission.release(routing.inquiry, wei) is True
    states = {mail.event: mail.state for mail in OutgoingEmail.objects.all()}
    assert states == {"inquiry_received": "withheld", "routing_new": "withheld", "routing_ended": "queued"}


def test_consent_for_the_desk_names_it(db):
    desk = builders.make_desk()
    home, abroad = consents.for_desk(desk, "CN", "en"), consents.for_desk(desk, "BE", "en")
    assert [text.key for text in home] == ["routing:desk"]
    assert [text.key for text in abroad] == ["routing:desk", "cross_border:desk"]
    assert home[0].text.startswith("I agree that desk controller in China uses what I write here")
