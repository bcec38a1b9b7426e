"""Writing: all or none, or the good rows; drafts, trail, search, staleness; and what moved on in between."""

import pytest

from accounts.models import AuditEntry
from parks.importing.refusals import Refused
from parks.models import ImportBatch, Job, Park, Revision, SearchEntry, Space, TextSource
from parks.search import search
from tests import cast
from tests.inquiries.builders import make_space
from tests.parks.importing.files import checked, committed, counts, csv_file, undone

pytestmark = pytest.mark.django_db


@pytest.fixture
def edith(operator_a, park_a):
    cast.make_space_type()
    edith = cast.make_user("edith@cbtc.example.org", language="en")
    cast.make_seat(edith, operator_a, "park_editor")
    return edith


def rows(count, **more):
    return [{"park": "cbtc", "code": f"A{number}", "kind": "office", **more} for number in range(1, count + 1)]


def test_all_or_none_is_not_offered_while_rows_are_refused(edith):
    batch = checked(edith, "spaces", csv_file([*rows(3, area_min=5), {"park": "cbtc", "code": "B", "area_min": "x"}]))
    with pytest.raises(Refused, match="1 rows are refused"):
        committed(batch, edith, "all")
    batch = committed(batch, edith, "good")
    assert (batch.state, batch.mode, counts(batch), Space.objects.count()) == ("committed", "good", (3, 0, 0, 1), 3)


def test_a_thousand_rows_with_three_bad_ones_and_a_second_run_that_updates(edith):
    lines = rows(1000, floor="1", area_min="100")
    for place in (10, 500, 990):
        lines[place]["area_min"] = "much"
    batch = checked(edith, "spaces", csv_file(lines, encoding="gb18030"))
    assert counts(batch) == (997, 0, 0, 3)
    committed(batch, edith, "good")
    assert Space.objects.count() == 997
    again = checked(edith, "spaces", csv_file(rows(1000, floor="2", area_min="100"), encoding="utf-8"))
    assert counts(again) == (3, 997, 0, 0)


def test_none_are_written_when_one_row_moved_on(edith, park_a):
    make_space(park_a, "Hall", code="A1", floor="1")
    batch = checked(edith, "spaces", csv_file(rows(60, floor="2")))
    assert counts(batch) == (59, 1, 0, 0)
    Space.objects.filter(code="A1").update(floor="7")
    batch = committed(batch, edith, "all")
    assert (batch.state, Space.objects.count(), Space.objects.get().floor) == ("checked", 1, "7")
    job = Job.objects.get(kind="commit")
    assert job.state == "failed"
    assert job.error["en"].startswith("Row 2 is no longer as it was checked: The record has changed since the check")
    assert not AuditEntry.objects.filter(action="created").exists()


def test_of_the_good_rows_the_one_that_moved_on_is_refused(edith, park_a):
    make_space(park_a, "Hall", code="A1", floor="1")
    batch = checked(edith, "spaces", csv_file(rows(3, floor="2")))
    Space.objects.filter(code="A1").update(floor="7")
    batch = committed(batch, edith, "good")
    assert (batch.state, counts(batch)) == ("committed", (2, 0, 0, 1))
    assert Space.objects.get(code="A1").floor == "7"


def test_a_record_that_somebody_made_meanwhile_is_not_made_twice(edith, park_a):
    batch = checked(edith, "spaces", csv_file(rows(2)))
    make_space(park_a, "Quick", code="A2")
    assert counts(committed(batch, edith, "good")) == (1, 0, 0, 1)
    assert Space.objects.filter(code="A2").count() == 1


def test_every_record_has_its_line_in_the_trail_and_the_batch_one(edith, park_a):
    batch = committed(checked(edith, "spaces", csv_file(rows(2, floor="3"))), edith)
    made = AuditEntry.objects.filter(action="created", content_type__model="space")
    assert [entry.details for entry in made] == [{"fields": ["park", "code", "kind", "floor"], "import": batch.pk}] * 2
    whole = AuditEntry.objects.get(action="imported")
    assert (whole.actor, whole.details["rows"], whole.details["new"]) == (edith, 2, 2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [2, 60])
