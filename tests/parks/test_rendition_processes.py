"""Photos and several real processes, on an SQLite file and on PostgreSQL."""

import sys

import pytest

from tests import prepared
from tests.journeys.processes import ROOT, Process, Worker, ask, postgres_database, product_environment, shell
from tests.journeys.smtp import wait_until
from tests.services import ADDRESSES

PHOTOS = """
import io
from django.core.files.base import ContentFile
from PIL import Image
from parks.models import Operator, Park, Photo
operator, _new = Operator.objects.get_or_create(slug="o", defaults=dict(name="O", country="BE"))
park, _new = Park.objects.get_or_create(slug="p", defaults=dict(name="P", country="BE", operator=operator))
out = io.BytesIO()
Image.linear_gradient("L").resize((900, 600)).save(out, "JPEG")
for number in range(COUNT):
    Photo.objects.create(park=park, alt="A", sha256="ab" * 32, image=ContentFile(out.getvalue(), name="a.jpg"))
"""
STORED = "SELECT photo_id, count(*) FROM parks_rendition GROUP BY photo_id"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request, tmp_path):
    if request.param == "sqlite":
        prepared.copy_sqlite(tmp_path / "db.sqlite3")
        yield f"sqlite:///{tmp_path / 'db.sqlite3'}"
        return
    with postgres_database(ADDRESSES["postgres"], "photos") as url:
        yield url


def files(folder):
    return sorted(path for path in (folder / "media" / "renditions").rglob("*") if path.is_file())


@pytest.mark.process
def test_two_processes_make_each_size_once_and_a_worker_makes_the_rest(database, tmp_path):
    env = product_environment(tmp_path, database)
    deaf = {**env, "CELERY_BROKER_URL": "redis://127.0.0.1:1/0"}
    shell(deaf, PHOTOS.replace("COUNT", "6"))  # a broker that is away does not keep a photo from being saved
    assert ask(database, "SELECT count(*) FROM parks_photo WHERE rendered_at IS NULL") == [(6,)]
    sweep = [sys.executable, ROOT / "manage.py", "shell", "--no-imports", "-c"]
    sweep.append("from parks.renditions import sweep; print('stored', sweep())")
    both = [Process(f"sweep{number}", sweep, env, tmp_path).start() for number in range(2)]
    for process in both:
        assert process.running.wait(60) == 0, process.tail()
    assert sum(int(process.tail().split("stored ")[-1]) for process in both) == 24
    assert sorted(count for _photo, count in ask(database, STORED)) == [4] * 6
    assert len(files(tmp_path)) == 24
    with Worker(env, tmp_path) as worker:
        shell(env, PHOTOS.replace("COUNT", "1"))
        wait_until(lambda: len(ask(database, STORED)) == 7, 60, worker.tail)
    assert len(files(tmp_path)) == 28
