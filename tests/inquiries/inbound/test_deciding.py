"""What people do with mails that were held back, and what is forgotten."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.utils import timezone

from inquiries.inbound import deciding, receiving
from inquiries.models import IncomingEmail, Message
from tests.inquiries.inbound import letters

pytestmark = pytest.mark.django_db
ANNA = "anna@optics.example.org"


def state_of(row):
    row = IncomingEmail.objects.get(pk=row.pk)
    return row.state, row.reason


def held(to, **more):
    return receiving.receive(letters.gmail_en(to, sender="colleague@optics.example.org", **more))


def test_a_mail_taken_over_says_where_it_came_from(case, lin, annas):
    row = held(annas)
    message = deciding.take_over(row, actor=lin)
    assert message.author == "enterprise"
    assert message.body == (
        f"[By mail from colleague@optics.example.org, taken over by the park]\n\n{letters.ANSWER_EN}"
    )
    row.refresh_from_db()
    assert (row.state, row.message, row.decided_by) == ("accepted", message, lin)
    with pytest.raises(ValidationError):
        deciding.take_over(row, actor=lin)
    assert Message.objects.count() == 1


def test_a_mail_to_staff_goes_on_in_the_name_of_who_takes_it_over(case, lin, lins):
    message = deciding.take_over(held(lins), actor=lin)
    assert (message.author, message.user) == ("staff", lin)


def test_a_rejected_mail_stays_rejected(case, lin, annas):
    row = held(annas)
    deciding.reject(row, actor=lin)
    row.refresh_from_db()
    assert (row.state, row.reason, row.decided_by) == ("rejected", "stranger", lin)
    assert state_of(receiving.receive(letters.gmail_en(annas, sender="x@y.org"))) == ("rejected", "stranger")
    assert not Message.objects.exists()


def test_who_does_not_work_on_the_case_decides_nothing(case, bao, annas):
    row = held(annas)
    for verb in (deciding.take_over, deciding.reject):
        with pytest.raises(PermissionDenied):
            verb(row, actor=bao)
    assert state_of(row) == ("quarantined", "stranger")


def test_the_platform_gives_a_mail_to_a_case(case, lin, wei):
    row = receiving.receive(letters.gmail_en("reply@parks.example.org"))
    with pytest.raises(ValidationError):
        deciding.take_over(row, actor=wei)
    with pytest.raises(PermissionDenied):
        deciding.attach(row, case, actor=lin)
    deciding.attach(row, case, actor=wei)
    row.refresh_from_db()
    assert deciding.take_over(row, actor=lin).author == "enterprise"


def test_a_mail_given_to_a_case_opens_nothing_for_who_works_there(case, lin, wei):
    secret = case.inquiry.secret
    link = f"https://park.example.org/en/inquiry/{case.inquiry.reference}/{secret}/"
    said = f"See {link} or the code {secret[:12]}\r\n{secret[12:]} please."
    raw = f"{letters.head('reply@parks.example.org', 'x@y.org', subject=secret)}\r\n{said}\r\n".encode()
    row = receiving.receive(raw)
    row.refresh_from_db()
    assert link not in row.text + row.original
    deciding.attach(row, case, actor=wei)
    row.refresh_from_db()
    assert "See https://park.example.org" in row.text
    for words in (row.subject, row.text, row.original):
        assert secret not in "".join(words.split())


def test_mails_are_forgotten_after_ninety_days(case, lin, annas):
    taken = receiving.receive(letters.gmail_en(annas))
    waiting = held(annas, number="2@mail")
    ignored = receiving.receive(letters.gmail_en(annas, number="3@mail", more="Precedence: bulk\r\n"))
    nobodys = receiving.receive(letters.gmail_en("reply@parks.example.org", number="4@mail"))
    assert (nobodys.state, nobodys.case) == ("quarantined", None)
    later = timezone.now() + datetime.timedelta(days=91)
    assert deciding.forget(timezone.now()) == 0
    assert deciding.forget(later) == 3
    assert deciding.forget(later) == 0
    for row in (taken, waiting, ignored, nobodys):
        row.refresh_from_db()
    assert (bool(taken.raw), bool(waiting.raw), bool(ignored.raw)) == (False, True, False)
    assert (bool(nobodys.raw), nobodys.sender) == (False, "")
    assert (taken.sender, ignored.sender, ignored.text) == (ANNA, "", "")
    assert Message.objects.get().body == letters.ANSWER_EN


def test_an_erased_mail_leaves_no_file(case, annas, django_capture_on_commit_callbacks):
    row = receiving.receive(letters.gmail_en(annas))
    name = row.raw.name
    with django_capture_on_commit_callbacks(execute=True):
        assert deciding.erase(row)
    assert not default_storage.exists(name)
    assert state_of(receiving.receive(letters.gmail_en(annas))) == ("accepted", ""), "it is not taken in again"
    assert Message.objects.count() == 1
