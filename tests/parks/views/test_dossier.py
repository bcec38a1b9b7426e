"""The dossier of a park and a comparison, as a page to print and as PDF."""

import os
import re
import shutil
import subprocess
import sys
import zlib

import pytest
from django.conf import settings
from django.test.utils import CaptureQueriesContext

from common import printing, ratelimit
from parks.models import Fact, Metric, Park, Source
from parks.views.dossier import HOUR, NETWORK_LIMIT
from tests import cast
from tests.parks.views.test_profile_parts import add_row_of_each_part

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Files that other tests made are not here."""
    settings.VAR_DIR = tmp_path


@pytest.fixture
def figures(park_a, park_b):
    metric = Metric.objects.create(code="land_area", name_en="Land area", name_zh_hans="占地面积", unit="ha")
    source = Source.objects.create(code="s", title_en="Yearbook", title_zh_hans="年鉴")
    for park, value in ((park_a, 8), (park_b, 9)):
        Fact.objects.create(park=park, metric=metric, source=source, value=value, as_of="2016-01-01", headline=True)


HALTED = "raise ImportError('no Pango here')"


@pytest.fixture
def no_pdf(monkeypatch, tmp_path):
    """A machine where the library cannot be loaded: its import fails."""
    (tmp_path / "weasyprint.py").write_text(HALTED)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    printing.is_available.cache_clear()
    yield
    printing.is_available.cache_clear()


def page(client, language="en", slug="cbtc"):
    response = client.get(f"/{language}/parks/{slug}/dossier/")
    assert response.status_code == 200
    return response.content.decode()


def pdf(client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    return response


def text_of(body):
    return subprocess.run(["pdftotext", "-", "-"], input=body, capture_output=True, check=True).stdout.decode()


def unpacked(body):
    """What stands in the streams of a PDF that are merely compressed."""
    found = []
    for stream in re.findall(rb"/FlateDecode.*?stream\r?\n(.*?)\r?\nendstream", body, re.S):
        found.append(zlib.decompressobj().decompress(stream))
    return b"".join(found)


def test_the_print_page_says_everything_in_both_languages(client, park_a, figures):
    add_row_of_each_part(park_a, 1)
    html = page(client)
    assert re.findall(r'<div class="dossier__version" lang="([^"]+)"', html) == ["en", "zh-Hans"]
    assert re.findall(r'<div class="dossier__version" lang="([^"]+)"', page(client, "zh-hans")) == ["zh-Hans", "en"]
    english, chinese = html.split('<div class="dossier__version" lang="zh-Hans"')
    for words in ("Land area", "Yearbook", "2016", "Place 1", "Phase 1"):
        assert words in english
    for words in ("占地面积", "年鉴", "一句话简介"):
        assert words in chinese
    assert 'href="#en-source-1"' in english
    assert 'id="en-source-1"' in english
    assert 'href="#zh-hans-source-1"' in chinese
    assert 'href="#source-' not in html
    assert html.count("<h1>") == 1
    assert "<svg" in html and f"{settings.SITE_URL}/en/parks/cbtc/" in html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_a_version_that_is_not_published_is_left_out_and_that_is_said(client, operator_a):
    cast.make_park(operator_a, "one", state_zh_hans="draft", summary_zh_hans="草稿")
    html = page(client, slug="one")
    assert "This profile has not been published in Chinese; that version is left out." in html
    assert "草稿" not in html and "one园区" not in html
    assert re.findall(r'<div class="dossier__version" lang="([^"]+)"', html) == ["en"]
    assert re.findall(r'<div class="dossier__version" lang="([^"]+)"', page(client, "zh-hans", "one")) == ["en"]


@pytest.mark.parametrize("address", ["dossier/", "dossier.pdf"])
def test_a_park_that_is_not_published_has_none(client, operator_a, address):
    cast.make_park(operator_a, "hidden", state_zh_hans="draft", state_en="draft")
    assert client.get(f"/en/parks/hidden/{address}").status_code == 404
    assert client.get(f"/en/parks/nowhere/{address}").status_code == 404
    assert client.get(f"/fr/parks/hidden/{address}").status_code == 404


@needs_poppler
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pdf_holds_both_languages_with_their_fonts(client, park_a, figures, language, tmp_path):
    response = pdf(client, f"/{language}/parks/cbtc/dossier.pdf")
    assert response["Content-Disposition"] == 'inline; filename="cbtc-dossier.pdf"'
    assert response["X-Robots-Tag"] == "noindex"
    text = text_of(response.content)
    for words in ("cbtc park", "cbtc园区", "Land area", "占地面积", "Yearbook", "年鉴"):
        assert words in text
    assert re.findall(r"\d ?/ ?2\b", text) == ["1/2", "2/2"]
    path = tmp_path / "a.pdf"
    path.write_bytes(response.content)
    fonts = subprocess.run(["pdffonts", path], capture_output=True, check=True, text=True).stdout.splitlines()[2:]
    assert fonts
    assert {line.split()[-5] for line in fonts} == {"yes"}  # embedded
    told = subprocess.run(["pdfinfo", path], capture_output=True, check=True, text=True).stdout
    assert re.search(r"Title:\s+cbtc(园区| park)", told)
    assert "(A4)" in told
    assert b"/Lang (" + {"en": b"en", "zh-hans": b"zh-Hans"}[language] + b")" in unpacked(response.content)


@needs_poppler
def test_a_comparison_as_pdf(client, figures):
    response = pdf(client, "/en/compare.pdf?park=parkb&park=cbtc")
    assert response["Content-Disposition"] == 'inline; filename="comparison.pdf"'
    text = text_of(response.content)
    for words in ("Comparison", "parkb park", "cbtc园区", "Land area", "8 ", "9 ", "2016", "Yearbook"):
        assert words in text
    assert "Take out" not in text
    assert "占地面积" in text_of(pdf(client, "/zh-hans/compare.pdf?park=parkb&park=cbtc").content)


@pytest.mark.parametrize("query", ["", "?park=cbtc", "?space=0", "?park=%00&park=%27", "?park=nowhere&park=draft"])
def test_less_than_two_leads_to_the_page_that_helps_to_choose(client, park_a, query):
    response = client.get(f"/en/compare.pdf{query}")
    assert response.status_code == 302
    assert response["Location"].startswith("/en/compare/")
    assert client.get(response["Location"]).status_code == 200


def test_the_second_reader_gets_the_kept_file_and_an_edit_a_new_one(client, park_a, figures, tmp_path):
    first = pdf(client, "/en/parks/cbtc/dossier.pdf")
    [kept] = (tmp_path / "pdf").iterdir()
    made = kept.stat().st_ino
    again = pdf(client, "/en/parks/cbtc/dossier.pdf")
    assert again.content == first.content
    assert [path.stat().st_ino for path in (tmp_path / "pdf").iterdir()] == [made]
    unchanged = client.get("/en/parks/cbtc/dossier.pdf", headers={"If-None-Match": first["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")

    park = Park.objects.get(slug="cbtc")
    park.summary_en = "Another sentence"
    park.save()
    after = client.get("/en/parks/cbtc/dossier.pdf", headers={"If-None-Match": first["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != first["ETag"]
    Fact.objects.filter(park=park).first().delete()
    assert pdf(client, "/en/parks/cbtc/dossier.pdf")["ETag"] not in (first["ETag"], after["ETag"])


def test_many_files_for_one_network_have_to_wait(client, park_a):
    for _time in range(NETWORK_LIMIT):
        ratelimit.count("pdf", "10.1.2.0/24", HOUR)
    response = client.get("/en/parks/cbtc/dossier.pdf", REMOTE_ADDR="10.1.2.3")
    assert response.status_code == 429
    assert response["Retry-After"] == str(HOUR)
    assert 'href="../dossier/"' in response.content.decode()
    assert client.get("/en/parks/cbtc/dossier/", REMOTE_ADDR="10.1.2.3").status_code == 200
    pdf(client, "/en/parks/cbtc/dossier.pdf")  # another network
    ready = client.get("/en/parks/cbtc/dossier.pdf", REMOTE_ADDR="10.1.2.3")
    assert ready.status_code == 200


def test_only_so_many_files_are_made_at_once(client, park_a, park_b):
    for _slot in range(printing.AT_ONCE):
        assert printing.SLOTS.acquire(blocking=False)
    try:
        response = client.get("/zh-hans/compare.pdf?park=cbtc&park=parkb")
        assert response.status_code == 503
        assert response["Retry-After"] == "10"
        assert 'href="/zh-hans/compare/?park=cbtc&amp;park=parkb"' in response.content.decode()
    finally:
        for _slot in range(printing.AT_ONCE):
            printing.SLOTS.release()
    pdf(client, "/zh-hans/compare.pdf?park=cbtc&park=parkb")


def test_without_the_library_the_print_page_stands_in(client, park_a, park_b, no_pdf):
    sentence = "This site cannot make PDF files at present"
    for address in ("/en/parks/cbtc/dossier.pdf", "/en/compare.pdf?park=cbtc&park=parkb"):
        response = client.get(address)
        assert response.status_code == 200
        assert response["Content-Type"] == "text/html; charset=utf-8"
        assert response.content.decode().count(sentence) == 1
        assert 'dossier.pdf">' not in re.search("<main.*</main>", response.content.decode(), re.S)[0]
    assert page(client).count(sentence) == 1
    profile = client.get("/en/parks/cbtc/").content.decode()
    assert 'href="/en/parks/cbtc/dossier/"' in profile
    assert "dossier.pdf" not in profile
    assert "compare.pdf" not in client.get("/en/compare/?park=cbtc&park=parkb").content.decode()


def test_the_profile_and_the_comparison_lead_to_the_files(client, park_a, park_b):
    profile = client.get("/zh-hans/parks/cbtc/").content.decode()
    assert 'href="/zh-hans/parks/cbtc/dossier.pdf"' in profile
    assert 'href="/zh-hans/parks/cbtc/dossier/"' in profile
    assert 'src="/qr.svg?path=/zh-hans/parks/cbtc/"' in profile
    comparison = client.get("/en/compare/?park=cbtc&park=parkb").content.decode()
    assert 'href="/en/compare.pdf?park=cbtc&amp;park=parkb"' in comparison
    assert "compare.pdf" not in client.get("/en/compare/?park=cbtc").content.decode()


def test_queries_do_not_grow_with_the_rows(client, park_a, django_assert_num_queries):
    add_row_of_each_part(park_a, 1)
    page(client)
    with CaptureQueriesContext(_connection()) as one:
        Park.objects.get(slug="cbtc").save()
        page(client)
    for number in (2, 3):
        add_row_of_each_part(park_a, number)
    with CaptureQueriesContext(_connection()) as three:
        Park.objects.get(slug="cbtc").save()
        page(client)
    assert len(three) == len(one)
    with django_assert_num_queries(3):  # the park, its version, the stored content
        page(client)


def _connection():
    from django.db import connection

    return connection


WHY = {"the library": "no Pango here", "a Chinese font": "no font with Chinese characters is installed"}


@pytest.mark.parametrize("missing", WHY)
def test_a_process_finds_out_by_itself_what_is_missing(missing, tmp_path):
    (tmp_path / "fonts").mkdir()
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "weasyprint.py").write_text(HALTED)
    (tmp_path / "fonts.conf").write_text(
        f"<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig><dir>{tmp_path}/fonts</dir>"
        "<dir>/usr/share/fonts/truetype/dejavu</dir></fontconfig>"
    )
    told = "import django; django.setup(); from common import printing; print(printing.is_available())"
    lacking = {
        "the library": {"PYTHONPATH": str(tmp_path / "library")},
        "a Chinese font": {"FONTCONFIG_FILE": str(tmp_path / "fonts.conf")},
    }
    done = subprocess.run(
        [sys.executable, "-c", told],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", **lacking[missing]},
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
    )  # fmt: skip
    *log, answer = done.stdout.split("\n")[:-1]
    assert answer == "False"
    assert "no PDF: " + WHY[missing] in "\n".join(log)
