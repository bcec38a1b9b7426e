import csv
import io

import openpyxl
import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from inquiries.reports.catalogue import REPORTS
from tests import cast
from tests.inquiries.reports.conftest import november, period  # noqa: F401 - fixtures

ASKED = "period=custom&first=2026-11-01&last=2026-11-30"


@pytest.fixture
def read(client, lin):
    client.force_login(lin)

    def get(code, query=ASKED, language="en"):
        return client.get(f"/{language}/admin/reports/{code}/?{query}")

    return get


@pytest.mark.parametrize("report", [report.code for report in REPORTS])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_report_is_a_page_with_charts_and_tables(november, read, report, language):  # noqa: F811
    page = read(report, language=language)
    assert page.status_code == 200
    assert page.context["shown"]
    assert "<details" in page.content.decode()


def test_the_page_says_the_numbers_the_ones_before_and_the_change(november, read):  # noqa: F811
    page = read("inflow").content.decode()
    row = page[page.index('<th scope="row">cbtc park</th>') :]
    row = row[: row.index("</tr>")]
    cells = [part.split(">")[1].split("<")[0] for part in row.split("<td")[1:]]
    assert cells == ["3", "1", "+2", "100.0%", "100.0%", "±0 points"]
    assert "2026-11-01 to 2026-11-30, compared with 2026-10-02 to 2026-10-31. Days are those of Brussels time." in page


def test_the_list_of_reports_leads_to_the_first(client, lin):
    client.force_login(lin)
    assert client.get(reverse("admin:reports")).headers["Location"].endswith("/reports/overview/")


def test_an_editor_reads_about_content_only(client, operator_a):
    editor = cast.make_user("e@x.org")
    cast.make_seat(editor, operator_a, "park_editor")
    client.force_login(editor)
    assert client.get(reverse("admin:reports")).headers["Location"].endswith("/reports/content/")
    assert client.get(reverse("admin:report", args=["inflow"])).status_code == 403
    assert client.get(reverse("admin:report", args=["nothing"])).status_code == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("period=custom&first=2026-11-30&last=2026-11-01", "last"),
        ("period=custom&first=2026-11-30", "last"),
        ("period=custom&first=yesterday&last=2026-11-01", "first"),
        ("period=custom&first=1999-01-01&last=2026-11-01", "first"),
        ("period=custom&first=2010-01-01&last=2026-11-01", "last"),
        ("period=never", "period"),
        ("park=parkb", "park"),
        ("park=nowhere%00", "park"),
    ],
)
def test_what_cannot_be_read_is_told_beside_the_field_and_kept(read, park_b, park_a, query, field):
    page = read("inflow", query)
    assert page.status_code == 200
    assert list(page.context["form"].errors) == [field]
    assert f'id="id_{field}_error"' in page.content.decode()
    assert page.context["shown"] == []


def test_a_table_as_csv_and_xlsx(november, client, lin):  # noqa: F811
    client.force_login(lin)
    answer = client.get(f"/en/admin/reports/inflow/by_source.csv?{ASKED}")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[0][:4] == ["how it came in", "Received", "Received, period before", "Received, change"]
    assert lines[1][:4] == ["Channel partner", "2", "0", "2"]
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/en/admin/reports/inflow/by_source.xlsx?{ASKED}").content))
    assert [cell.value for cell in book.active[2]][:4] == ["Channel partner", 2, 0, 2]
    entries = AuditEntry.objects.filter(action="exported", actor=lin)
    assert [entry.details["report"] for entry in entries] == ["inflow/by_source", "inflow/by_source"]


def test_a_file_of_nonsense_is_none(client, lin):
    client.force_login(lin)
    assert client.get("/en/admin/reports/inflow/by_moon.csv").status_code == 404
    assert client.get("/en/admin/reports/inflow/by_source.exe").status_code == 404
    assert client.get("/en/admin/reports/inflow/by_source.csv?park=x").status_code == 302


def test_an_auditor_reads_numbers_of_all_and_no_names(november, client, lin):  # noqa: F811
    client.force_login(cast.make_user("noor@x.org", platform_role="auditor"))
    page = client.get(f"/en/admin/reports/promises/?{ASKED}")
    assert page.status_code == 200
    assert "林" not in page.content.decode()
    assert [table.code for table, _chart in page.context["shown"]] == ["by_park"]


def test_nothing_of_another_operator(november, client, bao, park_a):  # noqa: F811
    client.force_login(bao)
    for report in REPORTS:
        page = client.get(f"/en/admin/reports/{report.code}/?{ASKED}").content.decode()
        assert "cbtc" not in page, report.code
