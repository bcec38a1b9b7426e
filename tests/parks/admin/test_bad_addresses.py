"""Nothing typed into the address bar, and no forged value, is answered with an error page."""

import datetime

import pytest
from django.urls import reverse

from accounts import audit
from accounts.enums import AuditAction
from notifications.models import OutgoingEmail
from parks.models import Source
from tests import cast
from tests.inquiries.builders import make_inquiry, make_space
from tests.parks.admin.pages import change, errors

HUGE = "9" * 30
LISTS = {
    "inquiries_inquiry": "submitted_at",
    "enterprises_enterprise": "created_at",
    "accounts_auditentry": "at",
    "notifications_outgoingemail": "created_at",
    "parks_source": "published_on",
}


@pytest.fixture
def office(client, wei, park_a):
    client.force_login(wei)
    make_inquiry()
    audit.record(AuditAction.SIGNED_IN, wei, actor=wei)
    Source.objects.create(code="s", title_en="S", published_on=datetime.date(2024, 5, 1))
    OutgoingEmail.objects.create(
        event="message", audience="enquirer", to="a@example.org", language="en", message_id="<1@test>"
    )
    return client


@pytest.mark.parametrize(("name", "field"), LISTS.items())
@pytest.mark.parametrize(
    "query",
    [
        "{0}__year=9999",
        "{0}__year=1",
        "{0}__year=9999&{0}__month=12&{0}__day=31",
        "{0}__year=2024&{0}__month=2&{0}__day=31",
        "{0}__year=2024&{0}__month=99999999999999999999",
        "{0}__gte=0001-01-01",
        "{0}__gte=0001-01-01 00:00",
        "{0}__lt=x",
        "language=%00",
        f"p={HUGE}",
    ],
)
def test_an_unreadable_filter_is_left_out_with_a_sentence(office, name, field, query):
    page = office.get(f"/en/admin/{name.replace('_', '/')}/?{query.format(field)}", follow=True)
    assert page.status_code == 200
    assert "could not be read and was left out" in page.content.decode()


@pytest.mark.parametrize(("name", "field"), LISTS.items())
def test_a_readable_year_is_followed(office, name, field):
    year = 2024 if name == "parks_source" else datetime.datetime.now(datetime.UTC).year
    page = office.get(reverse(f"admin:{name}_changelist"), {f"{field}__year": year})
    assert page.status_code == 200
    assert page.context["cl"].result_count >= 1


@pytest.mark.parametrize(
    ("name", "lookup"),
    [
        ("inquiries_case", "stage__regex"),
        ("parks_park", "country__iregex"),
        ("accounts_user", "language__regex"),
        ("accounts_user", "email__startswith"),
        ("accounts_auditentry", "action__regex"),
        ("notifications_outgoingemail", "to__regex"),
    ],
)
def test_no_lookup_but_those_of_the_filters_is_followed(office, name, lookup):
    assert office.get(reverse(f"admin:{name}_changelist"), {lookup: "("}).status_code == 400


def test_a_zero_byte_in_a_filter_of_cases_is_left_out(office):
    assert office.get(reverse("admin:inquiries_case_changelist") + "?stage=%00&show=all").status_code == 302


def test_a_search_reads_eight_words(office):
    words = "cbtc " * 1500
    for name in ("parks_park", "accounts_user", "notifications_outgoingemail"):
        assert office.get(reverse(f"admin:{name}_changelist"), {"q": words}).status_code in (200, 302)
    query = {"app_label": "parks", "model_name": "space", "field_name": "park", "term": words + "\x00"}
    found = office.get("/en/admin/autocomplete/", query)
    assert [row["text"] for row in found.json()["results"]] == ["cbtc park"]


@pytest.mark.parametrize("value", ["abc", HUGE, "-1", "１２", "\x00"])
def test_a_choice_that_is_no_row_is_refused_beside_its_field(office, park_a, value):
    space = make_space(park_a)
    assert office.get(reverse("admin:parks_space_add"), {"park": value, "industries": value}).status_code == 200
    page = change(office, park_a, operator=value, sources=[value])
    assert {"operator", "sources"} <= set(errors(page))
    assert {"park", "industries"} <= set(errors(change(office, space, park=value, industries=[value])))


def test_a_picture_of_an_impossible_park_is_not_there(office):
    address = reverse("admin:parks_park_photo", args=[int(HUGE), 1])
    assert office.get(address).status_code == 404
    assert office.get(reverse("admin:parks_park_photo", args=[1, int(HUGE)])).status_code == 404


def test_an_impossible_number_in_a_related_filter_is_left_out(office):
    assert cast.Park.objects.exists()
    page = office.get(reverse("admin:parks_space_changelist"), {"park__id__exact": HUGE}, follow=True)
    assert page.status_code == 200
