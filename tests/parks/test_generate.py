import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from parks.models import Fragment, Operator, Park, Space


def test_generated_parks_are_marked_public_and_made_once(db, client):
    call_command("generate_parks", "6", verbosity=0)
    call_command("generate_parks", "6", verbosity=0)
    parks = Park.objects.public().filter(slug__startswith="generated-")
    assert parks.count() == 6 and Operator.objects.filter(slug__startswith="generated-").count() == 20
    assert all("test data" in park.name_en and "测试数据" in park.name_zh_hans for park in parks)
    first = parks.get(slug="generated-000003")
    spaces = list(Space.objects.filter(park=first).values_list("area_max", flat=True))
    Park.objects.filter(pk=first.pk).delete()
    call_command("generate_parks", "6", verbosity=0)
    again = parks.get(slug="generated-000003")
    assert (again.name_en, again.kind) == (first.name_en, first.kind)
    assert list(Space.objects.filter(park=again).values_list("area_max", flat=True)) == spaces
    assert "generated park 000003" in client.get("/en/parks/?q=000003").content.decode()
    call_command("refresh_pages", verbosity=0)
    assert Fragment.objects.filter(kind="park_card").count() == 12


def test_production_refuses_generated_parks(db, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="--force"):
        call_command("generate_parks", "1")
    assert Park.objects.count() == 0


@pytest.mark.postgres
def test_postgresql_knows_how_many_were_made(db):
    """It plans by what it counted last, and a server may have been told not to count by itself."""
    if connection.vendor != "postgresql":
        pytest.skip("planner statistics: needs PostgreSQL")
    call_command("generate_parks", "7", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'parks_park'")
        assert cursor.fetchone() == (7,)
