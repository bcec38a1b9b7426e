"""Taking an import back, as far as nobody has built on it."""

import pytest

from accounts.models import AuditEntry
from parks.models import Park, Policy, Source, Space
from parks.search import search
from tests import cast
from tests.inquiries.builders import make_inquiry, make_space
from tests.parks.importing.files import checked, committed, csv_file, undone

pytestmark = pytest.mark.django_db


@pytest.fixture
def edith(operator_a, park_a):
    cast.make_space_type()
    edith = cast.make_user("edith@cbtc.example.org", language="en")
    cast.make_seat(edith, operator_a, "park_editor")
    return edith


def stayed(batch):
    return {row.key: row.kept["en"] for row in batch.rows.filter(written=True, undone=False)}


def test_created_rows_go_and_changed_ones_are_set_back(edith, park_a):
    make_space(park_a, "Unobtainium", code="A1", floor="1", area_min=100)
    rows = [
        {"park": "cbtc", "code": "A1", "kind": "office", "name_en": "Hall", "floor": "(empty)", "area_min": "120.50"},
        {"park": "cbtc", "code": "A2", "kind": "office", "name_en": "Adamantium"},
    ]
    batch = undone(committed(checked(edith, "spaces", csv_file(rows)), edith), edith)
    space = Space.objects.get()
    assert (batch.state, space.name_en, space.floor, space.area_min) == ("undone", "Unobtainium", "1", 100)
    assert search(Park.objects.all(), "unobtainium").get() == park_a
    assert not search(Park.objects.all(), "adamantium").exists()
    assert AuditEntry.objects.get(action="deleted").label == "Adamantium"


def test_what_somebody_has_built_on_stays_and_is_told_row_by_row(edith, park_a):
    make_space(park_a, "Old", code="A1", floor="1")
    rows = [{"park": "cbtc", "code": f"A{number}", "kind": "office", "floor": "2"} for number in range(1, 5)]
    batch = committed(checked(edith, "spaces", csv_file(rows)), edith)
    Space.objects.filter(code="A1").update(floor="9")  # changed since
    Space.objects.filter(code="A2").update(note_en="read me")  # in a column that the file did not have
    make_inquiry().requirement.spaces.add(Space.objects.get(code="A3"))
    batch = undone(batch, edith)
    assert stayed(batch) == {
        "cbtc / A1": "Somebody changed this record after the import.",
        "cbtc / A2": "Somebody changed this record after the import.",
        "cbtc / A3": stayed(batch)["cbtc / A3"],
    }
    assert stayed(batch)["cbtc / A3"].startswith("Other records hang on this one")
    assert set(Space.objects.values_list("code", flat=True)) == {"A1", "A2", "A3"}
    Space.objects.filter(code="A2").update(note_en=None)
    assert set(stayed(undone(batch, edith))) == {"cbtc / A1", "cbtc / A3"}


def test_a_published_record_stays(edith):
    row = {"slug": "new", "title_en": "x", "summary_en": "y", "kind": "rent", "country": "BE"}
    batch = committed(checked(edith, "policies", csv_file([row])), edith)
    Policy.objects.update(state_en="published")
    assert stayed(undone(batch, edith)) == {"new": "This record was published after the import."}


def test_relations_are_set_back_too(edith, park_a, operator_a):
    policy = Policy.objects.create(slug="p", kind="rent", country="BE", title_en="x", operator=operator_a)
    batch = committed(checked(edith, "policies", csv_file([{"slug": "p", "parks": "cbtc"}])), edith)
    assert policy.parks.count() == 1
    undone(batch, edith)
    assert policy.parks.count() == 0


def test_a_park_with_spaces_stays(wei, operator_a):
    cast.make_space_type()
    row = {"slug": "fresh", "name_en": "Fresh", "operator": "cbtc", "kind": "incubator", "country": "BE"}
    batch = committed(checked(wei, "parks", csv_file([row])), wei)
    make_space(Park.objects.get(slug="fresh"), "Hall")
    assert stayed(undone(batch, wei)) == {"fresh": "Other records hang on this one (space)."}
    Space.objects.all().delete()
    undone(batch, wei)
    assert not Park.objects.filter(slug="fresh").exists()


def test_what_can_no_longer_be_written_stays_and_says_so(edith, park_a):
    old, new = (Source.objects.create(code=code, title_en=code) for code in ("old", "new"))
    make_space(park_a, "Hall", code="A1", source=old)
    rows = [{"park": "cbtc", "code": "A1", "source": "new"}]
    batch = committed(checked(edith, "spaces", csv_file(rows)), edith)
    old.delete()
    (reason,) = stayed(undone(batch, edith)).values()
    assert reason.startswith("What stood here before cannot be written again: Among the records")
    assert Space.objects.get().source == new
