"""Telling the pages that much has changed, once."""

import pytest

from common import contentversion
from parks import indexing, versions
from parks.models import PageVersion, Park, Partnership, SearchEntry
from tests import cast
from tests.parks.telling import PUBLIC, make_article, make_event

pytestmark = pytest.mark.django_db


def number(park):
    return PageVersion.objects.filter(park=park).values_list("number", flat=True).first()


def test_in_bulk_everything_is_marked_once_at_the_end(park_a, park_b, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        versions.touch([park_a.pk, park_b.pk])
    before, token, calls = number(park_a), contentversion.current(), []
    with versions.in_bulk(lambda: calls.append("finished")):
        for name in ("One", "Two", "Three"):
            park_a.name_en = name
            park_a.save()
        assert (number(park_a), contentversion.current(), calls) == (before, token, [])
        versions.touch([park_b.pk])
    assert calls == ["finished"]
    assert number(park_a) == number(park_b) == before + 1
    assert contentversion.current() != token


def test_a_bulk_in_which_nothing_happened_marks_nothing(park_a):
    before, token = number(park_a), contentversion.current()
    with versions.in_bulk(lambda: pytest.fail("there is nothing to finish")):
        assert Park.objects.count() == 1
    assert (number(park_a), contentversion.current()) == (before, token)


def test_search_finds_what_was_saved_in_bulk(operator_a):
    with versions.in_bulk(indexing.rebuild):
        park = cast.make_park(operator_a, "bulk")
        assert not SearchEntry.objects.exists()
    assert SearchEntry.objects.get(kind="park").record == park.pk
    park.refresh_from_db()
    assert park.sort_key


def test_one_within_another_is_part_of_it(park_a):
    calls = []
    with versions.in_bulk(lambda: calls.append("outer")):
        with versions.in_bulk(lambda: calls.append("inner")):
            park_a.save()
        assert calls == []
    assert calls == ["outer"]


def test_a_broken_bulk_leaves_nothing_and_later_saves_are_told(park_a):
    with pytest.raises(ZeroDivisionError), versions.in_bulk(lambda: pytest.fail("it broke")):
        park_a.name_en = "Broken"
        park_a.save()
        raise ZeroDivisionError
    assert Park.objects.get().name_en != "Broken"
    token = contentversion.current()
    Park.objects.get().save()
    assert contentversion.current() != token


def make_partnership(slug, parks):
    made = Partnership.objects.create(slug=slug, kind="strategic", title_en="A tie", **PUBLIC)
    for order, park in enumerate(parks, 1):
        made.parties.create(park=park, order=order)
    return made


@pytest.mark.django_db(transaction=True)  # within one transaction a park is marked once, whatever else happens to it
@pytest.mark.parametrize("make", [make_article, make_event, make_partnership])
def test_a_record_that_is_deleted_leaves_the_profiles_that_showed_it(client, park_a, park_b, make):
    record = make("gone", parks=(park_a, park_b))
    title = record.title_en
    assert title in client.get("/en/parks/cbtc/").content.decode()
    before = number(park_a), number(park_b)
    record.delete()
    assert number(park_a) > before[0] and number(park_b) > before[1]
    assert title not in client.get("/en/parks/cbtc/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_deleted_park_leaves_the_profile_of_the_one_around_it(client, operator_a, park_a):
    part = cast.make_park(operator_a, "part", parent=park_a)
    before = number(park_a)
    part.delete()
    assert number(park_a) > before


def test_many_rows_deleted_in_bulk_are_marked_once(park_a):
    article = make_article("gone", parks=(park_a,))
    before = number(park_a)
    with versions.in_bulk():
        article.delete()
    assert number(park_a) == before + 1
