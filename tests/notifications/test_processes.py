"""Several real processes at one outbox, on an SQLite file and on PostgreSQL; one of them dies while sending."""

import sys

import pytest

from tests import prepared
from tests.journeys.processes import (
    REDIS,
    ROOT,
    Process,
    Redis,
    Worker,
    ask,
    mail_states,
    manage,
    postgres_database,
    product_environment,
    shell,
    wait_for_all_sent,
)
from tests.journeys.smtp import Fault, Sink, wait_until
from tests.services import ADDRESSES

QUEUE = """
from django.db import transaction
from notifications.outbox import Mail, queue
context = dict(total=1, more=0, failures=[], time_zone="UTC", link="http://127.0.0.1/x")
with transaction.atomic():
    queue(*(Mail("mail_failure_digest", f"r{n}@firm.example.org", "en", "platform", context) for n in range(COUNT)))
"""


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request, tmp_path_factory):
    """A migrated database that other processes can reach."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "sqlite":
        prepared.copy_sqlite(folder / "db.sqlite3")
        yield f"sqlite:///{folder / 'db.sqlite3'}"
        return
    with postgres_database(ADDRESSES["postgres"], "outbox") as url:
        yield url


@pytest.fixture
def outbox(database, tmp_path):
    """An SMTP server, the environment of processes that use it, and a way to fill the outbox."""
    with Sink() as sink:
        env = product_environment(tmp_path, database, smtp_port=sink.port)
        shell(env, "from notifications.models import OutgoingEmail; OutgoingEmail.objects.all().delete()")
        yield sink, env, lambda count: shell(env, QUEUE.replace("COUNT", str(count)))


def sender(env, folder, name):

    return Process(name, [sys.executable, ROOT / "manage.py", "send_outbox", "--skip-checks"], env, folder)


def test_four_processes_at_once_never_send_one_row_twice(outbox, database, tmp_path):
    sink, env, fill = outbox
    fill(300)
    env = {**env, "OUTBOX_BATCH": "7", "OUTBOX_LEASE_SECONDS": "600"}
    senders = [sender(env, tmp_path, f"sender{n}").start() for n in range(4)]
    for process in senders:
        assert process.running.wait(90) == 0, process.tail()
    assert mail_states(database) == {"sent": 300}
    assert len(sink.message_ids) == 300
    assert sink.duplicates == 0
    counts = [int(process.tail().split("sent ")[-1].split(",")[0]) for process in senders]
    assert sum(counts) == 300
    assert sum(count > 0 for count in counts) >= 2, f"all the work was done by one process: {counts}"


def test_a_process_killed_while_sending_leaves_a_row_that_is_sent_after_the_lease(outbox, database, tmp_path):
    sink, env, fill = outbox
    fill(3)
    sink.delay, sink.fault = 20, Fault.SLOW
    env = {**env, "EMAIL_TIMEOUT": "60", "OUTBOX_LEASE_SECONDS": "4"}
    victim = sender(env, tmp_path, "victim").start()
    wait_until(sink.in_data.is_set, 20, victim.tail)
    victim.kill()
    assert mail_states(database) == {"sending": 3}
    ids = {row[0] for row in ask(database, "SELECT message_id FROM notifications_outgoingemail")}
    sink.fault = Fault.NONE
    patient = {**env, "OUTBOX_LEASE_SECONDS": "600"}  # a slow machine must not outlive the lease meanwhile
    assert "sent 0" in manage(patient, "send_outbox", "--skip-checks").stdout, "the lease still runs"
    wait_until(lambda: "sent 3" in manage(env, "send_outbox", "--skip-checks").stdout, 20)
    assert mail_states(database) == {"sent": 3}
    assert set(sink.message_ids) == ids
    assert {row[0] for row in ask(database, "SELECT attempts FROM notifications_outgoingemail")} == {2}


@pytest.mark.parametrize("database", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_database_that_hangs_up_while_a_mail_is_on_the_wire_does_not_send_it_twice(outbox, database, tmp_path):
    sink, env, fill = outbox
    fill(1)
    sink.delay = 3
    sink.script.append(Fault.PATIENT)
    process = sender({**env, "EMAIL_TIMEOUT": "20", "OUTBOX_LEASE_SECONDS": "600"}, tmp_path, "sender").start()
    wait_until(sink.in_data.is_set, 20, process.tail)
    ask(
        database,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
        "AND datname = current_database()",
    )
    assert process.running.wait(30) == 0, process.tail()
    assert mail_states(database) == {"sent": 1}
    assert list(sink.message_ids.values()) == [1]


@pytest.mark.skipif(REDIS is None, reason="needs Redis")
def test_a_worker_outlives_its_broker(outbox, database, tmp_path):
    sink, env, fill = outbox
    with Redis(tmp_path) as redis:
        env = {**env, "CELERY_BROKER_URL": redis.url}
        with Worker(env, tmp_path) as worker:
            fill(5)
            wait_for_all_sent(database, 5, 40)
            redis.kill()
            fill(5)
            redis.start()
            wait_for_all_sent(database, 10, 40)
            fill(5)
            wait_for_all_sent(database, 15, 20)
            assert worker.alive
    assert sink.duplicates == 0


def test_a_real_worker_wakes_at_the_commit_and_sweeps_what_nobody_rang_for(outbox, database, tmp_path):
    sink, env, fill = outbox
    with Worker(env, tmp_path) as worker:
        wait_until(
            lambda: ask(database, "SELECT 1 FROM notifications_workerbeat WHERE name = 'worker'"), 40, worker.tail
        )
        fill(40)
        wait_for_all_sent(database, 40, 30)
        deaf = {**env, "CELERY_BROKER_URL": "redis://127.0.0.1:1/0"}
        shell(deaf, QUEUE.replace("COUNT", "5"))
        wait_for_all_sent(database, 45, 30)
    assert sink.duplicates == 0
    assert len(sink.message_ids) == 45
