import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import AuditEntry
from inquiries import visiting
from inquiries.models import Case, Inquiry, Slot, Visit
from inquiries.workflow import gates, transitions
from notifications.models import OutgoingEmail
from tests import cast
from tests.inquiries import builders
from tests.inquiries.visiting.conftest import NOW, THURSDAY, terms

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
ANNA = "anna@optics.example.org"


def mails(event):
    return {mail.to: mail for mail in OutgoingEmail.objects.filter(event=event)}


def field(mail, name):
    """One line of a mail's calendar entry."""
    lines = mail.calendar.replace("\r\n ", "").split("\r\n")
    return next(line.partition(":")[2] for line in lines if line.partition(":")[0].partition(";")[0] == name)


def asks_for_visit(case):
    return "visit" in {gap.code for gap in gates.missing(Case.objects.get(pk=case.pk), "visiting")}


# --- Confirming -------------------------------------------------------------------------------


def test_confirming_invites_both_sides_and_opens_the_gate(ask, case, lin):
    visit = ask(at=(THURSDAY, THURSDAY + HOUR))
    assert asks_for_visit(case)
    visit = visiting.confirm(visit, actor=lin, terms=terms(starts_at=THURSDAY + HOUR, interpreter=True))
    assert (visit.state, visit.starts_at, visit.wishes) == ("confirmed", THURSDAY + HOUR, [THURSDAY + HOUR])
    assert (visit.place, visit.interpreter, visit.sequence, visit.stamp) == ("Building 1", True, 0, NOW)
    assert not asks_for_visit(case)
    sent = mails("visit_confirmed")
    assert sent.keys() == {ANNA, lin.email}
    assert {field(mail, "METHOD") for mail in sent.values()} == {"REQUEST"}
    assert {field(mail, "UID") for mail in sent.values()} == {str(visit.uid)}
    assert [field(sent[to], "ATTENDEE") for to in (ANNA, lin.email)] == [f"mailto:{ANNA}", f"mailto:{lin.email}"]
    assert list(visit.invited.all()) == [lin]


def test_a_confirmation_is_a_first_answer(ask, case, lin):
    visiting.confirm(ask(), actor=lin, terms=terms())
    assert Case.objects.get().first_response_at == NOW


def test_the_same_confirmation_again_changes_nothing(ask, lin):
    visit = ask()
    for _time in range(2):
        visiting.confirm(visit, actor=lin, terms=terms())
    assert OutgoingEmail.objects.filter(event="visit_confirmed").count() == 2
    assert AuditEntry.objects.filter(details__what="visit_confirmed").count() == 1
    with pytest.raises(ValidationError, match="Somebody changed this visit meanwhile"):
        visiting.confirm(visit, actor=lin, terms=terms(place="Building 2"))


@pytest.mark.parametrize(
    ("wrong", "field_name"),
    [
        ({"starts_at": NOW}, "starts_at"),
        ({"starts_at": NOW + datetime.timedelta(days=731)}, "starts_at"),
        ({"place": " "}, "place"),
        ({"place": "", "mode": "online"}, "online_url"),
        ({"online_url": "ftp://x.example.org"}, "online_url"),
        ({"mode": "by post"}, "mode"),
        ({"minutes": 14}, "minutes"),
    ],
)
def test_terms_that_cannot_be_agreed(ask, lin, wrong, field_name):
    visit = ask()
    with pytest.raises(ValidationError) as refused:
        visiting.confirm(visit, actor=lin, terms=terms(**wrong))
    assert refused.value.message_dict.keys() == {field_name}
    assert Visit.objects.get().state == "proposed"


def test_a_visit_agreed_by_phone_is_booked_once_for_each_form(case, lin):
    visits = [visiting.book(case, actor=lin, terms=terms(), key=key) for key in ("form", "form", "other form")]
    assert visits[0] == visits[1] != visits[2]
    assert (visits[0].asked_by, visits[0].trip, visits[0].time_zone) == ("staff", None, "Europe/Brussels")
    assert OutgoingEmail.objects.filter(event="visit_confirmed").count() == 4


