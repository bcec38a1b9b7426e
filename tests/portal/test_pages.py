import re

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override

from parks.indexing import reindex
from parks.models import Park, Space
from tests import cast

PAGES = ["", "parks/", "about/", "privacy/", "accessibility/"]
LANGUAGES = {"en": "en", "zh-hans": "zh-Hans"}


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_each_page_exists_in_both_languages_and_links_to_the_other(client, park_a, code, path):
    other = next(candidate for candidate in LANGUAGES if candidate != code)
    html = client.get(f"/{code}/{path}?a=1&b=%E5%9B%AD" if path != "parks/" else f"/{code}/{path}?q=cbtc")
    assert html.status_code == 200
    text = html.content.decode()
    query = "?q=cbtc" if path == "parks/" else "?a=1&amp;b=%E5%9B%AD"
    assert f'<html lang="{LANGUAGES[code]}">' in text
    assert f'href="/{other}/{path}{query}" lang="{LANGUAGES[other]}"' in text
    assert f'<link rel="canonical" href="http://testserver/{code}/{path}">' in text
    for each, tag in LANGUAGES.items():
        assert f'hreflang="{tag}" href="http://testserver/{each}/{path}"' in text
    assert text.count("<h1") == 1
    assert re.search(r'<meta name="description" content="[^"]{10,}">', text)
    assert re.search(r"<title>\s*\S[^<]* · \S+</title>", text)


@pytest.mark.parametrize("path", [*PAGES, "parks/cbtc/", "nowhere/"])
def test_nothing_inline_and_nothing_from_elsewhere(client, park_a, path):
    html = client.get(f"/en/{path}").content.decode()
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", html)
    scripts = re.findall(r"<script([^>]*)>", html)
    assert all(' src="/static/' in one or one == ' type="application/ld+json"' for one in scripts), scripts
    for link in re.findall(r'(?:src|href)="(https?://[^"]+)"', html):
        assert link.startswith("http://testserver/"), link


def test_the_root_leads_to_a_language(client):
    assert client.get("/", headers={"accept-language": "en"}).url == "/en/"
    assert client.get("/", headers={"accept-language": "zh-CN"}).url == "/zh-hans/"


def test_home_finder_leads_to_the_list_with_its_own_parameters(client, park_a):
    html = client.get("/en/").content.decode()
    assert 'action="/en/parks/"' in html
    for name in ("direction", "industry", "step"):
        assert f'name="{name}"' in html


def test_home_explains_the_ladder_from_the_catalogue(client, park_a):
    cast.make_space_type("nursery", name_en="Nursery", group="ladder", ladder_step=1, summary_en="For teams.")
    html = client.get("/en/").content.decode()
    assert "For teams." in html and 'href="/en/parks/?step=1"' in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_queries_of_home_do_not_grow(client, park_a, count, django_assert_num_queries):
    kind = cast.make_space_type()
    for number in range(1, count):
        park = cast.make_park(park_a.operator, f"p{number}")
        Space.objects.create(park=park, kind=kind)
        reindex(park)
    client.get("/en/")  # cards are made once
    with django_assert_num_queries(6):
        assert client.get("/en/").content.decode().count('<article class="card"') == count


def test_home_works_without_any_park(client, db):
    assert not Park.objects.exists()
    assert client.get("/zh-hans/").status_code == 200


def test_pages_weigh_little(client, park_a):
    for number in range(8):
        cast.make_park(park_a.operator, f"p{number}", latitude=50 + number, longitude=4 + number)
    assert len(client.get("/en/").content) < 40_000


@pytest.mark.parametrize(("code", "text"), [("en", "This page does not exist"), ("zh-hans", "页面不存在")])
def test_the_missing_page_speaks_the_language_of_its_address(client, db, code, text):
    response = client.get(f"/{code}/nowhere/?q=1")
    assert response.status_code == 404
    assert text in response.content.decode()


def test_an_expired_form_says_that_nothing_was_saved(db):
    response = Client(enforce_csrf_checks=True).post("/en/admin/login/", {"username": "x"})
    assert response.status_code == 403
    assert "Nothing was saved" in response.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "404", "429"])
@pytest.mark.parametrize("code", LANGUAGES)
def test_error_pages_render_even_without_a_request(name, code):
    with override(code):
        assert f'lang="{LANGUAGES[code]}"' in render_to_string(f"{name}.html")


def test_the_page_for_our_own_faults_needs_nothing(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    html = render_to_string("500.html")
    assert "系统出错了" in html and "Something went wrong" in html
    assert "/static/css/site.css" in html


def test_robots_keep_out_of_the_back_office(client):
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /en/admin/" in text
    assert "Disallow: /zh-hans/inquiry/PB-" in text
