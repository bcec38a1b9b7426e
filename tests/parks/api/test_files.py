"""Lists as CSV and XLSX, opened again; parks as points."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from parks import exports
from parks.models import Space
from tests import cast
from tests.parks.api.builders import FILES, TYPES, make_park_row, make_space, rows, source


def read_csv(answer):
    text = answer.content.decode()
    assert text[0] == "\ufeff"
    return list(csv.DictReader(io.StringIO(text[1:])))


def read_xlsx(answer):
    [sheet] = load_workbook(io.BytesIO(answer.content)).worksheets
    table = [["" if value is None else str(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]]


@pytest.mark.parametrize("name", FILES)
def test_both_files_hold_the_rows_of_the_list(client, park_a, name):
    for number in range(2):
        TYPES[name][0](park_a, number)
    query = {"lang": "en"}
    answers = [client.get(f"/api/v1/{name}.{form}", query) for form in ("csv", "xlsx")]
    assert [answer.headers["Content-Disposition"] for answer in answers] == [
        f'attachment; filename="{name}.csv"',
        f'attachment; filename="{name}.xlsx"',
    ]
    as_csv, as_xlsx = read_csv(answers[0]), read_xlsx(answers[1])
    assert as_csv == as_xlsx
    assert len(as_csv) == len(rows(client.get(f"/api/v1/{name}/", query))) == 2
    assert any("Brochure" in row.get("Source", "") + row.get("Sources", "") for row in as_csv)


def test_the_parks_carry_their_sources(client, park_a):
    make_park_row(park_a, 1)
    found = read_csv(client.get("/api/v1/parks.csv", {"lang": "en"}))
    assert [(row["Name"], row["Industries"], row["Sources"]) for row in found] == [
        ("cbtc park", "", ""),
        ("park-1 park", "Life sciences", "Brochure"),
    ]


def test_the_headings_speak_the_readers_language(client, park_a):
    (row,) = read_csv(client.get("/api/v1/parks.csv", {"lang": "zh"}))
    assert row["名称"] == "cbtc园区"


def test_a_file_is_filtered_like_the_list(client, park_a, park_b):
    (row,) = read_xlsx(client.get("/api/v1/parks.xlsx", {"country": "CN", "lang": "en"}))
    assert row["Name"] == "parkb park"
    answer = client.get("/api/v1/parks.csv", {"country": "XX"}, headers={"Accept": "text/csv"})
    assert (answer.status_code, list(answer.json()["error"]["fields"])) == (400, ["country"])


def test_invented_rows_are_marked_and_numbers_are_numbers(client, park_a):
    make_space(park_a, 0)
    Space.objects.update(is_demonstration=True, area_min="80.50", name_en="=1+1")
    (row,) = read_csv(client.get("/api/v1/spaces.csv", {"lang": "en"}))
    assert row["Demonstration only"] == "Invented, to show how the site works."
    assert (row["Area from (m²)"], row["Name"]) == ("80.5", "'=1+1")
    answer = client.get("/api/v1/spaces.xlsx", {"lang": "en"})
    [sheet] = load_workbook(io.BytesIO(answer.content)).worksheets
    assert 80.5 in [cell.value for cell in sheet[2]]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"inlineStr", "s", "n"}  # no formula


def test_a_file_tells_when_it_was_cut(client, park_a, monkeypatch):
    monkeypatch.setattr(exports, "LIMIT", 2)
    for number in range(3):
        make_space(park_a, number)
    found = read_csv(client.get("/api/v1/spaces.csv", {"lang": "en"}))
    assert len(found) == 3
    assert found[2]["Number"] == "Only the first 2 of 3 rows. Narrow the list down for the rest."


def test_texts_that_xml_cannot_hold_are_left_out(client, park_a):
    make_space(park_a, 0)
    Space.objects.update(name_en='<b>"A" & \x0b\x1b</b>')
    (row,) = read_xlsx(client.get("/api/v1/spaces.xlsx", {"lang": "en"}))
    assert row["Name"] == '<b>"A" & </b>'


def test_the_same_rows_make_the_same_file(client, park_a):
    first, second = (client.get("/api/v1/parks.xlsx", {"lang": "en"}) for _ in range(2))
    assert read_xlsx(first) == read_xlsx(second) and first.headers["ETag"] == second.headers["ETag"]
    assert client.get("/api/v1/parks.xlsx?lang=en", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("count", [1, 3])
def test_a_file_needs_as_many_queries_for_any_rows(client, park_a, count, django_assert_num_queries):
    for number in range(count):
        make_park_row(park_a, number)
    client.get("/api/v1/parks.csv")
    with django_assert_num_queries(4):  # parks, their industries, the industries, their sources
        client.get("/api/v1/parks.csv")
    assert source().title_en == "Brochure"


# --- GeoJSON --------------------------------------------------------------------------------


def test_parks_are_points(client, operator_a, park_a):
    cast.make_park(operator_a, "placed", latitude="50.66910", longitude="4.61530")
    answer = client.get("/api/v1/parks.geojson", {"lang": "en"})
    assert answer.headers["Content-Type"] == "application/geo+json"
    body = json.loads(answer.content)
    assert (body["type"], body["numberMatched"], body["numberReturned"]) == ("FeatureCollection", 2, 2)
    assert [(one["type"], one["geometry"], one["properties"]["name"]) for one in body["features"]] == [
        ("Feature", None, "cbtc park"),
        ("Feature", {"type": "Point", "coordinates": [4.6153, 50.6691]}, "placed park"),
    ]
    assert body["features"][0]["properties"]["page"] == "http://testserver/en/parks/cbtc/"


def test_points_are_filtered_like_the_list(client, park_a, park_b):
    body = json.loads(client.get("/api/v1/parks.geojson", {"country": "CN"}).content)
    assert [one["properties"]["slug"] for one in body["features"]] == ["parkb"]
    assert client.get("/api/v1/parks.geojson", {"area_min": "x"}).status_code == 400
