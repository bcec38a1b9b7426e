"""Trees of parks, regions and industries: no circle, no level too many, and a sentence instead of an error page."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from parks.indexing import reindex
from parks.models import Park, Region, SearchEntry
from tests import cast
from tests.parks.admin.pages import change, errors


def region(code, parent=None):
    kind = "city" if parent else "country"
    return Region.objects.create(code=code, name_en=code, kind=kind, country="BE", parent=parent)


@pytest.fixture
def editing(client, wei):
    client.force_login(wei)
    return client


def test_a_region_lies_neither_within_itself_nor_in_a_circle(editing, db):
    upper = region("upper", region("be"))
    lower = region("lower", upper)
    assert errors(change(editing, upper, parent=upper.pk))["parent"] == ["This would make a circle."]
    assert errors(change(editing, upper, parent=lower.pk))["parent"] == ["This would make a circle."]
    assert errors(change(editing, lower, parent=""))["__all__"] == [
        "A country lies within nothing; every other region lies within another."
    ]


def test_a_circle_of_regions_does_not_hang_the_index(park_a):
    upper = region("upper", region("be"))
    lower = region("lower", upper)
    Region.objects.filter(pk=upper.pk).update(parent=lower)
    Park.objects.filter(pk=park_a.pk).update(region=lower)
    reindex(park_a)
    assert "upper" in SearchEntry.objects.get(kind="park").tokens.split()


def test_industries_have_two_levels(editing, db):
    top = cast.make_industry("top")
    branch = cast.make_industry("branch", parent=top)
    lone = cast.make_industry("lone")
    assert "parent" in errors(change(editing, top, parent=top.pk))
    assert "parent" in errors(change(editing, top, parent=branch.pk))
    assert "is a branch itself" in errors(change(editing, lone, parent=branch.pk))["parent"][0]
    assert "has branches" in errors(change(editing, top, parent=lone.pk))["parent"][0]
    assert change(editing, lone, parent=top.pk).status_code == 302


def test_a_tree_of_parks_is_not_pushed_below_the_third_level(park_a, operator_a):
    middle = cast.make_park(operator_a, "middle")
    leaf = cast.make_park(operator_a, "leaf", parent=middle)
    middle.parent = park_a
    middle.full_clean(exclude=["description"])
    middle.save()
    top = cast.make_park(operator_a, "top")
    park_a.parent = top
    with pytest.raises(ValidationError) as refusal:
        park_a.clean()
    with translation.override("en"):
        sentences = refusal.value.message_dict["parent"]
    assert sentences == ["With the parks below it, this would be more than three levels."]
    Park.objects.get(pk=leaf.pk).clean()
    park_a.parent = park_a
    with pytest.raises(ValidationError):
        park_a.clean()


def test_a_promise_of_a_year_is_refused(editing, operator_a):
    assert "response_hours" in errors(change(editing, operator_a, response_hours="401"))
    assert change(editing, operator_a, response_hours="400").status_code == 302


def test_a_park_is_no_part_of_itself(editing, park_a):
    assert "parent" in errors(change(editing, park_a, parent=park_a.pk))
    assert editing.get(reverse("admin:parks_park_changelist")).status_code == 200
