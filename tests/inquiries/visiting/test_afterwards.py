import datetime

import pytest
from django.core.exceptions import ValidationError

from inquiries import chores, visiting
from inquiries.models import Visit
from notifications.models import OutgoingEmail
from tests.inquiries.visiting.conftest import NOW, THURSDAY, terms

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
SECOND = datetime.timedelta(seconds=1)


def reminders():
    return list(OutgoingEmail.objects.filter(event="visit_reminder").values_list("to", flat=True))


# --- Outcome and feedback ---------------------------------------------------------------------


@pytest.mark.parametrize("state", ["held", "no_show"])
def test_what_happened_is_kept_and_may_be_corrected(agreed, lin, monday, state):
    monday.move_to(THURSDAY)
    visit = visiting.record(agreed, actor=lin, state=state, outcome="Seen the laboratory")
    assert (visit.state, visit.outcome, visit.held_at) == (state, "Seen the laboratory", THURSDAY)
    other = {"held": "no_show", "no_show": "held"}[state]
    assert visiting.record(visit, actor=lin, state=other, outcome="").state == other
    assert not OutgoingEmail.objects.filter(created_at__gte=THURSDAY).exists()


def test_only_what_was_agreed_and_has_begun_is_recorded(ask, lin, monday):
    visit = ask()
    with pytest.raises(ValidationError, match="Only a confirmed visit"):
        visiting.record(visit, actor=lin, state="held", outcome="")
    visiting.confirm(visit, actor=lin, terms=terms())
    monday.move_to(THURSDAY - SECOND)
    with pytest.raises(ValidationError, match="has not begun"):
        visiting.record(visit, actor=lin, state="held", outcome="")
    monday.move_to(THURSDAY)
    for state, outcome in (("confirmed", ""), ("held", "x" * 501)):
        with pytest.raises(ValidationError):
            visiting.record(visit, actor=lin, state=state, outcome=outcome)


def test_what_another_wrote_meanwhile_is_not_overwritten(agreed, lin, monday):
    monday.move_to(THURSDAY)
    seen = Visit.objects.get().updated_at.isoformat()
    monday.shift(SECOND)
    visiting.record(agreed, actor=lin, state="held", outcome="Theirs", seen=seen)
    visiting.record(agreed, actor=lin, state="held", outcome="Theirs", seen=seen)  # a second click
    with pytest.raises(ValidationError, match="meanwhile"):
        visiting.record(agreed, actor=lin, state="held", outcome="Mine", seen=seen)
    assert Visit.objects.get().outcome == "Theirs"


def test_feedback_comes_after_a_visit_that_took_place(agreed, lin, monday):
    with pytest.raises(ValidationError, match="took place"):
        visiting.feed_back(agreed, rating=5, text="")
    monday.move_to(THURSDAY)
    visiting.record(agreed, actor=lin, state="held", outcome="")
    for rating, text in ((0, ""), (6, ""), (5, "x" * 1001)):
        with pytest.raises(ValidationError):
            visiting.feed_back(agreed, rating=rating, text=text)
    visiting.feed_back(agreed, rating=2, text="Cold")
    visit = visiting.feed_back(agreed, rating=3, text="Rather cold")
    assert (visit.rating, visit.feedback) == (3, "Rather cold")
    with pytest.raises(ValidationError, match="has judged this visit"):
        visiting.record(visit, actor=lin, state="no_show", outcome="")


def test_the_letter_is_asked_for_and_sent(ask, lin):
    visit = ask(visa_letter=True)
    assert visiting.letter_sent(visit, actor=lin).visa_letter == "sent"
    assert visiting.letter_sent(ask("2"), actor=lin).visa_letter == "none"


# --- The reminder -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "count"),
    [
        (THURSDAY - 48 * HOUR - SECOND, 0),
        (THURSDAY - 48 * HOUR, 1),
        (THURSDAY - HOUR, 1),  # the worker was away
        (THURSDAY, 0),
    ],
)
def test_it_goes_out_48_hours_before_or_as_soon_as_possible(agreed, now, count):
    assert chores.mind(now)["remind_of_visits"] == count
    assert chores.mind(now)["remind_of_visits"] == 0
    assert reminders() == ["anna@optics.example.org"] * count


def test_the_48_hours_are_hours_although_the_clocks_change_between(ask, lin):
    """Monday 29 March 2027, 10:00 in Brussels: the clocks were put forward on Sunday."""
    monday = datetime.datetime(2027, 3, 29, 8, 0, tzinfo=datetime.UTC)
    visiting.confirm(ask(at=monday), actor=lin, terms=terms(starts_at=monday))
    saturday = datetime.datetime(2027, 3, 27, 8, 0, tzinfo=datetime.UTC)  # 09:00 there, in winter time
    assert [visiting.remind(saturday - SECOND), visiting.remind(saturday)] == [0, 1]


def test_a_moved_visit_is_reminded_of_again_and_a_cancelled_one_not(agreed, lin, monday):
    monday.move_to(THURSDAY - 48 * HOUR)
    assert visiting.remind(THURSDAY - 48 * HOUR) == 1
    visiting.change(agreed, actor=lin, terms=terms(starts_at=THURSDAY + 240 * HOUR))
    assert visiting.remind(THURSDAY + 192 * HOUR) == 1
    monday.move_to(THURSDAY)
    visiting.cancel(agreed, actor=lin, reason="Flood")
    assert visiting.remind(THURSDAY + 192 * HOUR) == 0
    assert len(reminders()) == 2


def test_who_was_told_within_the_48_hours_is_told_no_second_time(ask, lin, monday):
    visit = ask()
    monday.move_to(THURSDAY - 47 * HOUR)
    visiting.confirm(visit, actor=lin, terms=terms())
    assert visiting.remind(THURSDAY - 46 * HOUR) == 0
    monday.move_to(NOW)