def test_in_quarantine_nothing_is_agreed(ask, case, lin):
    visit = ask()
    Inquiry.objects.update(screening="quarantined")
    for verb in (
        lambda: visiting.confirm(visit, actor=lin, terms=terms()),
        lambda: visiting.book(case, actor=lin, terms=terms()),
        lambda: visiting.cancel(visit, actor=lin, reason="No"),
    ):
        with pytest.raises(ValidationError, match="Release the inquiry from quarantine first"):
            verb()


def test_nobody_else_works_on_it(ask, bao, operator_a):
    visit = ask()
    editor = cast.make_user("e@cbtc.example.org")
    cast.make_seat(editor, operator_a, "park_editor")
    for user in (bao, editor):
        for verb in (
            lambda user=user: visiting.confirm(visit, actor=user, terms=terms()),
            lambda user=user: visiting.book(visit.case, actor=user, terms=terms()),
            lambda user=user: visiting.change(visit, actor=user, terms=terms()),
            lambda user=user: visiting.cancel(visit, actor=user, reason="No"),
            lambda user=user: visiting.record(visit, actor=user, state="held", outcome=""),
            lambda user=user: visiting.letter_sent(visit, actor=user),
        ):
            with pytest.raises(PermissionDenied):
                verb()


# --- Changing ---------------------------------------------------------------------------------


def test_a_change_is_the_next_revision_of_the_same_entry(agreed, lin, monday):
    monday.shift(HOUR)
    moved = visiting.change(agreed, actor=lin, terms=terms(starts_at=THURSDAY + HOUR), seen=0)
    assert (moved.sequence, moved.stamp, moved.starts_at) == (1, NOW + HOUR, THURSDAY + HOUR)
    before, after = mails("visit_confirmed"), mails("visit_changed")
    for to in (ANNA, lin.email):
        assert field(before[to], "UID") == field(after[to], "UID")
        assert [field(mail[to], "SEQUENCE") for mail in (before, after)] == ["0", "1"]
        assert [field(mail[to], "DTSTART") for mail in (before, after)] == ["20261203T130000Z", "20261203T140000Z"]
        assert [field(mail[to], "DTSTAMP") for mail in (before, after)] == ["20261123T080000Z", "20261123T090000Z"]
        assert field(after[to], "METHOD") == "REQUEST"


def test_the_same_terms_again_are_no_change(agreed, lin):
    visiting.change(agreed, actor=lin, terms=terms(), seen=7)
    assert Visit.objects.get().sequence == 0
    assert mails("visit_changed") == {}


def test_who_looked_at_an_older_revision_changes_nothing(agreed, lin):
    visiting.change(agreed, actor=lin, terms=terms(place="Building 2"), seen=0)
    with pytest.raises(ValidationError, match="Somebody changed this visit meanwhile"):
        visiting.change(agreed, actor=lin, terms=terms(place="Building 3"), seen=0)
    assert Visit.objects.get().place == "Building 2"


def test_what_was_not_agreed_or_has_begun_is_not_changed(ask, lin, monday):
    visit = ask()
    with pytest.raises(ValidationError, match="meanwhile"):
        visiting.change(visit, actor=lin, terms=terms())
    visiting.confirm(visit, actor=lin, terms=terms())
    with pytest.raises(ValidationError) as refused:
        visiting.change(visit, actor=lin, terms=terms(starts_at=NOW))
    assert refused.value.message_dict.keys() == {"starts_at"}
    monday.move_to(THURSDAY)
    with pytest.raises(ValidationError, match="has begun"):
        visiting.change(visit, actor=lin, terms=terms(starts_at=THURSDAY + HOUR))


def test_who_was_invited_is_kept_up_to_date_while_they_work_there(agreed, case, lin, operator_a, wei):
    colleague = cast.make_user("mang@cbtc.example.org", name="Mang")
    seat = cast.make_seat(colleague, operator_a)
    transitions.assign(case, colleague, wei)
    visiting.change(agreed, actor=lin, terms=terms(place="Building 2"))
    assert mails("visit_changed").keys() == {ANNA, lin.email, colleague.email}
    seat.delete()
    visiting.cancel(agreed, actor=lin, reason="Flood")
    assert mails("visit_cancelled").keys() == {ANNA, lin.email}


# --- Cancelling -------------------------------------------------------------------------------