def test_search_and_pages_know_at_once(edith, park_a, count):
    """Few rows are told one by one, many at the end."""
    before = Park.objects.get().page_version.number
    committed(checked(edith, "spaces", csv_file(rows(count, name_en="Unobtainium"))), edith)
    assert search(Park.objects.all(), "unobtainium").get() == park_a
    assert Park.objects.get().page_version.number > before
    assert SearchEntry.objects.filter(kind="space").count() == count


def test_a_published_version_whose_counterpart_was_rewritten_is_stale(edith, park_a):
    committed(checked(edith, "parks", csv_file([{"slug": "cbtc", "summary_zh_hans": "新"}])), edith)
    park = Park.objects.get()
    assert (park.state_zh_hans, park.state_en) == ("published", "stale")


def test_rights_are_those_of_the_moment_of_writing(edith, park_a):
    batch = checked(edith, "spaces", csv_file(rows(1)))
    edith.memberships.all().delete()
    with pytest.raises(Refused, match="role"):
        committed(ImportBatch.objects.get(pk=batch.pk), type(edith).objects.get(pk=edith.pk))
    assert not Space.objects.exists()


def test_an_import_is_written_once(edith):
    batch = committed(checked(edith, "spaces", csv_file(rows(1))), edith)
    for verb in (committed, undone, undone):
        if verb is committed:
            with pytest.raises(Refused, match="moved on"):
                verb(batch, edith)
        else:
            batch = verb(batch, edith)
    assert (batch.state, Space.objects.count()) == ("undone", 0)


def test_somebody_elses_import_is_out_of_reach(edith, operator_a):
    batch = checked(edith, "spaces", csv_file(rows(1)))
    other = cast.make_user("other@cbtc.example.org")
    cast.make_seat(other, operator_a, "park_editor")
    with pytest.raises(Refused, match="role"):
        committed(batch, other)


def test_the_trail_says_whose_record_was_written(operator_a, park_a):
    editor = cast.make_user("ed@cbtc.example.org")
    cast.make_seat(editor, operator_a, "park_editor")
    batch = checked(editor, "parks", csv_file([{"slug": park_a.slug, "summary_en": "New words."}]))
    committed(batch, editor)
    assert list(AuditEntry.objects.filter(content_type__model="park").values_list("action", "operator_number")) == [
        ("changed", operator_a.pk)
    ]


def test_what_is_imported_enters_text_states_and_history(operator_a, park_a):
    editor = cast.make_user("ed@cbtc.example.org")
    cast.make_seat(editor, operator_a, "park_editor")
    Park.objects.filter(pk=park_a.pk).update(summary_en="Old words.", summary_zh_hans="旧的文字。")
    batch = checked(editor, "parks", csv_file([{"slug": park_a.slug, "summary_en": "New words."}]))
    committed(batch, editor)
    source = TextSource.objects.get(kind="parks.park", field="summary", language="zh-hans")
    assert (source.source, source.behind_since is None) == ("Old words.", False)
    assert list(Revision.objects.order_by("number").values_list("cause", "actor")) == [
        ("found", None), ("imported", editor.pk),
    ]  # fmt: skip


def test_a_policy_of_an_editor_has_an_operator(operator_a):
    editor = cast.make_user("ed@cbtc.example.org")
    cast.make_seat(editor, operator_a, "park_editor")
    row = {"slug": "sly", "title_en": "T", "operator": "(empty)", "kind": "tax", "country": "BE", "effect": "incentive"}
    batch = checked(editor, "policies", csv_file([row]))
    assert [(one.outcome, one.errors[0]["column"]) for one in batch.rows.all()] == [("refused", "operator")]
