"""A process that is killed in the middle of an erasure leaves the inquiry whole; the next run finishes it."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection, transaction

from inquiries import chores
from inquiries.models import Inquiry
from inquiries.privacy import asking
from tests.inquiries.privacy import scene

SCRIPT = """
import django; django.setup()
from inquiries.models import PrivacyRequest
from inquiries.privacy import asking
print("ready", flush=True)
asking.carry_out(PrivacyRequest.objects.get())
print("done", flush=True)
"""


@pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks: needs PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_a_killed_erasure_is_finished_later(park_a, park_b, lin, bao, media):
    with transaction.atomic():
        inquiry = scene.everything(park_a, park_b, lin)
    asking.confirm_signed_in(inquiry, kind="erase")
    name = connection.settings_dict
    url = f"postgres://{name['USER']}@{name['HOST']}:{name['PORT']}/{name['NAME']}"
    environ = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    with transaction.atomic():
        # The last row that the erasure writes is ours until the process is dead: it stands in the middle of its work.
        Inquiry.objects.select_for_update().get(pk=inquiry.pk)
        child = subprocess.Popen(
            [sys.executable, "-c", SCRIPT], env=environ, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True
        )
        assert child.stdout.readline() == "ready\n"
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and not _waits():
            time.sleep(0.1)
        child.send_signal(signal.SIGKILL)
        assert child.wait(timeout=30) == -signal.SIGKILL
    inquiry.refresh_from_db()
    assert (inquiry.erased_at, inquiry.contact_name) == (None, f"{scene.MARK} Anna")
    assert len(media()) == 4
    assert chores.mind()["finish_erasures"] == 1
    inquiry.refresh_from_db()
    assert inquiry.contact_name == "" and media() == []


def _waits():
    """Whether the other process stands before our lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0
