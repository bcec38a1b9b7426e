"""Parks as staff ask for them: drafts too, by any piece of a name, within the seats of the reader."""

import pytest
from django.core.management import call_command
from django.db import connection

from parks import indexing
from parks.indexing.tokens import operator_token
from parks.models import Operator, Park, ParkKeys
from parks.search import staffed
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(wei):
    return lambda text, user=wei: [park.slug for park in staffed.find_parks(user, text, 11)[0]]


@pytest.fixture
def optics(operator_a):
    return cast.make_park(
        operator_a, "lake-007771", name_zh_hans="武汉东湖光谷", name_en="East Lake Optics 9",
        aliases="Sino-Liège; 中比园", state_zh_hans="draft", state_en="draft",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["武汉", "东湖", "湖光", "武汉东湖光谷", "optics", "OPTICS lake", "tics", "ptic", "007771", "777", "7771", "9",
     "lake 9", "liege", "sino-liège", "中比", "lake-007771"],
)  # fmt: skip
def test_a_draft_is_found_by_any_piece_of_its_names(found, optics, wei, text):
    assert found(text) == (["lake-007771"] if len(text) > 1 else [])
    assert staffed.park_candidates(wei, text) == staffed.FoundParks((optics.pk,))


@pytest.mark.parametrize("text", ["汉东湖武", "opticsx", "8", "lake 8", "光谷园", "%", "", "zz1op", "t"])
def test_what_stands_in_no_name_finds_nothing(wei, optics, text):
    assert staffed.park_candidates(wei, text) == staffed.FoundParks()


def test_an_operator_finds_its_own_parks_and_those_below_them(found, optics, operator_b, lin, bao):
    part = cast.make_park(operator_b, "part", name_en="Optics East", parent=optics)
    deep = cast.make_park(operator_b, "deep", name_en="Optics North", parent=part)
    assert found("optics", lin) == ["deep", "part", optics.slug]
    assert found("optics", bao) == ["deep", "part"]
    third = Operator.objects.create(slug="third", name_en="Third")
    optics.operator = third
    optics.save()
    assert found("optics", lin) == []
    assert operator_token(third.pk) in ParkKeys.objects.get(park=deep).tokens


def test_the_keys_follow_the_park_and_are_made_again(found, optics):
    optics.name_en = "Riverbend"
    optics.save()
    assert (found("optics"), found("riverbend")) == ([], [optics.slug])
    ParkKeys.objects.update(tokens="")
    assert found("riverbend") == []
    call_command("reindex", verbosity=0)
    assert found("riverbend") == [optics.slug]
    ParkKeys.objects.all().delete()
    indexing.index_parks([optics.pk])
    assert found("riverbend") == [optics.slug]
    Park.objects.filter(pk=optics.pk).delete()
    assert not ParkKeys.objects.exists()


def test_no_more_than_a_thousand_are_looked_at(wei, optics, monkeypatch):
    cast.make_park(optics.operator, "second", name_en="Optics")
    monkeypatch.setattr(staffed, "CANDIDATES", 1)
    found = staffed.park_candidates(wei, "optics")
    assert (len(found.numbers), found.is_more) == (1, True)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the plan of PostgreSQL")
def test_postgresql_asks_the_index_of_names(optics):
    ParkKeys.objects.update(tokens="optics")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        rows = ParkKeys.objects.filter(tokens__match=staffed.called("optics"))
        assert "Bitmap Index Scan on parks_parkkeys_vector" in rows.explain()
