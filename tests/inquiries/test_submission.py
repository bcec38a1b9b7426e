"""One inquiry in: everything or nothing, and once."""

import hashlib
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError

from accounts.models import AuditEntry
from common.uploads import check_upload
from enterprises.models import Enterprise
from inquiries import conversation, rendering, submission
from inquiries.models import Attachment, Case, Consent, Inquiry
from inquiries.submission import Call, Company, Contact, Need
from inquiries.workflow import deadlines, transitions
from notifications import outbox
from notifications.models import OutgoingEmail
from tests import cast
from tests.inquiries import answers, builders

pytestmark = pytest.mark.django_db
PHONED = Contact(name="Anna Peeters", language="en", phone="+32475123456")


def test_everything_is_written_together(park_a, park_b, lin, bao, media):
    kind = cast.make_space_type()
    room = builders.make_space(park_b, "B7", kind=kind)
    with time_machine.travel(datetime(2026, 11, 24, 2, tzinfo=UTC), tick=False):
        outcome = submission.submit(
            answers.submission(
                park_a,
                park_b,
                need=Need(area_min=Decimal(80), area_max=Decimal(200)),
                space_types=[kind],
                spaces=[room],
                files=[check_upload(answers.pdf("方案.pdf"))],
            )
        )
    inquiry = outcome.inquiry
    assert outcome.created
    assert inquiry.reference.startswith("PB-2026-") and len(inquiry.reference) == 14
    assert (inquiry.direction, inquiry.screening, inquiry.language) == ("inbound", "clear", "en")
    assert inquiry.enterprise.name_en == "Walloon Optics"
    assert inquiry.requirement.area_max == 200
    assert list(inquiry.requirement.space_types.all()) == [kind]
    assert list(inquiry.requirement.spaces.all()) == [room]
    assert [case.park for case in inquiry.cases.order_by("pk")] == [park_a, park_b]
    attachment = inquiry.attachments.get()
    assert (attachment.name, attachment.sha256) == ("方案.pdf", hashlib.sha256(answers.PDF).hexdigest())
    assert media() == [attachment.file.name]
    assert set(OutgoingEmail.objects.values_list("event", "to", "language", "state")) == {
        ("inquiry_received", "anna@optics.example.org", "en", "queued"),
        ("inquiry_new", "lin@cbtc.example.org", "zh-hans", "queued"),
        ("inquiry_new", "bao@parkb.example.org", "zh-hans", "queued"),
    }


def test_consents_keep_the_words_and_name_each_recipient(park_a, park_b):
    inquiry = submission.submit(answers.submission(park_a, park_b)).inquiry
    rows = list(inquiry.consents.values_list("purpose", "recipient", "recipient_country", "language", "text_version"))
    assert rows == [
        ("answering", "cbtc controller", "BE", "en", "2026-11"),
        ("answering", "parkb controller", "CN", "en", "2026-11"),
        ("cross_border", "parkb controller", "CN", "en", "2026-11"),
    ]
    operators = list(inquiry.consents.values_list("operator", flat=True))
    assert operators == [park_a.operator_id, park_b.operator_id, park_b.operator_id]
    text = inquiry.consents.get(purpose="cross_border").text
    assert "from Belgium to parkb controller in China" in text


def test_a_chinese_company_agrees_in_chinese(park_a, park_b):
    company = Company(country="CN", name_zh_hans="武汉示例生物")
    inquiry = submission.submit(answers.submission(park_a, park_b, company=company, language="zh-hans")).inquiry
    consent = inquiry.consents.get(purpose="cross_border")
    assert (consent.recipient, consent.recipient_country, consent.language) == ("cbtc控制者", "BE", "zh-hans")
    assert "比利时" in consent.text
    assert inquiry.direction == "outbound"


@pytest.mark.parametrize(
    ("country", "slugs", "direction"),
    [
        ("CN", ["cbtc"], "outbound"),
        ("CN", ["cbtc", "parkb"], "outbound"),
        ("CN", ["parkb"], "domestic"),
        ("BE", ["parkb"], "inbound"),
        ("BE", ["cbtc"], "domestic"),
        ("DE", ["cbtc"], "domestic"),
    ],
)
def test_direction_is_seen_from_china(park_a, park_b, country, slugs, direction):
    assert submission.direction_of(country, [p for p in (park_a, park_b) if p.slug in slugs]) == direction