def test_an_agreed_visit_is_taken_out_of_both_calendars(agreed, lin, monday):
    monday.shift(HOUR)
    visit = visiting.cancel(agreed, actor=lin, reason="Flood")
    assert (visit.state, visit.cancelled_by, visit.cancel_reason, visit.sequence) == ("cancelled", "staff", "Flood", 1)
    sent = mails("visit_cancelled")
    assert sent.keys() == {ANNA, lin.email}
    for to, mail in sent.items():
        assert [field(mail, name) for name in ("METHOD", "STATUS", "SEQUENCE")] == ["CANCEL", "CANCELLED", "1"]
        assert [field(mail, name) for name in ("UID", "ATTENDEE")] == [str(visit.uid), f"mailto:{to}"]
        assert [field(mail, name) for name in ("DTSTART", "DTSTAMP")] == ["20261203T130000Z", "20261123T090000Z"]
        assert field(mail, "ORGANIZER").startswith("mailto:")


def test_cancelling_twice_is_cancelling_once(agreed, lin):
    visiting.cancel(agreed, actor=lin, reason="Flood")
    visiting.cancel(agreed, actor=None, reason="Too late")
    assert Visit.objects.get().cancel_reason == "Flood"
    assert len(mails("visit_cancelled")) == 2


@pytest.mark.parametrize("side", ["enterprise", "staff"])
def test_what_was_only_asked_for_is_told_to_the_other_side_without_an_entry(ask, lin, side):
    visiting.cancel(ask(), actor=lin if side == "staff" else None, reason="No room")
    [(to, mail)] = mails("visit_cancelled").items()
    assert to == (ANNA if side == "staff" else lin.email)
    assert mail.calendar == ""


def test_staff_say_why(agreed, lin):
    with pytest.raises(ValidationError) as refused:
        visiting.cancel(agreed, actor=lin, reason=" ")
    assert refused.value.message_dict == {"reason": ["Say why."]}
    visiting.cancel(agreed, actor=None, reason="")
    assert Visit.objects.get().state == "cancelled"


def test_what_has_begun_is_not_cancelled(agreed, lin, monday):
    monday.move_to(THURSDAY)
    with pytest.raises(ValidationError, match="has begun"):
        visiting.cancel(agreed, actor=lin, reason="Late")


def test_the_end_of_a_case_calls_off_what_lies_ahead(agreed, ask, case, lin, monday):
    later = visiting.confirm(ask("2", at=THURSDAY + 48 * HOUR), actor=lin, terms=terms(starts_at=THURSDAY + 48 * HOUR))
    open_request = ask("3", at=THURSDAY + 24 * HOUR)
    monday.move_to(THURSDAY)
    transitions.move(case, "withdrawn", actor=lin)
    states = dict(Visit.objects.values_list("pk", "state"))
    assert states == {agreed.pk: "confirmed", later.pk: "cancelled", open_request.pk: "cancelled"}
    assert {field(mail, "UID") for mail in mails("visit_cancelled").values()} == {str(later.uid)}
    assert set(Visit.objects.values_list("cancelled_by", flat=True)) == {""}


# --- Slots ------------------------------------------------------------------------------------


def test_a_slot_is_free_again_when_its_visit_is_cancelled_or_moved(ask, lin, park_a):
    slot = builders.make_slot(park_a, THURSDAY)
    visiting.cancel(ask("1", slot=slot), actor=None, reason="")
    assert Slot.objects.get().visit is None
    visit = ask("2", slot=slot)
    visiting.confirm(visit, actor=lin, terms=terms(starts_at=THURSDAY + HOUR))
    assert Slot.objects.get().visit is None


def test_a_slot_at_the_time_agreed_is_offered_to_nobody_else(ask, case, lin, park_a):
    slot, other = builders.make_slot(park_a, THURSDAY), builders.make_slot(park_a, THURSDAY + HOUR)
    visit = visiting.book(case, actor=lin, terms=terms())
    slot.refresh_from_db()
    assert slot.visit == visit
    visiting.change(visit, actor=lin, terms=terms(starts_at=THURSDAY + HOUR))
    assert dict(Slot.objects.values_list("pk", "visit")) == {slot.pk: None, other.pk: visit.pk}


def test_an_invitation_needs_an_address(ask, lin):
    Inquiry.objects.update(contact_email="", contact_phone="+32475123456")
    visiting.confirm(ask(), actor=lin, terms=terms())
    assert mails("visit_confirmed").keys() == {lin.email}
