"""Tables from outside: encodings, separators, workbooks, and files made to be a nuisance."""

import datetime as dt
import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.utils.translation import override
from openpyxl import Workbook

from common import sheets
from common.sheets import SheetError, detect, open_sheet

CHINESE = "编号,名称\nA1,中关村科技园\n"
FRENCH = "code,nom\nA1,Parc créatif de Liège\n"


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def read(content, name="x.csv", encoding=""):
    sheet = open_sheet(ContentFile(content), name, encoding)
    return sheet, [line.cells for line in sheet.lines]


def book(fill):
    made = Workbook()
    fill(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "utf-8"),
        (CHINESE, "utf-8-sig"),
        (CHINESE, "gb18030"),
        (CHINESE.replace("中关村", "𠮷㐂"), "gb18030"),  # four bytes each
        (FRENCH, "cp1252"),
        (FRENCH, "utf-8"),
        (CHINESE.replace(",", "\t"), "utf-16"),
    ],
)
def test_the_encoding_is_recognised_and_said(text, encoding):
    sheet, rows = read(text.encode(encoding))
    assert sheet.encoding == encoding
    heading, value = (line.replace("\t", ",").split(",") for line in text.strip().split("\n"))
    assert (sheet.headings, rows) == (heading, [value])


def test_an_encoding_can_be_told():
    assert detect(FRENCH.encode("cp1252")) == "cp1252"
    assert read(FRENCH.encode("utf-8"), encoding="utf-8")[1] == [["A1", "Parc créatif de Liège"]]
    with pytest.raises(SheetError, match="cannot be read as UTF-8"):
        read(CHINESE.encode("gb18030"), encoding="utf-8")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_separator_is_recognised(mark):
    assert read(f'a{mark}b\n1{mark}"x{mark}y"\n'.encode())[1] == [["1", f"x{mark}y"]]


def test_empty_rows_are_passed_over_and_rows_keep_their_numbers():
    sheet = open_sheet(ContentFile(b"a,b\n\n,\n1,2\n"), "x.csv")
    assert [(line.number, line.cells) for line in sheet.lines] == [(4, ["1", "2"])]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\n1,2\n", "The first row has no headings."),
        (b"a,b\x00\n", "The file is no text"),
        (b"PK\x03\x04", "This is a workbook"),
        (b'a,b\n1,"' + b"x" * 140_000, "a quotation mark is left open"),
        (",".join(f"c{n}" for n in range(101)).encode(), "more than 100 columns"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(content, sentence):
    with pytest.raises(SheetError) as refused:
        read(content)
    assert sentence in str(refused.value)


def test_rows_and_bytes_have_limits(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_ROWS", 2)
    assert len(read(b"a\n1\n\n2\n")[1]) == 2
    with pytest.raises(SheetError, match="more than 2 rows"):
        read(b"a\n1\n2\n3\n")
    monkeypatch.setattr(sheets, "MAX_BYTES", 4)
    with pytest.raises(SheetError, match="larger than 0 MB"):
        read(b"a\n1\n2\n")


def test_the_apostrophe_of_our_exports_is_taken_off_again():
    assert read(b"a\n'=1+1\n'plain\n")[1] == [["=1+1"], ["'plain"]]


# --- Workbooks ----------------------------------------------------------------------------------


def test_cells_of_a_workbook_are_read_as_they_would_be_typed():
    def fill(made):
        made.active.append(["a", "b", "c", "d", "e", "f"])
        days = [dt.datetime.fromisoformat(text) for text in ("2026-11-30", "2026-11-30 09:05")]
        made.active.append([1200, 1.5, days[0], True, days[1], 1e15])

    _sheet, rows = read(book(fill), "x.xlsx")
    assert rows == [["1200", "1.5", "2026-11-30", "1", "2026-11-30 09:05", "1000000000000000"]]


def test_formulas_are_never_worked_out():
    def fill(made):
        made.active.append(["a", "b"])
        made.active.append(["=1+1", "x"])

    sheet = open_sheet(ContentFile(book(fill)), "x.xlsx")
    line = next(sheet.lines)
    assert (line.cells, line.flaws) == (["", "x"], {0: "formula"})


def test_the_stored_result_of_a_formula_counts():
    def fill(made):
        made.active.append(["a", "b"])
        made.active.append(["=1+1", "x"])

    content, out = book(fill), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>"))
    line = next(open_sheet(ContentFile(out.getvalue()), "x.xlsx").lines)
    assert (line.cells, line.flaws) == (["2", "x"], {})


def test_merged_cells_and_hidden_sheets_are_told():
    def fill(made):
        made.active.append(["park", "code"])
        made.active.append(["cbtc", "1"])
        made.active.append([None, "2"])
        made.active.merge_cells("A2:A3")
        made.create_sheet("secret").sheet_state = "hidden"
        made.create_sheet("codes")

    sheet = open_sheet(ContentFile(book(fill)), "x.xlsx")
    assert sheet.notices == ["sheets", "hidden", "merged"]
    assert [(line.cells, line.flaws) for line in sheet.lines] == [
        (["cbtc", "1"], {}),
        (["", "2"], {0: "merged"}),
    ]


def test_a_hidden_first_sheet_is_not_read():
    def fill(made):
        made.active.append(["no"])
        made.active.sheet_state = "hidden"
        made.create_sheet("data").append(["yes"])

    assert read(book(fill), "x.xlsx")[0].headings == ["yes"]


def test_a_row_far_below_is_found_and_numbered():
    def fill(made):
        made.active["A1"] = "a"
        made.active["A900"] = "x"

    sheet = open_sheet(ContentFile(book(fill)), "x.xlsx")
    assert [(line.number, line.cells) for line in sheet.lines] == [(900, ["x"])]


def test_what_only_looks_like_a_workbook_is_refused():
    for content in (b"PK\x03\x04 nothing", b"plain text"):
        with pytest.raises(SheetError, match="cannot be opened"):
            read(content, "x.xlsx")


def test_a_workbook_with_entities_of_its_own_is_refused():
    content, out = book(lambda made: made.active.append(["a"])), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("sheet1.xml"):
                part = b'<!DOCTYPE a [<!ENTITY x "y">]>' + part
            new.writestr(name, part)
    with pytest.raises(SheetError, match="cannot be opened"):
        read(out.getvalue(), "x.xlsx")


def merged(*areas):
    """A workbook that names these merged areas, whatever they are."""
    content = book(lambda made: made.active.append(["code", "park"]))
    out = io.BytesIO()
    marks = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                data = data.replace(b"</sheetData>", f"</sheetData><mergeCells>{marks}</mergeCells>".encode())
            new.writestr(part, data)
    return out.getvalue()


def test_merged_cells_are_counted_before_they_are_written_down():
    assert read(merged("A1:CV400"), "x.xlsx")[0].notices == ["merged"]
    with pytest.raises(SheetError, match="too many merged cells"):
        read(merged(*(f"A{1 + at * 300}:CV{300 + at * 300}" for at in range(3))), "x.xlsx")
    with pytest.raises(SheetError, match="too many merged cells"):
        read(merged(*(["XEA1:XEB1048576"] * 60_000)), "x.xlsx")


def test_a_merged_area_that_is_none_is_refused():
    with pytest.raises(SheetError, match="cannot be opened"):
        read(merged("AAAA1:B2"), "x.xlsx")
