"""Everything breaks while 200 inquiries come in; at the end nothing is lost and nothing was refused.

Real processes: PostgreSQL (a database of its own), Redis (a server of its own), granian, Celery, an SMTP socket.
"""

import os
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest

from tests.journeys.browser import Browser
from tests.journeys.processes import (
    REDIS,
    Redis,
    Web,
    Worker,
    ask,
    mail_states,
    manage,
    postgres_database,
    product_environment,
    shell,
)
from tests.journeys.smtp import Fault, Sink

INQUIRIES = int(os.environ.get("CHAOS_INQUIRIES", "200"))
CLIENTS = 16
THINK_SECONDS = 3.2  # a form sent faster is taken for a machine's
WEATHER = [Fault.LATER, Fault.GREYLIST, Fault.CONTENT_LATER, Fault.DROP_IN_DATA, Fault.SHUT_DOWN, Fault.DROP_AFTER_DATA]
TURNS = 12
IN_FLIGHT = 3  # two worker threads, and one mail whose result is being stored
SEED = """
from tests import cast
cbtc = cast.make_operator("cbtc")
parkb = cast.make_operator("parkb", country="CN", time_zone="Asia/Shanghai", default_language="zh-hans")
cast.make_park(cbtc, "cbtc"), cast.make_park(parkb, "parkb"), cast.make_lin(cbtc), cast.make_bao(parkb)
cast.make_industry(), cast.make_mode(), cast.make_space_type()
"""

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(REDIS is None and os.environ.get("REQUIRE_SERVICES") != "1", reason="needs Redis"),
]


@dataclass
class Weather:
    """What is down at this moment; the posts note it, so that the test can say what they were answered under."""

    broker_down: bool = False
    smtp_down: bool = False
    over: threading.Event = field(default_factory=threading.Event)
    turns: int = 0
    kills_in_mail: int = 0
    outages: Counter = field(default_factory=Counter)


@dataclass(frozen=True)
class Sent:
    """One visitor's inquiry as the web server answered it."""

    number: int
    parks: int
    receipts: tuple[str, ...]
    statuses: tuple[int, ...]
    seconds: float
    broker_down: bool
    smtp_down: bool


@pytest.fixture
def instance(postgres_url, tmp_path):
    """A seeded database, the servers around it, and the environment of web and worker."""
    with ExitStack() as stack:
        database = stack.enter_context(postgres_database(postgres_url, "chaos"))
        redis = stack.enter_context(Redis(tmp_path))
        sink = stack.enter_context(Sink())
        env = product_environment(
            tmp_path,
            database,
            broker=redis.url,
            smtp_port=sink.port,
            OUTBOX_BACKOFF_MINUTES=",".join(["0.05"] * 200),
            CACHE_URL=redis.url.replace("/0", "/1"),
            INQUIRY_LIMIT_ADDRESS="100000",
            INQUIRY_LIMIT_NETWORK="100000",
        )
        manage(env, "migrate", "--verbosity", "0")
        shell(env, SEED)
        web = stack.enter_context(Web(env, tmp_path))
        worker = stack.enter_context(Worker(env, tmp_path))
        yield database, redis, sink, web, worker


def visit(web, number, weather):
    """One visitor: opens the form, fills it in, sends it (every tenth twice at once), follows to the receipt."""
    browser = Browser(web.url, "zh-CN" if number % 3 == 0 else "en")
    prefix = "/zh-hans" if number % 3 == 0 else "/en"
    parks = ["cbtc", "parkb"] if number % 2 else ["cbtc"]
    query = "&".join(f"park={park}" for park in parks)
    page = browser.get(f"{prefix}/inquiry/?whole=1&{query}&mode=office_lease&country={'CN' if number % 2 else 'BE'}")
    form = page.form("token").fill(
        message=f"需要一处办公室 {number}",
        company_name=f"Firm {number} & Söhne 公司",
        contact_name="Anna",
        contact_email=f"anna{number}@firm.example.org",
    )
    form.tick_all("consent")
    time.sleep(THINK_SECONDS)
    broker_down, smtp_down, started = weather.broker_down, weather.smtp_down, time.monotonic()
    times = 2 if number % 10 == 0 else 1
    with ThreadPoolExecutor(times) as pool:
        answers = list(pool.map(lambda _: browser.post(form), range(times)))
    return Sent(
        number,
        len(parks),
        tuple(answer.url for answer in answers),
        (page.status, *(answer.status for answer in answers)),
        time.monotonic() - started,
        broker_down,
        smtp_down,
    )


