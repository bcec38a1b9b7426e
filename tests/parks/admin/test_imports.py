"""The pages of an import, as a person of the back office sees them."""

import pytest
from django.urls import reverse

from parks.models import ImportBatch, Job, Space
from tests import cast
from tests.parks.importing.files import checked, csv_file

pytestmark = pytest.mark.django_db
GOOD = [{"park": "cbtc", "code": "A1", "kind": "office", "area_min": "120"}]


@pytest.fixture
def edith(client, operator_a, park_a):
    cast.make_space_type()
    edith = cast.make_user("edith@cbtc.example.org", language="en")
    cast.make_seat(edith, operator_a, "park_editor")
    client.force_login(edith)
    return edith


def page(client, batch, language="en", query=""):
    return client.get(f"/{language}/admin/parks/importbatch/{batch.pk}/change/{query}")


def door(name, *args):
    return reverse(f"admin:parks_importbatch_{name}", args=args)


def upload(client, file, table="spaces"):
    return client.post("/en/admin/parks/importbatch/add/", {"table": table, "file": file, "encoding": ""})


def mapping(client, batch):
    """What a browser would post when nothing was touched."""
    form = page(client, batch).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_the_whole_way_by_pages(client, edith):
    answer = upload(client, csv_file(GOOD, encoding="gb18030"))
    batch = ImportBatch.objects.get()
    assert answer["Location"].endswith(f"/importbatch/{batch.pk}/change/")
    assert "read as" in page(client, batch).content.decode()
    client.post(door("check", batch.pk), mapping(client, batch))
    shown = page(client, batch).content.decode()
    assert "New: 1 · changed: 0 · unchanged: 0 · refused: 0. Nothing is written yet." in shown
    assert not Space.objects.exists()
    client.post(door("commit", batch.pk), {"mode": "all"})
    assert Space.objects.get().area_min == 120
    assert "Undo this import" in page(client, batch).content.decode()
    client.post(door("undo", batch.pk))
    assert not Space.objects.exists()
    assert [job.state for job in Job.objects.all()] == ["done"] * 3


def test_errors_stand_beside_what_they_are_about_in_the_readers_language(client, edith):
    rows = [*GOOD, {"park": "cbtc", "code": "A2", "kind": "office", "area_min": "viel"}]
    batch = checked(edith, "spaces", csv_file(rows))
    shown = page(client, batch, query="?show=refused").content.decode()
    assert "Area from (m²) (area_min)" in shown or "area from (m²) (area_min)" in shown
    assert "<q>viel</q>" in shown
    assert "Write the number with a point" in shown
    assert "A1" not in shown.split('id="rows"')[1].split("mapping")[0]
    table = client.get(door("refused", batch.pk)).content.decode("utf-8-sig")
    assert table.splitlines()[1].startswith("3,")


def test_rows_are_shown_fifty_at_a_time_with_the_same_queries(client, edith, django_assert_num_queries):
    few = checked(edith, "spaces", csv_file(GOOD))
    many = checked(edith, "spaces", csv_file([{**GOOD[0], "code": str(number)} for number in range(120)]))
    for batch, lines in ((few, 1), (many, 50)):
        page(client, batch)
        with django_assert_num_queries(PAGE_QUERIES):
            assert len(page(client, batch).context["lines"]) == lines
    assert len(page(client, many, query="?page=3").context["lines"]) == 20


PAGE_QUERIES = 8


def test_words_of_the_file_can_be_translated_on_the_page(client, edith):
    batch = checked(edith, "spaces", csv_file([{**GOOD[0], "status": "libre"}]))
    shown = page(client, batch).content.decode()
    assert "libre" in shown
    client.post(door("check", batch.pk), {**mapping(client, batch), "word-status-0": "available"})
    batch.refresh_from_db()
    assert (batch.rows_new, batch.values) == (1, {"status": {"libre": "available"}})


def test_the_choice_of_columns_is_checked_beside_the_field(client, edith):
    batch = checked(edith, "spaces", csv_file(GOOD))
    data = {**mapping(client, batch), "heading-code": "", "heading-name_en": "kind", "fixed-price": "free"}
    form = client.post(door("check", batch.pk), data).context["form"]
    assert set(form.errors) == {"heading-code", "heading-name_en", "fixed-price"}
    assert form["fixed-price"].value() == "free"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("x.pdf", b"%PDF-1.4", "Choose a file in CSV or XLSX format."),
        ("x.csv", b"", "The submitted file is empty."),
        ("x.csv", b"a,a\n1,2\n", "stands twice"),
        ("x.xlsx", b"plain", "is not a real Excel workbook"),
        ("x.csv", b"a,b\x00", "The file is no text"),
    ],
)
def test_a_file_that_is_none_is_refused_beside_its_field(client, edith, name, content, sentence):
    from django.core.files.uploadedfile import SimpleUploadedFile

    form = upload(client, SimpleUploadedFile(name, content)).context["form"]
    assert sentence in str(form.errors["file"])
    assert form["table"].value() == "spaces"
    assert not ImportBatch.objects.exists()


def test_only_tables_that_the_person_may_write_are_offered(client, edith, wei):
    def offered():
        return [code for code, _label in client.get(door("add")).context["form"].fields["table"].choices]

    assert offered() == ["spaces", "land", "park-services", "facts", "parks", "policies", "opportunities"]
    assert client.get(door("template", "regions", "csv")).status_code == 404
    client.force_login(wei)
    assert offered()[-3:] == ["organisations", "regions", "industries"]


def test_a_verb_out_of_turn_is_told_and_does_nothing(client, edith):
    batch = checked(edith, "spaces", csv_file(GOOD))
    for name, data in (("undo", {}), ("commit", {}), ("commit", {"mode": "some"})):
        answer = client.post(door(name, batch.pk), data, follow=True)
        assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert ImportBatch.objects.get().state == "checked"
    client.post(door("discard", batch.pk))
    batch.refresh_from_db()
    assert (batch.state, batch.file.name, batch.rows.count()) == ("discarded", "", 0)


def test_the_lists_lead_to_export_and_import(client, edith, lin):
    shown = client.get("/en/admin/parks/space/?status__exact=let").content.decode()
    assert "/en/admin/parks/job/export/parks.space/?status__exact=let" in shown
    assert "/en/admin/parks/importbatch/add/?table=spaces" in shown
    client.force_login(lin)
    assert "importbatch" not in client.get("/en/admin/parks/space/").content.decode().split('id="changelist"')[0]