def test_without_every_consent_nothing_is_saved(park_a, park_b):
    given = answers.submission(park_a, park_b)
    for absent in given.ticks:
        with pytest.raises(submission.ConsentMissing) as refusal:
            submission.submit(answers.submission(park_a, park_b, ticks=given.ticks - {absent}))
        assert [text.value for text in refusal.value.texts] == [absent]
    assert not Inquiry.objects.exists() and not Enterprise.objects.exists() and not OutgoingEmail.objects.exists()


def test_a_tick_for_other_words_does_not_count(park_a):
    in_chinese = frozenset(answers.ticks(park_a, country="BE", language="zh-hans"))
    with pytest.raises(submission.ConsentMissing):
        submission.submit(answers.submission(park_a, ticks=in_chinese))


def test_the_same_key_makes_one_inquiry(park_a, media):
    first = submission.submit(answers.submission(park_a, files=[check_upload(answers.pdf())]))
    again = submission.submit(answers.submission(park_a, message="Other", files=[check_upload(answers.pdf())]))
    assert (again.inquiry, again.created) == (first.inquiry, False)
    assert Inquiry.objects.count() == Case.objects.count() == 1
    assert len(media()) == 1


def test_another_payload_under_a_key_is_refused(park_a):
    submission.submit(answers.submission(park_a, key="api:1", payload_hash="a"))
    assert not submission.submit(answers.submission(park_a, key="api:1", payload_hash="a")).created
    with pytest.raises(submission.IdempotencyConflict):
        submission.submit(answers.submission(park_a, key="api:1", payload_hash="b"))


def test_a_failing_transaction_leaves_no_row_and_no_file(park_a, media):
    backwards = Need(area_min=Decimal(200), area_max=Decimal(80))
    with pytest.raises(IntegrityError):
        submission.submit(answers.submission(park_a, need=backwards, files=[check_upload(answers.pdf())]))
    assert media() == []
    for model in (Inquiry, Enterprise, Case, Consent, Attachment, OutgoingEmail):
        assert not model.objects.exists()


def test_a_suspicious_inquiry_is_kept_and_released_by_staff(park_a, lin, wei):
    inquiry = submission.submit(answers.submission(park_a, suspicions=("honeypot",))).inquiry
    assert (inquiry.screening, inquiry.screening_reasons) == ("quarantined", ["honeypot"])
    assert set(OutgoingEmail.objects.values_list("state", flat=True)) == {"withheld"}
    assert submission.release(inquiry, wei)
    inquiry.refresh_from_db()
    assert inquiry.screening == "released"
    assert set(OutgoingEmail.objects.values_list("event", "state")) == {
        ("inquiry_received", "queued"),
        ("inquiry_new", "queued"),
    }
    entry = AuditEntry.objects.get(action="released")
    assert (entry.actor, entry.details) == (wei, {"reasons": ["honeypot"]})
    assert not submission.release(inquiry, wei)
    assert AuditEntry.objects.filter(action="released").count() == 1


SUBMITTED = datetime(2026, 11, 10, 9, tzinfo=UTC)  # a Tuesday
RELEASED = datetime(2026, 11, 17, 9, tzinfo=UTC)  # a week later


@pytest.fixture
def held(park_a, lin):
    with time_machine.travel(SUBMITTED, tick=False):
        return submission.submit(answers.submission(park_a, suspicions=("honeypot",))).inquiry


def release(inquiry, actor):
    with time_machine.travel(RELEASED, tick=False):
        assert submission.release(inquiry, actor)


def test_the_promise_of_a_released_inquiry_starts_at_its_release(held, park_a, wei, mailoutbox):
    before = held.cases.get().answer_by
    release(held, wei)
    case = held.cases.get()
    assert before < RELEASED < case.answer_by == deadlines.answer_by(park_a.operator, RELEASED)
    assert not deadlines.is_overdue(case, RELEASED)
    with time_machine.travel(RELEASED, tick=False):
        call_command("send_outbox")
    assert sorted(sent.to[0] for sent in mailoutbox) == ["anna@optics.example.org", "lin@cbtc.example.org"]
    for sent, language in zip(sorted(mailoutbox, key=lambda sent: sent.to), ("en", "zh-hans"), strict=True):
        assert rendering.moment(case.answer_by, "Europe/Brussels", language) in sent.body
        assert rendering.moment(before, "Europe/Brussels", language) not in sent.body