def storm(redis, sink, worker, weather):
    """Break one thing after the other, and kill the worker in the middle of a mail each time; at least TURNS times."""
    dice = random.Random(20261122)
    outages = [
        ("broker stopped", redis.kill, redis.start, {"broker": True}),
        ("mail server away", sink.stop, sink.start, {"smtp": True}),
        ("broker frozen", redis.freeze, redis.thaw, {"broker": True}),
    ]
    while weather.turns < TURNS or not weather.over.is_set():
        if not worker.alive:
            worker.start()
        sink.script.extend(dice.choice(WEATHER) for _ in range(5))
        if weather.turns % 2:
            name, break_it, mend_it, what = outages[weather.turns // 2 % 3]
            _outage(weather, name, break_it, mend_it, **what)
        sink.in_data.clear()
        weather.kills_in_mail += sink.in_data.wait(15)
        time.sleep(dice.uniform(0, 0.1))
        worker.kill()
        weather.turns += 1
    worker.start()


def _outage(weather, name, break_it, mend_it, broker=False, smtp=False):
    break_it()
    weather.broker_down, weather.smtp_down = weather.broker_down or broker, weather.smtp_down or smtp
    time.sleep(4)
    weather.broker_down, weather.smtp_down = weather.broker_down and not broker, weather.smtp_down and not smtp
    mend_it()
    weather.outages[name] += 1


def calm(database, sink, worker, expected, seconds=150):
    """The weather clears; wait until every mail is sent. Returns how long it took."""
    sink.script.clear()
    started = time.monotonic()
    while (states := mail_states(database)) != {"sent": expected}:
        assert worker.alive, worker.tail()
        assert time.monotonic() - started < seconds, f"{states}, wanted {expected} sent\n{worker.tail()}"
        time.sleep(0.5)
    return time.monotonic() - started


def test_nothing_is_lost_while_everything_breaks(instance, capsys):
    database, redis, sink, web, worker = instance
    weather = Weather()
    trouble = threading.Thread(target=storm, args=(redis, sink, worker, weather))
    trouble.start()
    try:
        with ThreadPoolExecutor(CLIENTS) as visitors:
            sent = list(visitors.map(lambda number: visit(web, number, weather), range(INQUIRIES)))
    finally:
        weather.over.set()
        trouble.join()
    expected_mails = sum(1 + one.parks for one in sent)
    recovery = calm(database, sink, worker, expected_mails)
    with capsys.disabled():
        print(report(sent, sink, weather, expected_mails, recovery))

    # Every visitor was answered, whatever was down.
    assert {status for one in sent for status in one.statuses} == {200}, web.tail()
    assert all("/receipt/" in url for one in sent for url in one.receipts)
    assert all(len(set(one.receipts)) == 1 for one in sent), "the same form twice is one inquiry"
    assert weather.kills_in_mail >= TURNS // 2
    assert set(weather.outages) == {"broker stopped", "broker frozen", "mail server away"}

    # Every accepted inquiry exists once.
    receipts = {one.receipts[0].split("/inquiry/")[1].split("/")[0] for one in sent}
    stored = [row[0] for row in ask(database, "SELECT reference FROM inquiries_inquiry")]
    assert len(stored) == len(set(stored)) == len(receipts) == INQUIRIES
    assert set(stored) == receipts
    assert ask(database, "SELECT count(*) FROM inquiries_case") == [(sum(one.parks for one in sent),)]

    # Every mail is sent, and the mail server has each of them.
    ids = Counter(row[0] for row in ask(database, "SELECT message_id FROM notifications_outgoingemail"))
    assert set(ids.values()) == {1}
    assert set(sink.message_ids) == set(ids), "none lost, none invented"
    unavoidable = sink.faults_shown[Fault.DROP_AFTER_DATA] + IN_FLIGHT * weather.turns
    assert sink.duplicates <= unavoidable
    languages = Counter(mail.parsed["Content-Language"] for mail in sink.received if "anna" in mail.recipients[0])
    assert set(languages) == {"en", "zh-hans"}


def report(sent, sink, weather, mails, recovery):
    """What happened, for the person who reads the run."""
    times = sorted(one.seconds for one in sent)
    under = Counter((one.broker_down, one.smtp_down) for one in sent)
    hung_up = sink.faults_shown[Fault.DROP_AFTER_DATA]
    faults = {str(fault): count for fault, count in sink.faults_shown.items()}
    return f"""
chaos: {len(sent)} inquiries, {mails} mails, {dict(weather.outages)}
worker: killed {weather.turns} times, {weather.kills_in_mail} of them within a mail
answers: median {times[len(times) // 2]:.2f} s, slowest {times[-1]:.2f} s, {under[True, False]} with the broker down, \
{under[False, True]} with the mail server down
mail server: {faults}
mails: all sent {recovery:.1f} s after the storm, none lost; {sink.duplicates} arrived twice \
({hung_up} times the server kept a mail and hung up before it said so)"""
