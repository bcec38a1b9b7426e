"""Asking servers elsewhere, and nobody else."""

import socket

import pytest

from common import fetching
from common.fetching import Answer, ask, is_public
from tests.common.web import served

PAGES = {
    "/": (200, ""),
    "/gone": (410, ""),
    ("HEAD", "/shy"): (405, ""),
    ("GET", "/shy"): (200, ""),
    "/old": (301, "/new"),
    "/new": (200, ""),
    "/today": (302, "/"),
    "/half": (302, "/old"),
    "/circle": (302, "/circle"),
    "/dead": (301, "/gone"),
    "/odd": (301, "gopher://x"),
    "/café 园": (200, ""),
    "/caf%C3%A9%20%E5%9B%AD": (200, ""),
}


@pytest.fixture
def web():
    with served(PAGES) as (url, server):
        yield url, server


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/", Answer(200)),
        ("", Answer(200)),
        ("/gone", Answer(410)),
        ("/nothing", Answer(404)),
        ("/shy", Answer(200)),
        ("/old", Answer(200, moved_to="{url}/new")),
        ("/today", Answer(200)),
        ("/half", Answer(200)),
        ("/dead", Answer(410)),
        ("/circle", Answer(trouble="redirects")),
        ("/odd", Answer(trouble="address")),
        ("/café 园", Answer(200)),
    ],
)
def test_answers(web, path, answer):
    url, _server = web
    expected = Answer(answer.status, answer.trouble, answer.moved_to.format(url=url))
    assert ask(url + path, "Tester/1", allow_private=True) == expected


def test_head_is_tried_before_get_and_the_agent_says_who_asks(web):
    url, server = web
    ask(f"{url}/shy", "Tester/1", allow_private=True)
    assert server.asked == [("HEAD", "/shy", "Tester/1"), ("GET", "/shy", "Tester/1")]


def test_a_private_server_is_not_even_connected_to(web):
    url, server = web
    assert ask(url, "Tester/1") == Answer(trouble="private")
    assert server.asked == []


def test_a_redirect_into_a_private_network_is_not_followed(monkeypatch):
    with served({"/": (200, "")}) as (inside, inner), served({"/": (302, f"{inside}/")}) as (outside, _outer):
        port = int(outside.rpartition(":")[2])
        real = fetching.is_public
        # The first server plays a public one: only its own port's question is let through.
        answers = iter([True])
        monkeypatch.setattr(fetching, "PORTS", {port, *fetching.PORTS, int(inside.rpartition(":")[2])})
        monkeypatch.setattr(fetching, "is_public", lambda address: next(answers, None) or real(address))
        assert ask(f"{outside}/", "Tester/1") == Answer(trouble="private")
        assert inner.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://0/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://224.0.0.1/",
        "http://[fe80::1%25lo]/",
        "http://8.8.8.8:22/",
    ],
)
def test_private_addresses_in_any_spelling_are_refused(url, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *args, **kwargs: pytest.fail("was connected to"))
    assert ask(url, "Tester/1").trouble in ("private", "address", "name")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x.org",
        "javascript:1",
        "http://",
        "http://u:p@x.org/",
        "http://x.org:99999/",
        "http://[x/",
        "http://a..b/",
    ],
)
def test_what_is_no_address_of_the_web(url):
    assert ask(url, "Tester/1", allow_private=True).trouble in ("address", "answer", "name")


def test_a_server_that_is_not_there():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert ask(f"http://127.0.0.1:{port}/", "Tester/1", allow_private=True) == Answer(trouble="connection")


def test_a_server_that_says_nothing(monkeypatch):
    monkeypatch.setattr(fetching, "TIMEOUT", 0.3)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert ask(url, "Tester/1", allow_private=True) == Answer(trouble="timeout")


def test_a_server_that_speaks_no_tls(web):
    url, _server = web
    assert ask(url.replace("http:", "https:"), "Tester/1", allow_private=True).trouble == "certificate"


@pytest.mark.parametrize(("address", "public"), [("8.8.8.8", True), ("2001:4860:4860::8888", True), ("x", False)])
def test_public_addresses(address, public):
    assert is_public(address) is public
