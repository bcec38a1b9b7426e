"""Of two people on one page, the second to save is told, and keeps what was typed."""

import pytest
from django.urls import reverse

from tests.inquiries.builders import make_space
from tests.parks.admin.pages import errors, filled


@pytest.mark.parametrize(
    ("kind", "field"), [("park", "contact_hours_en"), ("space", "note_en"), ("operator", "controller_name_en")]
)
def test_the_second_to_save_is_told_and_loses_nothing(client, wei, park_a, kind, field):
    client.force_login(wei)
    row = {"park": lambda: park_a, "space": lambda: make_space(park_a), "operator": lambda: park_a.operator}[kind]()
    address = f"/en/admin/parks/{kind}/{row.pk}/change/"
    first, second = filled(client.get(address)), filled(client.get(address))
    assert client.post(address, {**first, field: "first"}).status_code == 302
    page = client.post(address, {**second, field: "second"})
    assert ["Somebody else saved" in text for text in errors(page)["__all__"]] == [True]
    assert "second" in page.content.decode()
    row.refresh_from_db()
    assert getattr(row, field) == "first"
    assert client.post(address, filled(page)).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == "second"


def test_a_new_record_and_a_reader_see_no_such_field(client, wei, lin, park_a):
    client.force_login(wei)
    assert "seen" not in filled(client.get(reverse("admin:parks_space_add")))
    client.force_login(lin)
    assert client.get(reverse("admin:parks_park_change", args=[park_a.pk])).status_code == 200
