import csv
import datetime as dt
import io
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import gettext_lazy

from common.tabular import cell, csv_response


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=1+1", "'=1+1"),
        ("+8613800138000", "'+8613800138000"),
        ("-cmd", "'-cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1＋1", "'＝1＋1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("　=1", "'　=1"),
        ("\u200b=1", "'\u200b=1"),
        ("光谷 a=b", "光谷 a=b"),
        (-5, "-5"),
        (Decimal("-1E+3"), "-1000"),
        (None, ""),
        (True, "True"),
        (dt.datetime(2026, 11, 22, 9, 30, 5, tzinfo=ZoneInfo("Asia/Shanghai")), "2026-11-22 09:30+08:00"),
        (dt.date(2026, 11, 22), "2026-11-22"),
    ],
)
def test_cells(value, text):
    assert cell(value) == text


def test_a_file_for_chinese_excel():
    answer = csv_response("咨询 2026.csv", ["编号", gettext_lazy("no data")], [["PB-1", '引号"，\n换行'], ["=x", 3]])
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert rows == [["编号", "无数据"], ["PB-1", '引号"，\n换行'], ["'=x", "3"]]
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert "no-store" in answer.headers["Cache-Control"]


def test_half_characters_do_not_break_the_file():
    assert b"a?b" in csv_response("x.csv", ["h"], [["a\ud800b"]]).content


def test_a_failing_row_is_an_error_and_no_half_file():
    def rows():
        yield ["a"]
        raise LookupError("row 2")

    with pytest.raises(LookupError, match="row 2"):
        csv_response("x.csv", ["h"], rows())
