import io
import json
import logging
import logging.config

import pytest
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import path

from portal.logs import JsonFormatter, logging_config, request_id

SECRET = "kY7-secret-of-the-link"


def answer(request, secret):
    logging.getLogger("parks.test").info("inside")
    return HttpResponse("ok")


def missing(request, secret):
    raise Http404(f"nothing at {secret}")


def broken(request, secret):
    raise RuntimeError("on purpose")


def failed(request, exception=None):
    return HttpResponse("no", status=404 if exception else 500)


handler404 = handler500 = failed
urlpatterns = [
    path("answer/<str:secret>/", answer),
    path("missing/<str:secret>/", missing),
    path("broken/<str:secret>/", broken),
]


@pytest.fixture
def lines():
    """What the production logging writes, as parsed lines; pytest's own logging comes back afterwards."""
    stream = io.StringIO()
    config = logging_config(as_json=True, level="INFO")
    config["handlers"]["stdout"]["stream"] = stream
    root = logging.getLogger()
    before = list(root.handlers)
    logging.config.dictConfig(config)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers = before


@pytest.fixture
def client(settings):
    settings.ROOT_URLCONF = "tests.portal.test_logs"
    return Client(raise_request_exception=False)


def test_one_line_a_request_with_the_route_instead_of_the_address(lines, client):
    response = client.get(f"/answer/{SECRET}/?email=anna@example.org", headers={"X-Request-ID": "proxy-1234"})
    assert response.headers["X-Request-ID"] == "proxy-1234"
    inside, outside = lines()
    assert inside["message"] == "inside"
    assert inside["request_id"] == outside["request_id"] == "proxy-1234"
    assert outside["logger"] == "portal.request"
    assert outside["status"] == 200
    assert outside["method"] == "GET"
    assert outside["route"] == "answer/<str:secret>/"
    assert outside["ms"] >= 0


@pytest.mark.parametrize(("address", "status"), [("missing", 404), ("broken", 500)])
def test_no_address_in_the_lines_of_failures(lines, client, address, status):
    assert client.get(f"/{address}/{SECRET}/").status_code == status
    written = lines()
    assert any(f"{address}/<str:secret>/" in line["message"] for line in written if line["logger"] == "django.request")
    assert SECRET not in json.dumps([line["message"] for line in written])
    assert [line["status"] for line in written if line["logger"] == "portal.request"] == [status]
    assert len({line["request_id"] for line in written}) == 1
    assert written[0]["request_id"]
    if status == 500:
        assert any("on purpose" in line.get("traceback", "") for line in written)


def test_an_address_that_matches_nothing_is_not_written(lines, client):
    client.get(f"/nowhere/{SECRET}/")
    assert SECRET not in json.dumps(lines())


@pytest.mark.parametrize("given", ["", "short", "x" * 65, 'quote"quote"quote', "a b c d e f"])
def test_an_id_that_looks_wrong_is_replaced(client, given):
    answered = client.get("/answer/x/", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert answered != given
    assert len(answered) == 32


def test_every_request_has_its_own_id_and_none_stays(client):
    first, second = (client.get("/answer/x/").headers["X-Request-ID"] for _ in range(2))
    assert first != second
    assert request_id.get() == ""


def test_json_keeps_chinese_readable_and_skips_unknown_extras():
    record = logging.LogRecord("x", logging.INFO, "", 0, "已收到 %s", (1,), None)
    record.email = "anna@example.org"
    record.count = 3
    line = JsonFormatter().format(record)
    assert "已收到 1" in line
    assert json.loads(line)["count"] == 3
    assert "anna" not in line
