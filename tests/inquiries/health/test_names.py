"""What people call the work that the worker does."""

import pytest
from django.conf import settings
from django.utils import translation

from inquiries import chores
from inquiries.health import names
from inquiries.health.names import CHORE, JOB
from parks.worklist import JobKind
from portal.celery import app

APPS = ("portal", "inquiries", "enterprises", "parks", "accounts", "notifications")


def ours():
    """Every task and chore that this installation, or one with a mailbox, runs by the clock or on a ring."""
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    app.loader.import_default_modules()
    known = {name for name in app.tasks if name.split(".")[0] in APPS}
    assert scheduled <= known
    assert "inquiries.tasks.read_replies" in known
    minded = {f"{CHORE}{name}" for name, _chore in chores.CHORES}
    return sorted(known | minded | {f"{JOB}{kind}" for kind in JobKind.values})


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_of_ours_has_a_name_of_its_own(language):
    with translation.override(language):
        labels = {name: names.label(name) for name in ours()}
    assert [name for name, label in labels.items() if label == name or not label] == []
    assert len(set(labels.values())) == len(labels)
    chinese = [name for name, label in labels.items() if any("一" <= sign <= "鿿" for sign in label)]
    assert chinese == ([] if language == "en" else list(labels))


def test_no_name_is_left_of_work_that_is_gone():
    assert sorted([*names.TASKS, *(f"{CHORE}{name}" for name in names.CHORES)]) == [
        name for name in sorted(ours()) if not name.startswith(JOB)
    ]


def test_what_is_not_ours_keeps_its_name():
    for name in ("celery.backend_cleanup", "chore:other", "job:other", "idle_due", ""):
        assert names.label(name) == name


def test_a_list_reads_as_its_language_does():
    for language, words in (("en", "Check of links, other.task"), ("zh-hans", "链接检查、other.task")):
        with translation.override(language):
            assert names.listed(["parks.tasks.check_links", "other.task"]) == words
