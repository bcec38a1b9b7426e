import pytest
from django.urls import reverse
from django.utils.translation import override

from inquiries.models import Proposal, Qualification, Settlement
from parks.enums import SeatRole
from tests import cast
from tests.inquiries import builders


@pytest.fixture
def case(park_a):
    """Anna's case at park A."""
    return builders.make_case(park_a)


@pytest.fixture
def signed_in(client, lin):
    """Lin, officer of A, at work."""
    client.force_login(lin)
    return client


@pytest.fixture
def manager(operator_a):
    user = cast.make_user("mang@cbtc.example.org", name="Mang")
    cast.make_seat(user, operator_a, SeatRole.MANAGER)
    return user


@pytest.fixture
def page(client, case):
    """Opens the case page; `lang` chooses the reader's language."""

    def get(language="en"):
        response = client.get(f"/{language}/admin/inquiries/case/{case.pk}/change/")
        assert response.status_code == 200
        return response

    return get


def stamp_of(case, verb, fields):
    """What the hidden field of the form says on a page opened now."""
    model = {"qualification": Qualification, "settlement": Settlement, "proposal": Proposal}.get(verb)
    pk = f"{fields.get(verb, '')}"
    if model is None or (model is Proposal and not (pk.isdecimal() and len(pk) < 19)):
        return ""
    row = model.objects.filter(case=case, **({"pk": pk} if pk else {})).first()
    return row.updated_at.isoformat() if row else ""


@pytest.fixture
def do(client, case):
    """Posts one of the page's forms, in Chinese: `do("note", body="…")`; keys become prefixed field names.

    A form that writes a stored row carries the stamp of that row, as a page opened just now would.
    """

    def post(verb, **fields):
        prefix = f"{verb}-"
        if "seen" not in fields and (stamp := stamp_of(case, verb, fields)):
            fields["seen"] = stamp
        data = {key if key in ("send", "kept", "drop") else prefix + key: value for key, value in fields.items()}
        with override("zh-hans"):
            address = reverse(f"admin:inquiries_case_{verb}", args=[case.pk])
        return client.post(address, data)

    return post
