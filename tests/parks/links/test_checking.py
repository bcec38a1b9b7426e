"""Asking the links that are due, against a real server on this machine."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from common.fetching import Answer
from parks import links
from parks.links import checking
from parks.links.checking import judge
from parks.models import Link, Source
from parks.tasks import check_links
from tests.common.web import served

pytestmark = pytest.mark.django_db
PAGES = {"/good": (200, ""), "/old": (301, "/good"), "/shy": (403, ""), "/ill": (500, ""), "/gone": (404, "")}


@pytest.fixture
def web(settings, monkeypatch):
    settings.LINK_CHECK_ALLOW_PRIVATE = True
    monkeypatch.setattr(checking, "HOST_PAUSE", 0)
    with served(PAGES) as (url, server):
        yield url, server


def known(url, *paths):
    for path in paths:
        Source.objects.create(code=path, url=url + path)


def states():
    return dict(Link.objects.values_list("url", "state"))


def test_each_answer_has_its_state(web):
    url, _server = web
    known(url, *PAGES)
    assert check_links.apply().get() == 5
    assert states() == {
        f"{url}/good": "good",
        f"{url}/old": "moved",
        f"{url}/shy": "unclear",
        f"{url}/ill": "doubtful",
        f"{url}/gone": "broken",
    }
    old, gone, good = (Link.objects.get(url=url + path) for path in ("/old", "/gone", "/good"))
    assert (old.moved_to, gone.status, gone.failures, gone.failing_since is None) == (f"{url}/good", 404, 1, False)
    assert gone.due_at - gone.checked_at == datetime.timedelta(days=1)
    assert good.due_at - good.checked_at == datetime.timedelta(days=7)


def test_one_bad_day_proves_nothing_and_a_good_one_mends_all(web):
    url, server = web
    known(url, "/ill")
    links.check_due()
    first = Link.objects.get()
    links.ask_again([first.pk])
    links.check_due()
    second = Link.objects.get()
    assert (first.state, second.state, second.failures) == ("doubtful", "broken", 2)
    assert second.failing_since == first.failing_since
    server.pages = {"/ill": (200, "")}
    links.ask_again([first.pk])
    links.check_due()
    third = Link.objects.get()
    assert (third.state, third.failures, third.failing_since) == ("good", 0, None)


def test_what_is_not_due_is_left_alone(web):
    url, server = web
    known(url, "/good")
    links.check_due()
    assert links.check_due() == 0 and len(server.asked) == 1


def test_what_somebody_else_took_is_not_asked_again(web):
    url, _server = web
    known(url, "/good")
    links.collect()
    now = timezone.now()
    assert len(checking._claimed(now)) == 1
    assert checking._claimed(now) == []
    assert len(checking._claimed(now + datetime.timedelta(hours=2))) == 1  # a killed worker's comes back


def test_switched_off_nobody_is_asked(web, settings):
    url, server = web
    settings.LINK_CHECK = False
    known(url, "/good")
    assert links.check_due() == 0 and server.asked == [] and not Link.objects.exists()


def test_without_the_allowance_a_private_address_is_broken(web, settings):
    url, server = web
    settings.LINK_CHECK_ALLOW_PRIVATE = False
    known(url, "/good")
    links.check_due()
    assert states() == {f"{url}/good": "broken"} and server.asked == []


def test_without_a_network_nothing_is_learnt(settings):
    settings.LINK_CHECK_ALLOW_PRIVATE = True
    for port in (1, 2, 3):  # nobody listens there
        Source.objects.create(code=str(port), url=f"http://127.0.0.1:{port}/")
    assert links.check_due() == 3
    assert set(states().values()) == {"new"}
    assert Link.objects.filter(due_at__gt=timezone.now(), checked_at=None).count() == 3


def test_the_servers_take_turns(monkeypatch):
    for url in ("http://a.org/1", "http://a.org/2", "http://b.org/1"):
        Link.objects.create(url=url)
    assert [link.url for link in checking._claimed(timezone.now())] == [
        "http://a.org/1",
        "http://b.org/1",
        "http://a.org/2",
    ]


def test_one_server_is_given_a_pause(web, monkeypatch):
    url, _server = web
    slept = []
    monkeypatch.setattr(checking, "HOST_PAUSE", 2)
    monkeypatch.setattr(checking.time, "sleep", slept.append)
    known(url, "/good", "/gone")
    links.check_due()
    assert len(slept) == 1 and 1 < slept[0] <= 2


def test_without_celery(web, capsys):
    url, _server = web
    known(url, "/good")
    call_command("check_links")
    assert capsys.readouterr().out == "1 links were asked.\n"


@pytest.mark.parametrize(
    ("answer", "failures", "state"),
    [
        (Answer(204), 0, "good"),
        (Answer(999), 1, "unclear"),
        (Answer(429), 1, "unclear"),
        (Answer(503), 1, "doubtful"),
        (Answer(trouble="name"), 1, "doubtful"),
        (Answer(trouble="name"), 2, "broken"),
        (Answer(trouble="private"), 1, "broken"),
    ],
)
def test_what_an_answer_says(answer, failures, state):
    assert judge(answer, failures) == state