def test_the_mails_of_a_release_go_to_who_reads_them_by_then(held, lin, wei, operator_a):
    lin.is_active = False
    lin.save()
    cast.make_seat(cast.make_user("new@cbtc.example.org", language="en"), operator_a, "park_officer")
    release(held, wei)
    assert set(OutgoingEmail.objects.values_list("event", "to", "state")) == {
        ("inquiry_received", "anna@optics.example.org", "queued"),
        ("inquiry_new", "lin@cbtc.example.org", "aborted"),
        ("inquiry_new", "new@cbtc.example.org", "queued"),
    }


def test_a_mail_cancelled_in_quarantine_stays_cancelled(held, wei):
    [confirmation] = OutgoingEmail.objects.filter(event="inquiry_received")
    assert outbox.abort(confirmation, wei)
    release(held, wei)
    assert list(OutgoingEmail.objects.filter(event="inquiry_received").values_list("state", flat=True)) == ["aborted"]


def test_what_the_enterprise_wrote_meanwhile_goes_out_with_the_new_promise(held, lin, wei):
    with time_machine.travel(SUBMITTED, tick=False):
        conversation.write(held.cases.get(), body="Hello?", language="en", key="1")
    release(held, wei)
    row = OutgoingEmail.objects.get(event="enquirer_replied")
    case = held.cases.get()
    assert row.state == "queued" and case.answer_by > RELEASED
    assert row.context["answer_by"] == rendering.moment(case.answer_by, "Europe/Brussels", lin.language)


def test_a_case_that_ended_in_quarantine_promises_nothing(held, park_b, lin, wei):
    [kept] = transitions.open_cases(held, [park_b], now=SUBMITTED)
    ended = held.cases.exclude(pk=kept.pk).get()
    with time_machine.travel(SUBMITTED, tick=False):
        transitions.move(ended, "withdrawn", actor=lin)
    release(held, wei)
    ended.refresh_from_db()
    assert ended.answer_by < RELEASED
    [confirmation] = OutgoingEmail.objects.filter(event="inquiry_received")
    assert [part["park"] for part in confirmation.context["parks"]] == ["parkb park"]
    assert OutgoingEmail.objects.get(event="inquiry_new", about=ended.mail_reference).state == "aborted"


def test_two_operators_with_one_controller_are_told_apart(park_a):
    twin = cast.make_operator("twin", controller_name_en="cbtc controller", country="BE")
    other = cast.make_park(twin, "twin")
    inquiry = submission.submit(answers.submission(park_a, other)).inquiry
    assert list(inquiry.consents.values_list("recipient", flat=True)) == ["cbtc controller", "cbtc controller (twin)"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": None},
        {"kind": "callback", "mode": None, "call": Call("any", "Asia/Shanghai")},
        {"kind": "callback", "contact": PHONED},
        {"kind": "brochure", "mode": None, "contact": PHONED},
    ],
)
def test_the_database_wants_what_each_kind_needs(park_a, wrong):
    with pytest.raises(IntegrityError):
        submission.submit(answers.submission(park_a, **wrong))
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    "right",
    [
        {"kind": "callback", "mode": None, "contact": PHONED, "call": Call("any", "Asia/Shanghai")},
        {"kind": "brochure", "mode": None},
    ],
)
def test_the_short_kinds_open_a_case_without_a_mode(park_a, lin, right):
    inquiry = submission.submit(answers.submission(park_a, **right)).inquiry
    case = inquiry.cases.get()
    assert (inquiry.kind, inquiry.mode, case.qualification.mode, case.stage) == (right["kind"], None, None, "new")


def test_a_released_brochure_is_mailed(park_a, wei):
    inquiry = submission.submit(
        answers.submission(park_a, kind="brochure", mode=None, suspicions=("honeypot",))
    ).inquiry
    submission.release(inquiry, wei)
    assert dict(OutgoingEmail.objects.values_list("event", "state")) == {"brochure": "queued", "inquiry_new": "queued"}


def test_queries_of_one_park(park_a, lin, django_assert_num_queries):
    one = answers.submission(park_a)
    with django_assert_num_queries(17):
        submission.submit(one)


def test_queries_of_three_parks_with_everything(park_a, park_b, lin, bao, media, django_assert_num_queries):
    kind = cast.make_space_type()
    parks = [park_a, park_b, answers.third_park()]
    cast.make_wei()
    full = answers.submission(
        *parks,
        space_types=[kind],
        spaces=[builders.make_space(park_a, kind=kind)],
        files=[check_upload(answers.pdf())],
    )
    with django_assert_num_queries(21):
        submission.submit(full)
