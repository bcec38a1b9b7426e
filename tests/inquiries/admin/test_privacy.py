"""The platform's doors: erase and copy with the reference typed once more; the list that auditors read."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from inquiries.models import Inquiry, PrivacyRequest
from tests import cast
from tests.inquiries import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def inquiry(park_a, lin, media):
    return builders.make_case(park_a).inquiry


def door(inquiry, name):
    return reverse(f"admin:inquiries_inquiry_{name}", args=[inquiry.pk])


def test_erasing_wants_the_reference_again(client, inquiry, wei):
    client.force_login(wei)
    wrong = client.post(door(inquiry, "erase"), {"reference": "PB-2026-000000"})
    assert (wrong.status_code, Inquiry.objects.get().erased_at) == (422, None)
    done = client.post(door(inquiry, "erase"), {"reference": inquiry.reference.lower()})
    assert done.headers["Location"] == reverse("admin:inquiries_privacyrequest_changelist")
    assert (Inquiry.objects.get().contact_name, PrivacyRequest.objects.get().actor) == ("", wei)
    assert client.get(door(inquiry, "erase")).status_code == 404


def test_a_copy_is_audited_as_seen(client, inquiry, wei):
    client.force_login(wei)
    copy = client.post(door(inquiry, "takeout"), {"reference": inquiry.reference})
    assert b"".join(copy).startswith(b"PK")
    assert set(AuditEntry.objects.values_list("action", flat=True)) >= {"exported", "revealed"}


def test_staff_of_a_park_pass_neither_door(client, inquiry, lin):
    client.force_login(lin)
    for name in ("erase", "takeout"):
        assert client.post(door(inquiry, name), {"reference": inquiry.reference}).status_code == 403
    assert Inquiry.objects.get().erased_at is None


def test_an_auditor_reads_the_list_without_a_name(client, inquiry, wei):
    client.force_login(wei)
    client.post(door(inquiry, "erase"), {"reference": inquiry.reference})
    noor = cast.make_user("noor@parkbridge.example.org", name="Noor", platform_role="auditor")
    client.force_login(noor)
    page = client.get(reverse("admin:inquiries_privacyrequest_changelist")).content.decode()
    assert inquiry.reference in page
    for name in ("Anna", "Walloon", "anna@"):
        assert name not in page
