"""A worker that is really killed in the middle of an import: the next one goes on where it stopped."""

import sys

import pytest

from tests.journeys.processes import ROOT, Process, ask, manage, postgres_database, product_environment, shell
from tests.journeys.smtp import wait_until
from tests.services import ADDRESSES

ROWS = 1200
SETUP = """
from django.core.files.uploadedfile import SimpleUploadedFile
from accounts.models import User
from parks import batches, jobs
from parks.models import Operator, Park, SpaceType
from parks.tables import TABLES
from parks.tables.mapping import Mapping
wei = User.objects.create_superuser("wei@parkbridge.example.org", "x")
operator = Operator.objects.create(slug="o", name_en="O", country="BE", time_zone="UTC")
Park.objects.create(slug="p", name_en="P", country="BE", operator=operator, kind="incubator")
SpaceType.objects.create(code="office", name_en="Office")
lines = "".join(f"p,A{number},office,{number}\\n" for number in range(ROWS))
file = SimpleUploadedFile("x.csv", b"park,code,kind,area_min\\n" + lines.encode())
batch = batches.upload(wei, TABLES["spaces"], file)
jobs.run(batches.check(batch, wei, Mapping.read(batch.mapping, {})).pk, tell=False)
batches.commit(batch, wei, MODE)
"""
COUNT = "SELECT count(*) FROM parks_space"
JOB = "SELECT state, attempts FROM parks_job WHERE kind = 'commit'"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'db.sqlite3'}"
        return
    with postgres_database(ADDRESSES["postgres"], "jobs") as url:
        yield url


@pytest.mark.process
@pytest.mark.parametrize("mode", ["good", "all"])
def test_a_killed_import_is_finished_by_the_next_worker(database, tmp_path, mode):
    env = product_environment(tmp_path, database, JOB_LEASE_SECONDS="5")
    manage(env, "migrate", "--verbosity", "0", "--skip-checks")
    deaf = {**env, "CELERY_BROKER_URL": "redis://127.0.0.1:1/0"}
    shell(deaf, SETUP.replace("ROWS", str(ROWS)).replace("MODE", repr(mode)))
    command = [sys.executable, ROOT / "manage.py", "run_jobs"]
    doomed = Process("doomed", command, env, tmp_path).start()
    if mode == "good":  # parts are committed one by one
        wait_until(lambda: ask(database, COUNT) != [(0,)], 60, doomed.tail)
    else:  # one transaction: nobody sees anything until the end
        wait_until(lambda: ask(database, JOB) == [("running", 1)], 60, doomed.tail)
    doomed.kill()
    (written,) = ask(database, COUNT)[0]
    assert (0 < written < ROWS) if mode == "good" else (written == 0)
    assert ask(database, JOB) == [("running", 1)]
    wait_until(lambda: "jobs done: 1" in _again(command, env, tmp_path), 120, lambda: "")
    assert ask(database, COUNT) == [(ROWS,)]
    assert ask(database, JOB) == [("done", 2)]
    assert ask(database, "SELECT state, rows_new, rows_refused FROM parks_importbatch") == [("committed", ROWS, 0)]
    assert ask(database, "SELECT count(*) FROM parks_importrow WHERE written") == [(ROWS,)]
    created = "SELECT count(*) FROM accounts_auditentry WHERE action = 'created'"
    assert ask(database, created) == [(ROWS,)]
    assert ask(database, "SELECT count(*) FROM notifications_outgoingemail WHERE event = 'job_done'") == [(1,)]


def _again(command, env, folder):
    process = Process("next", command, env, folder).start()
    process.running.wait(300)
    return process.tail()
