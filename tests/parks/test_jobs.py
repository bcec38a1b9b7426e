"""Background jobs: claimed once, told when done, taken up when lost, given up in the end."""

import datetime

import pytest
from django.core.management import call_command
from django.utils import timezone

from notifications.models import OutgoingEmail
from notifications.rendering import render
from parks import jobs
from parks.importing.refusals import Refused
from parks.models import Job
from tests.parks.importing.files import checked, csv_file

pytestmark = pytest.mark.django_db
LATER = datetime.timedelta(days=8)


@pytest.fixture
def kind():
    """A kind of work that does what a test tells it."""
    done = []
    jobs.register("export", lambda job, told: done.append(job.pk) or {"rows": 3})
    yield done
    from parks.admin.exporting import export

    jobs.register("export", export)


def order(user, **payload):
    return jobs.order("export", user, **payload)


def test_a_job_is_done_once_and_its_owner_is_told(lin, kind):
    job = order(lin)
    assert (jobs.run(job.pk), jobs.run(job.pk)) == (True, False)
    job.refresh_from_db()
    assert (job.state, job.result, kind) == ("done", {"rows": 3}, [job.pk])
    mail = OutgoingEmail.objects.get(event="job_done")
    assert (mail.to, mail.language) == (lin.email, "zh-hans")
    assert mail.context["url"].endswith(f"/zh-hans/admin/parks/job/{job.pk}/change/")
    mail.context["name"] = "园区.xlsx"
    assert render(mail).subject.endswith("已完成（园区.xlsx）")


def test_work_that_a_page_waited_for_needs_no_mail(lin, kind):
    jobs.run(order(lin).pk, tell=False)
    assert not OutgoingEmail.objects.exists()


def test_what_goes_wrong_is_said_and_what_is_broken_is_logged(lin, kind, caplog):
    def refuse(job, told):
        raise Refused("Not today.")

    def fall(job, told):
        raise ZeroDivisionError

    for runner, words in ((refuse, "Not today."), (fall, "Something went wrong in the program")):
        jobs.register("export", runner)
        job = order(lin)
        jobs.run(job.pk)
        job.refresh_from_db()
        assert job.state == "failed"
        assert job.error["en"].startswith(words)
    assert "ZeroDivisionError" in caplog.text
    assert OutgoingEmail.objects.filter(event="job_done", context__failed=True).count() == 2


def test_a_job_of_a_lost_worker_is_taken_up_after_its_lease_and_given_up_after_three(lin, kind):
    job = order(lin)
    for attempt in (1, 2, 3):
        assert jobs.claim(job.pk).attempts == attempt
        assert jobs.claim(job.pk) is None
        Job.objects.update(leased_until=timezone.now() - datetime.timedelta(seconds=1))
    assert jobs.work() == 0
    job.refresh_from_db()
    assert (job.state, kind) == ("failed", [])
    assert job.error["en"] == "The worker was stopped several times while it did this."
    assert OutgoingEmail.objects.count() == 1


def test_whoever_lost_the_lease_stores_nothing(lin, kind):
    job = order(lin)
    late = jobs.claim(job.pk)
    Job.objects.update(leased_until=timezone.now() - datetime.timedelta(seconds=1))
    jobs.claim(job.pk)
    with pytest.raises(jobs.LeaseLost):
        jobs.Progress(late)(1, 2)
    jobs.give_up(late, {"en": "x"}, tell=True)
    job.refresh_from_db()
    assert (job.state, OutgoingEmail.objects.count()) == ("running", 0)


def test_progress_is_a_share_that_reaches_a_hundred_at_the_end_only(lin, kind):
    job = jobs.claim(order(lin).pk)
    assert job.percent is None
    jobs.Progress(job)(400, 400)
    job.refresh_from_db()
    assert (job.percent, job.is_over) == (99, False)


def test_one_person_does_not_fill_the_queue(lin, bao, kind):
    for _ in range(5):
        order(lin)
    with pytest.raises(Refused, match="5 of your jobs"):
        order(lin)
    order(bao)


def test_the_command_does_without_celery(lin, kind, capsys):
    order(lin)
    order(lin)
    call_command("run_jobs")
    assert capsys.readouterr().out == "jobs done: 2\n"


def test_a_failed_check_puts_its_import_back(wei, park_a, monkeypatch):
    batch = checked(wei, "spaces", csv_file([{"park": "cbtc", "code": "1", "kind": "x"}]))
    batch.file.storage.delete(batch.file.name)
    from parks import batches
    from parks.tables.mapping import Mapping

    jobs.run(batches.check(batch, wei, Mapping.read(batch.mapping, {})).pk)
    batch.refresh_from_db()
    assert (batch.state, batch.jobs.first().state) == ("uploaded", "failed")


def test_files_expire(wei, park_a, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    from parks import batches

    batch = checked(wei, "spaces", csv_file([{"park": "cbtc", "code": "1", "kind": "x"}]))
    now = timezone.now()
    assert batches.expire_due(now) == 0
    assert batches.expire_due(now + datetime.timedelta(days=181)) == 1
    batch.refresh_from_db()
    assert (batch.file.name, batch.rows.count(), list(tmp_path.rglob("*.csv"))) == ("", 0, [])


def test_files_that_no_row_names_go_after_a_day(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    stray = tmp_path / "tables" / "2026-11" / "stray.csv"
    stray.parent.mkdir(parents=True)
    stray.write_text("x")
    assert (jobs.expire_due(timezone.now()), stray.exists()) == (0, True)
    assert (jobs.expire_due(timezone.now() + LATER), stray.exists()) == (1, False)
