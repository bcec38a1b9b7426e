"""Anonymous pages answered before Django is asked, and right at once after an edit."""

import gzip
from io import BytesIO

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common import contentversion
from parks.models import Park
from portal.pagecache import PageCache, is_anonymous, until_midnight
from tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(operator_a):
    cast.make_park(operator_a, "cbtc")
    return PageCache(get_wsgi_application())


def ask(site, path="/en/parks/cbtc/", method="GET", **headers):
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "HTTP_HOST": "testserver",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": BytesIO(b""),
        "wsgi.url_scheme": "http",
        **headers,
    }
    told = []
    answer = site(environ, lambda status, fields, *rest: told.append((status, fields)))
    body = b"".join(answer)
    getattr(answer, "close", lambda: None)()
    [(status, fields)] = told
    return int(status[:3]), dict(fields), body


def queries(site, **kwargs):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        status, _fields, _body = ask(site, **kwargs)
    assert status == 200
    return len(seen)


def test_the_second_reader_costs_no_query_and_reads_the_same(site):
    first = ask(site)
    assert first[0] == 200
    assert queries(site) == 0
    again = ask(site)
    assert (again[0], again[2]) == (200, first[2])
    assert "X-Page-Version" not in first[1] and "X-Page-Version" not in again[1]
    assert first[1]["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert first[1]["Vary"] == "Accept-Encoding"
    assert {name for name in first[1] if name.startswith("Content-Security")} == {"Content-Security-Policy"}


def test_an_edit_is_read_at_once(site):
    _status, fields, before = ask(site)
    assert b"A new name" not in before
    park = Park.objects.get(slug="cbtc")
    park.name_en = "A new name"
    park.save()
    status, changed, after = ask(site, HTTP_IF_NONE_MATCH=fields["ETag"])
    assert status == 200 and b"A new name" in after and changed["ETag"] != fields["ETag"]


def test_each_language_and_query_has_its_own_page(site):
    pages = {path: ask(site, path)[2] for path in ("/en/parks/", "/zh-hans/parks/", "/en/parks/?country=CN")}
    assert len(set(pages.values())) == 3
    assert {path: ask(site, path)[2] for path in pages} == pages


def test_a_reader_who_has_the_page_is_told_so(site):
    _status, fields, _body = ask(site)
    status, again, body = ask(site, HTTP_IF_NONE_MATCH=fields["ETag"])
    assert (status, body, again["ETag"]) == (304, b"", fields["ETag"])


def test_a_page_is_packed_for_those_who_take_it(site):
    plain = ask(site)[2]
    _status, fields, packed = ask(site, HTTP_ACCEPT_ENCODING="gzip, br")
    assert fields["Content-Encoding"] == "gzip" and fields["Content-Length"] == str(len(packed))
    assert gzip.decompress(packed) == plain
    assert ask(site, HTTP_ACCEPT_ENCODING="br, gzip;q=0")[2] == plain
    assert gzip.decompress(ask(site, HTTP_ACCEPT_ENCODING="gzip;q=0.5")[2]) == plain


def test_somebody_signed_in_is_asked_for_in_django(site):
    ask(site)
    assert queries(site, HTTP_COOKIE="sessionid=abc") > 0
    assert is_anonymous("csrftoken=1; theme=dark") and not is_anonymous("a=1; sessionid=abc")


def test_forms_and_private_pages_are_not_kept(site):
    for path in ("/en/inquiry/", "/en/inquiry/find/", "/en/admin/login/"):
        _status, fields, _body = ask(site, path)
        assert "public" not in fields.get("Cache-Control", ""), path
    assert not any("/inquiry/" in key or "/admin/" in key for key in site.shelf.pages)


def test_what_is_not_found_is_not_kept(site):
    assert ask(site, "/en/parks/nowhere/")[0] == 404
    assert not site.shelf.pages


def test_a_strange_host_never_meets_a_kept_page(site):
    assert ask(site)[0] == 200
    assert ask(site, HTTP_HOST="evil.example")[0] == 400


def test_without_a_version_nothing_is_kept(site, monkeypatch):
    monkeypatch.setattr(contentversion, "current", lambda: None)
    assert ask(site)[0] == 200
    assert not site.shelf.pages


def test_a_full_shelf_forgets_the_oldest(site):
    site.shelf.limit = 2 * (len(ask(site, "/en/about/")[2]) + len(ask(site, "/en/privacy/")[2]))
    ask(site, "/en/about/")
    ask(site, "/en/accessibility/")
    assert {key.split("\n")[2] for key in site.shelf.pages} == {"/en/about/", "/en/accessibility/"}
    assert site.shelf.size <= site.shelf.limit


def test_a_head_request_brings_no_body(site):
    ask(site)
    status, fields, body = ask(site, method="HEAD")
    assert (status, body) == (200, b"") and int(fields["Content-Length"]) > 1000


def test_a_page_lives_to_midnight_at_the_longest():
    evening = timezone.make_aware(timezone.datetime(2026, 11, 22, 23, 58))
    assert until_midnight(evening) == 120
