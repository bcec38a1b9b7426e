"""What happens to an unfinished inquiry: saved, reminded of once, handed over, erased."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction

from inquiries import chores, consents, drafting, submission
from inquiries.models import Draft, DraftFile, Inquiry
from notifications.models import OutgoingEmail
from tests.inquiries import answers, builders
from tests.inquiries.workflow.test_races import at_once

pytestmark = pytest.mark.django_db
BEGUN = datetime(2026, 11, 24, 9, tzinfo=UTC)
DAY = timedelta(days=1)
ADDRESS = "192.0.2.1"


@pytest.fixture(autouse=True)
def files(media):
    return media


@pytest.fixture
def draft():
    with time_machine.travel(BEGUN, tick=False):
        return drafting.save(drafting.start(uuid.uuid4(), "en", "need"), change(message=["Half"]))


def change(step="need", language="en", base=None, tab="", overrules=False, **typed):
    return drafting.Change(typed, step, language, base, tab, overrules)


def agreed(draft, email="anna@optics.example.org"):
    with time_machine.travel(BEGUN, tick=False):
        drafting.send_link(draft, email, remind=True)
    return draft


# --- Beginning and saving ------------------------------------------------------------------------


def test_one_key_is_one_draft():
    key = uuid.uuid4()
    assert drafting.start(key, "en", "enterprise") == drafting.start(key, "zh-hans", "need")
    assert Draft.objects.get().language == "en"


def test_codes_are_long_and_never_the_same(draft):
    other = drafting.start(uuid.uuid4(), "en", "need")
    assert len(draft.code) == 32 and draft.code != other.code


def test_a_save_merges_and_counts_changes_only(draft):
    assert (draft.revision, draft.data) == (1, {"message": ["Half"]})
    same = drafting.save(draft, change(message=["Half"]))
    assert same.revision == 1
    more = drafting.save(draft, change(step="contact", language="zh-hans", contact_name=["安娜"]))
    assert (more.revision, more.data) == (2, {"message": ["Half"], "contact_name": ["安娜"]})
    assert (more.step, more.language) == ("contact", "zh-hans")


@pytest.mark.parametrize(
    ("base", "tab", "overrules", "taken"),
    [
        (1, "b", False, True),  # it showed what is stored
        (0, "a", False, True),  # its own late save
        (0, "b", False, False),
        (0, "", False, False),
        (0, "b", True, True),
        (None, "b", False, True),  # a page that showed nothing
    ],
)
def test_who_may_save_over_what(base, tab, overrules, taken):
    draft = drafting.save(drafting.start(uuid.uuid4(), "en", "need"), change(tab="a", message=["newer"]))
    late = change(base=base, tab=tab, overrules=overrules, message=["older"])
    if taken:
        assert drafting.save(draft, late).data["message"] == ["older"]
    else:
        with pytest.raises(drafting.Elsewhere):
            drafting.save(draft, late)
        assert Draft.objects.get(pk=draft.pk).data["message"] == ["newer"]


def test_a_draft_holds_a_limited_amount(draft):
    with pytest.raises(drafting.TooMuch):
        drafting.save(draft, change(message=["x" * 60_000], special_needs=["x" * 60_000]))
    assert Draft.objects.get().data == {"message": ["Half"]}


def test_looking_finds_a_draft_for_thirty_days(draft):
    with time_machine.travel(BEGUN + 30 * DAY - timedelta(minutes=1)):
        assert drafting.find(draft.code) == draft
    with time_machine.travel(BEGUN + 30 * DAY):
        assert drafting.find(draft.code) is None
    assert drafting.find("x\x00") is None


def test_every_save_keeps_it_for_thirty_days_more(draft):
    with time_machine.travel(BEGUN + 20 * DAY, tick=False):
        saved = drafting.save(draft, change(message=["Half"]))
    assert drafting.erased_on(saved) == BEGUN + 50 * DAY


# --- Files -----------------------------------------------------------------------------------------


def test_the_same_file_twice_is_kept_once(draft, files):
    assert drafting.add_files(draft, [answers.pdf("a.pdf"), answers.pdf("again.pdf")], ADDRESS) == []
    assert [file.name for file in draft.files.all()] == ["a.pdf"] and len(files()) == 1


def test_a_sixth_file_is_refused_by_name(draft, files):
    many = [answers.pdf(f"{n}.pdf", answers.PDF + b"%d" % n) for n in range(6)]
    assert drafting.add_files(draft, many, ADDRESS) == ["“5.pdf”未添加：最多 5 个文件。"]
    assert len(files()) == 5


def test_one_visitor_puts_a_limited_amount_on_the_disk(draft, files, settings):
    settings.INQUIRY_STAGED_MB_ADDRESS = 1
    large = [answers.pdf(f"{n}.pdf", answers.PDF + b"%d" % n * 700_000) for n in range(2)]
    assert drafting.add_files(draft, large, ADDRESS) == [
        "您所在网络上传的文件较多，以下文件未保存：1.pdf。请稍后再添加。"
    ]
    assert len(files()) == 1


def test_a_file_that_cannot_be_noted_is_not_left_behind(draft, files, monkeypatch):
    monkeypatch.setattr(DraftFile, "save", lambda self: (_ for _ in ()).throw(IntegrityError))
    with pytest.raises(IntegrityError):
        drafting.add_files(draft, [answers.pdf()], ADDRESS)
    assert files() == []


# --- Handing over --------------------------------------------------------------------------------


def test_a_draft_becomes_one_inquiry_and_is_empty(draft, park_a, files):
    agreed(draft)
    drafting.add_files(draft, [answers.pdf("方案.pdf")], ADDRESS)
    [stored] = files()
    draft.refresh_from_db()
    inquiry = submission.submit(answers.submission(park_a, draft=draft)).inquiry
    attachment = inquiry.attachments.get()
    assert (attachment.name, attachment.file.name) == ("方案.pdf", stored)
    draft.refresh_from_db()
    assert (draft.inquiry, draft.data, draft.email, draft.remind_agreed_at) == (inquiry, {}, "", None)
    assert not DraftFile.objects.exists()


def test_a_changed_draft_is_not_sent(draft, park_a):
    drafting.save(draft, change(message=["Other"]))
    with pytest.raises(drafting.Elsewhere):
        submission.submit(answers.submission(park_a, draft=draft))
    assert not Inquiry.objects.exists() and Draft.objects.get().data["message"] == ["Other"]


def test_a_sent_draft_takes_nothing_more(draft, park_a, files):
    submission.submit(answers.submission(park_a, draft=draft))
    for late in (
        lambda: drafting.save(draft, change(message=["late"])),
        lambda: drafting.add_files(draft, [answers.pdf()], ADDRESS),
        lambda: drafting.send_link(draft, "a@example.org", remind=False),
    ):
        with pytest.raises(drafting.Gone):
            late()
    drafting.erase(draft)
    assert Draft.objects.get().data == {} and files() == []


def test_the_database_keeps_a_sent_draft_empty(draft, park_a):
    inquiry = builders.make_inquiry()
    for wrong in ({"inquiry": inquiry}, {"remind_agreed_at": BEGUN}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Draft.objects.filter(pk=draft.pk).update(**wrong)


# --- Link and reminder -----------------------------------------------------------------------------


def test_asking_twice_in_a_row_sends_one_link(draft):
    with time_machine.travel(BEGUN, tick=False):
        for _time in range(2):
            drafting.send_link(draft, "a@example.org", remind=False)
        drafting.send_link(draft, "b@example.org", remind=False)
    with time_machine.travel(BEGUN + timedelta(minutes=11), tick=False):
        drafting.send_link(draft, "a@example.org", remind=False)
    assert list(OutgoingEmail.objects.order_by("pk").values_list("to", flat=True)) == [
        "a@example.org",
        "b@example.org",
        "a@example.org",
    ]


def test_agreeing_to_the_reminder_is_noted_and_taken_back(draft):
    agreed(draft)
    draft.refresh_from_db()
    assert (draft.remind_agreed_at, draft.remind_text_version) == (BEGUN, consents.VERSION)
    drafting.send_link(draft, "anna@optics.example.org", remind=False)
    draft.refresh_from_db()
    assert (draft.remind_agreed_at, draft.remind_text_version) == (None, "")


@pytest.mark.parametrize(
    ("after", "reminded"),
    [(3 * DAY - timedelta(seconds=1), 0), (3 * DAY, 1), (29 * DAY, 1), (30 * DAY, 0)],
)
def test_the_reminder_goes_after_three_days_and_once(draft, after, reminded):
    agreed(draft)
    assert drafting.remind_due(BEGUN + after) == reminded
    assert drafting.remind_due(BEGUN + after) == 0
    assert OutgoingEmail.objects.filter(event="draft_reminder").count() == reminded


def test_after_the_reminder_it_may_rest(draft):
    agreed(draft)
    drafting.remind_due(BEGUN + 3 * DAY)
    with time_machine.travel(BEGUN + 4 * DAY):
        drafting.save(draft, change(message=["More"]))
    assert drafting.remind_due(BEGUN + 9 * DAY) == 0


def test_nobody_is_reminded_without_agreeing_or_after_sending(draft, park_a):
    drafting.send_link(draft, "a@example.org", remind=False)
    sent = agreed(drafting.start(uuid.uuid4(), "en", "need"))
    submission.submit(answers.submission(park_a, draft=sent))
    assert drafting.remind_due(BEGUN + 5 * DAY) == 0


def test_going_on_puts_the_reminder_off(draft):
    agreed(draft)
    with time_machine.travel(BEGUN + 2 * DAY, tick=False):
        drafting.save(draft, change(message=["More"]))
    assert drafting.remind_due(BEGUN + 4 * DAY) == 0
    assert drafting.remind_due(BEGUN + 5 * DAY) == 1


# --- Erasing ---------------------------------------------------------------------------------------


def test_a_draft_is_erased_with_its_files_after_thirty_days(draft, files, django_capture_on_commit_callbacks):
    drafting.add_files(draft, [answers.pdf()], ADDRESS)
    assert drafting.erase_due(BEGUN + 30 * DAY - timedelta(seconds=1)) == 0 and len(files()) == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert drafting.erase_due(BEGUN + 30 * DAY) == 1
    assert not Draft.objects.exists() and not DraftFile.objects.exists() and files() == []
    assert drafting.erase_due(BEGUN + 30 * DAY) == 0


def test_a_sent_draft_is_erased_too_and_its_inquiry_stays(draft, park_a, files, django_capture_on_commit_callbacks):
    drafting.add_files(draft, [answers.pdf()], ADDRESS)
    submission.submit(answers.submission(park_a, draft=draft))
    with django_capture_on_commit_callbacks(execute=True):
        assert drafting.erase_due(BEGUN + 30 * DAY) == 1
    assert Inquiry.objects.get().attachments.count() == 1 and len(files()) == 1


def test_a_file_is_deleted_only_once_the_erasure_is_certain(draft, files, django_capture_on_commit_callbacks):
    drafting.add_files(draft, [answers.pdf()], ADDRESS)
    with django_capture_on_commit_callbacks() as promised:
        drafting.erase(draft)
    assert len(files()) == 1 and len(promised) == 1
    promised[0]()
    assert files() == []


def test_the_worker_does_both(draft):
    agreed(draft)
    assert chores.mind(BEGUN + 3 * DAY)["remind_of_drafts"] == 1
    assert chores.mind(BEGUN + 30 * DAY)["erase_drafts"] == 1


# --- At once ---------------------------------------------------------------------------------------

needs_locks = pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks: needs PostgreSQL")


@needs_locks
@pytest.mark.django_db(transaction=True)
def test_of_many_reminders_at_once_one_goes(draft):
    agreed(draft)
    outcomes = at_once(*[lambda: drafting.remind_due(BEGUN + 3 * DAY)] * 8)
    assert sorted(outcomes) == [0] * 7 + [1]
    assert OutgoingEmail.objects.filter(event="draft_reminder").count() == 1


@needs_locks
@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_at_once_one_wins(draft):
    verbs = [lambda tab=tab: drafting.save(draft, change(base=1, tab=tab, message=[tab])) for tab in ("a", "b")]
    outcomes = at_once(*verbs)
    assert [type(one) for one in outcomes].count(drafting.Elsewhere) == 1
    assert Draft.objects.get().data["message"] in (["a"], ["b"]) and Draft.objects.get().revision == 2


@needs_locks
@pytest.mark.django_db(transaction=True)
def test_saving_and_erasing_at_once_leave_no_half(draft):
    drafting.add_files(draft, [answers.pdf()], ADDRESS)
    outcomes = at_once(
        lambda: drafting.save(draft, change(message=["late"])), lambda: drafting.erase_due(BEGUN + 31 * DAY)
    )
    if Draft.objects.exists():
        assert outcomes[1] == 0 and default_storage.exists(draft.files.get().file.name)
    else:
        assert isinstance(outcomes[0], drafting.Gone) or outcomes[1] == 1
        assert not DraftFile.objects.exists()
