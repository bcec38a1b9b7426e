"""Files that a killed process left behind."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from common.uploads import check_upload
from inquiries import conversation, drafting, orphans, submission, tasks
from inquiries.models import Attachment
from tests.inquiries import answers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(media):
    return media


@pytest.fixture
def kept(park_a, lin):
    """The files of an inquiry and of a message, with their rows."""
    inquiry = submission.submit(answers.submission(park_a, files=[check_upload(answers.pdf())])).inquiry
    case = inquiry.cases.get()
    conversation.write(case, body="", files=[check_upload(answers.pdf())], language="en", key="1")
    return sorted(Attachment.objects.values_list("file", flat=True))


def leave(path="attachments/2026/11/0123456789abcdef"):
    return default_storage.save(path, ContentFile(answers.PDF))


def tomorrow(hours=25):
    return time_machine.travel(timezone.now() + timedelta(hours=hours))


def test_what_no_row_names_is_deleted_after_a_day(files, kept):
    leave()
    leave("attachments/2025/01/fedcba9876543210")
    with tomorrow(hours=23):
        assert tasks.clear_orphans() == 0
    with tomorrow():
        assert tasks.clear_orphans() == 2
        assert tasks.clear_orphans() == 0
    assert files() == kept


def test_a_file_whose_row_was_deleted_goes_too(files, kept):
    Attachment.objects.filter(file=kept[0]).delete()
    with tomorrow():
        assert orphans.clear() == 1
    assert files() == kept[1:]


def test_the_file_of_a_draft_is_kept(files):
    draft = drafting.start(uuid.uuid4(), "en", "need")
    assert drafting.add_files(draft, [answers.pdf()], "192.0.2.1") == []
    with tomorrow():
        assert orphans.clear() == 0
    assert files() == [draft.files.get().file.name]


def test_other_folders_are_left_alone(files):
    leave("parks/photo")
    with tomorrow():
        assert orphans.clear() == 0
    assert files("parks") == ["parks/photo"]


def test_one_run_deletes_so_many_and_the_next_goes_on(files, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(orphans, "LIMIT", 3)
    monkeypatch.setattr(orphans, "BATCH", 2)
    for number in range(5):
        leave(f"attachments/2026/11/{number}")
    with tomorrow():
        with django_assert_num_queries(6):  # three for each batch: drafts, attachments, mails
            assert orphans.clear() == 3
        assert orphans.clear() == 2
    assert files() == []


def test_it_runs_every_day():
    entry = settings.CELERY_BEAT_SCHEDULE["inquiries.clear_orphans"]
    assert entry["task"] == tasks.clear_orphans.name
    assert entry["schedule"].remaining_estimate(timezone.now()) <= timedelta(days=1)
