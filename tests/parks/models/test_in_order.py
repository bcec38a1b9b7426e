"""Lists of parks in the order of names read the same rows as the scope, by the operator alone."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from parks.models import Operator, Park
from parks.models import parks as module
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(operator_a, operator_b):
    """Parks of both, and below one of A parts of B and of a third."""
    third = Operator.objects.create(slug="third", name_en="Third")
    top = cast.make_park(operator_a, "a-top")
    middle = cast.make_park(operator_b, "b-middle", parent=top)
    cast.make_park(third, "c-deep", parent=middle)
    cast.make_park(operator_a, "a-part", parent=top)
    cast.make_park(operator_b, "b-alone", state_zh_hans="draft", state_en="draft")
    return third


def told(rows):
    return [park.slug for park in rows.order_by("slug")]


def test_each_seat_reads_its_own_and_what_stands_below(tree, operator_a, lin, bao, wei):
    expected = {
        lin: ["a-part", "a-top", "b-middle", "c-deep"],
        bao: ["b-alone", "b-middle", "c-deep"],
        wei: ["a-part", "a-top", "b-alone", "b-middle", "c-deep"],
        cast.make_user("third@example.org"): [],
    }
    for user, slugs in expected.items():
        assert told(Park.objects.in_order_for(user)) == told(Park.objects.for_staff(user)) == slugs, user
    assert told(Park.objects.in_order_for(AnonymousUser())) == []


def test_no_seat_that_is_shut_reads_anything(tree, operator_a, lin):
    operator_a.is_active = False
    operator_a.save()
    fresh = type(lin).objects.get(pk=lin.pk)
    assert told(Park.objects.in_order_for(fresh)) == []
    operator_a.is_active = True
    operator_a.save()
    for field in ("is_active", "is_staff"):
        type(lin).objects.filter(pk=lin.pk).update(**{"is_active": True, "is_staff": True, field: False})
        assert told(Park.objects.in_order_for(type(lin).objects.get(pk=lin.pk))) == [], field


def test_many_parts_of_others_are_left_to_the_scope(tree, lin, monkeypatch):
    monkeypatch.setattr(module, "MOST_BELOW", 1)
    assert told(Park.objects.in_order_for(lin)) == ["a-part", "a-top", "b-middle", "c-deep"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the plan of PostgreSQL")
def test_postgresql_reads_an_operators_parks_in_their_order(operator_a, lin):
    cast.make_park(operator_a, "a")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
    plan = Park.objects.in_order_for(lin).order_by("sort_key", "slug")[:50].explain()
    assert "Index Scan using park_operator_order" in plan and "Sort" not in plan, plan
