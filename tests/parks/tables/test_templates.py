"""Templates: codes with both labels, an explanation of each column, and a way back into the import."""

import io

import pytest
from openpyxl import load_workbook

from parks.models import Space
from parks.tables import TABLES, Directory, templates
from tests import cast
from tests.parks.importing.files import checked, committed, csv_file, xlsx_file

pytestmark = pytest.mark.django_db


def book(user, code):
    return load_workbook(io.BytesIO(templates.as_xlsx(TABLES[code], Directory(user, TABLES[code]))))


def test_the_sheet_of_codes_has_both_labels_of_choices_and_of_records_in_reach(operator_a, park_a, park_b):
    edith = cast.make_user("edith@cbtc.example.org")
    cast.make_seat(edith, operator_a, "park_editor")
    cast.make_space_type()
    lines = [[cell.value for cell in row] for row in book(edith, "spaces")["codes"]]
    assert ["status", "available", "可招商", "Available"] in lines
    assert ["kind", "office", "办公", "Office"] in lines
    assert [line for line in lines if line[0] == "park"] == [["park", "cbtc", "cbtc园区", "cbtc park"]]


def test_the_second_row_explains_every_column_in_both_languages(wei):
    sheet = book(wei, "spaces").worksheets[0]
    headings, notes = ([cell.value for cell in row] for row in list(sheet)[:2])
    assert headings == [column.name for column in TABLES["spaces"].columns]
    assert notes[0].startswith("# ")
    area = notes[headings.index("area_min")]
    assert "area from (m²); A number, such as 1234.5" in area
    assert " | " in area


@pytest.mark.parametrize("code", list(TABLES))
def test_every_template_can_be_made_as_xlsx_and_csv(wei, code):
    assert book(wei, code).sheetnames == [code, "codes"]
    assert templates.as_csv(TABLES[code]).startswith(b"\xef\xbb\xbf" + TABLES[code].columns[0].name.encode())


def test_a_filled_template_is_imported_without_its_row_of_notes(wei, park_a):
    cast.make_space_type()
    sheet = book(wei, "spaces").worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet]
    filled = [{"park": "cbtc", "code": "A-1", "kind": "office", "area_min": 120}.get(name) for name in rows[0]]
    batch = committed(checked(wei, "spaces", xlsx_file([*rows, filled])), wei)
    assert (batch.rows_new, batch.rows_refused) == (1, 0)
    assert Space.objects.get().code == "A-1"
    empty = csv_file([rows[0], rows[1]])
    assert checked(wei, "spaces", empty).rows_total == 0
