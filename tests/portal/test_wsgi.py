"""The entry that servers call."""

import io

import pytest

from portal.wsgi import application

FORM = b'--x\r\nContent-Disposition: form-data; name="reference"\r\n\r\nPB-2026-999999\r\n--x--\r\n'


def call(method, path, content_type, body=b""):
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "q=%E4%B8%AD",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
    }
    states = []
    page = b"".join(application(environ, lambda status, headers, *rest: states.append(status)))
    return states, page.decode()


@pytest.mark.django_db(transaction=True)  # the entry closes old connections
@pytest.mark.parametrize("codec", ["hex", "zlib", '"rot13"', "nonsense", "utf-8"])
def test_a_query_is_read_whatever_codec_is_named(codec):
    states, page = call("GET", "/en/parks/", f"text/html; charset={codec}")
    assert states == ["200 OK"]
    assert 'value="中"' in page


@pytest.mark.django_db(transaction=True)
def test_a_posted_form_in_an_impossible_codec_keeps_its_boundary():
    states, page = call("POST", "/en/inquiry/find/", "multipart/form-data; charset=hex; boundary=x", FORM)
    assert states == ["403 Forbidden"]  # no CSRF cookie: read, judged, refused in words
    assert "<html" in page
