"""The calendar entries, whole, in both languages; and what every program reads in them."""

import datetime

import pytest
from icalendar import Calendar

from inquiries import invitations
from inquiries.invitations import Guest
from inquiries.models import Visit
from tests.inquiries import builders

pytestmark = pytest.mark.django_db
UID = "6f1d2b1e-4c53-4a4e-9a4e-2f6f2a6f7b10"
STAMP = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)
START = datetime.datetime(2026, 12, 3, 13, 0, tzinfo=datetime.UTC)

ENGLISH = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Parkbridge//Visits//en
METHOD:REQUEST
BEGIN:VEVENT
SUMMARY:Visit to cbtc park
DTSTART:20261203T130000Z
DTEND:20261203T143000Z
DTSTAMP:20261123T080000Z
UID:{uid}
SEQUENCE:2
ATTENDEE;CN="Anna Peeters";RSVP=FALSE:mailto:anna@optics.example.org
DESCRIPTION:2026-12-03 14:00–15:30 (Brussels time) / 2026-12-03 21:00–22:30 (Beijing time)\\n\
Meeting place: Building 1\\, entrance B\\n\
Online: https://meet.example.org/1\\n\
Language of the visit: English\\n\
Interpreter: asked for\\n\
Inquiry: {reference}
LOCATION:Building 1\\, entrance B
ORGANIZER;CN="cbtc park":mailto:noreply@parkbridge.example.org
STATUS:CONFIRMED
END:VEVENT
END:VCALENDAR
"""
CHINESE = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Parkbridge//Visits//zh-Hans
METHOD:REQUEST
BEGIN:VEVENT
SUMMARY:考察cbtc园区
DTSTART:20261203T130000Z
DTEND:20261203T143000Z
DTSTAMP:20261123T080000Z
UID:{uid}
SEQUENCE:2
ATTENDEE;CN=林;RSVP=FALSE:mailto:lin@cbtc.example.org
DESCRIPTION:2026-12-03 14:00–15:30（布鲁塞尔时间） / 2026-12-03 21:00–22:30（北京时间）\\n\
会面地点：Building 1\\, entrance B\\n\
线上：https://meet.example.org/1\\n\
交流语言：English\\n\
口译：需要\\n\
咨询：{reference}\\n\
企业：瓦隆光学\\n\
http://testserver/zh-hans/admin/inquiries/case/{case}/change/
LOCATION:Building 1\\, entrance B
ORGANIZER;CN=cbtc园区:mailto:noreply@parkbridge.example.org
STATUS:CONFIRMED
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def visit(park_a):
    case = builders.make_case(park_a, enterprise=builders.make_enterprise(name_zh_hans="瓦隆光学"))
    return builders.make_visit(
        case,
        state="confirmed",
        mode="on_site",
        starts_at=START,
        minutes=90,
        place="Building 1, entrance B",
        online_url="https://meet.example.org/1",
        language="English",
        interpreter=True,
        uid=UID,
        sequence=2,
        stamp=STAMP,
    )


def unfolded(text):
    """As people would write it: one line a property, without carriage returns."""
    return text.replace("\r\n ", "").replace("\r\n", "\n")


def event(text):
    [found] = Calendar.from_ical(text).walk("VEVENT")
    return found


def test_the_enterprises_invitation_in_english(visit):
    text = invitations.invitation(visit, invitations.contact_of(visit))
    assert unfolded(text) == ENGLISH.format(uid=UID, reference=visit.case.inquiry.reference)


def test_the_staffs_invitation_in_chinese(visit, lin):
    text = invitations.invitation(visit, invitations.colleague(lin))
    assert unfolded(text) == CHINESE.format(uid=UID, reference=visit.case.inquiry.reference, case=visit.case_id)


def test_lines_are_folded_at_75_bytes_and_end_as_the_standard_says(visit, lin):
    text = invitations.invitation(visit, invitations.colleague(lin))
    assert "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert "\ufffd" not in text


def test_the_same_revision_is_the_same_bytes(visit, lin):
    guest = invitations.colleague(lin)
    again = Visit.objects.select_related("case__park", "case__inquiry", "case__operator").get()
    assert invitations.invitation(visit, guest) == invitations.invitation(again, guest)
    assert invitations.file(visit, "en") == invitations.file(again, "en")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_cancellation_takes_back_the_same_entry(visit, language):
    visit.state, visit.sequence = "cancelled", 3
    text = invitations.invitation(visit, Guest("anna@optics.example.org", "Anna Peeters", language))
    entry = event(text)
    assert Calendar.from_ical(text)["METHOD"] == "CANCEL"
    assert (entry["UID"], entry["SEQUENCE"], entry["STATUS"]) == (UID, 3, "CANCELLED")
    assert entry["ATTENDEE"] == "mailto:anna@optics.example.org"
    assert entry["ORGANIZER"] == "mailto:noreply@parkbridge.example.org"
    assert entry.decoded("DTSTART") == START


@pytest.mark.parametrize(
    ("mode", "language", "summary"),
    [
        ("on_site", "en", "Visit to cbtc park"),
        ("on_site", "zh-hans", "考察cbtc园区"),
        ("online", "en", "Online meeting with cbtc park"),
        ("online", "zh-hans", "与cbtc园区的线上会议"),
    ],
)
def test_what_it_is_called(visit, mode, language, summary):
    visit.mode = mode
    assert event(invitations.file(visit, language))["SUMMARY"] == summary


def test_the_file_to_download_names_no_guest_and_holds_no_secret(visit):
    text = invitations.file(visit, "en").decode()
    assert Calendar.from_ical(text)["METHOD"] == "PUBLISH"
    assert (event(text)["UID"], event(text)["SEQUENCE"]) == (UID, 2)
    for trace in ("ATTENDEE", "Anna", "anna@", visit.case.inquiry.secret, "Walloon"):
        assert trace not in unfolded(text)


def test_no_invitation_holds_the_secret_link_or_another_guest(visit, lin):
    for guest in (invitations.contact_of(visit), invitations.colleague(lin)):
        text = unfolded(invitations.invitation(visit, guest))
        assert visit.case.inquiry.secret not in text
        assert text.count("ATTENDEE") == 1


def test_a_meeting_without_a_place_is_at_its_address(visit):
    visit.place = ""
    assert event(invitations.file(visit, "en"))["LOCATION"] == "https://meet.example.org/1"


def test_hostile_words_stay_inside_their_line(visit):
    visit.place = "Here\r\nATTENDEE:mailto:x@x.org;,\\"
    guest = Guest("anna@optics.example.org", 'A "quoted"\r\nX: y', "en")
    entry = event(invitations.invitation(visit, guest))
    assert entry["ATTENDEE"] == "mailto:anna@optics.example.org"
    assert unfolded(invitations.invitation(visit, guest)).count("\nATTENDEE") == 1
    assert unfolded(invitations.invitation(visit, guest)).count("\nX") == 0


@pytest.mark.parametrize(
    ("start", "utc", "brussels", "beijing"),
    [
        # The last Sunday of March: 02:00 becomes 03:00 in Brussels.
        ("2027-03-28T00:30:00+00:00", "20270328T003000Z", "2027-03-28 01:30–04:00", "2027-03-28 08:30–10:00"),
        ("2027-03-28T01:00:00+00:00", "20270328T010000Z", "2027-03-28 03:00–04:30", "2027-03-28 09:00–10:30"),
        # The last Sunday of October: 03:00 becomes 02:00 again.
        ("2027-10-31T00:30:00+00:00", "20271031T003000Z", "2027-10-31 02:30–03:00", "2027-10-31 08:30–10:00"),
        ("2027-10-31T01:00:00+00:00", "20271031T010000Z", "2027-10-31 02:00–03:30", "2027-10-31 09:00–10:30"),
    ],
)
def test_both_switches_of_the_clocks(visit, start, utc, brussels, beijing):
    visit.starts_at = datetime.datetime.fromisoformat(start)
    text = unfolded(invitations.file(visit, "en").decode())
    assert f"DTSTART:{utc}" in text and "VTIMEZONE" not in text and "TZID" not in text
    assert f"DESCRIPTION:{brussels} (Brussels time) / {beijing} (Beijing time)\\n" in text


def test_online_the_readers_own_clocks_come_first(visit):
    visit.mode = "online"
    text = unfolded(invitations.file(visit, "en").decode())
    assert "DESCRIPTION:2026-12-03 21:00–22:30 (Beijing time) / 2026-12-03 14:00–15:30 (Brussels time)\\n" in text
