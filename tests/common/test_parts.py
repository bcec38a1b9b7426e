"""Texts of parts are published with the record that they belong to."""

import pytest
from django.utils.translation import override

from common.enums import PublicationState
from common.languages import local_text
from parks.models import Activity, Fact, Metric, Park, Partnership, Policy, PolicyCondition, Source, Space
from tests import cast

pytestmark = pytest.mark.django_db
ENGLISH_ONLY = {"state_zh_hans": PublicationState.DRAFT, "state_en": PublicationState.PUBLISHED}


def shown(part, field):
    with override("zh-hans"):
        found = local_text(part, field)
    return found.text, found.is_fallback


def test_a_draft_of_the_whole_hides_its_parts(park_a):
    Park.objects.filter(pk=park_a.pk).update(**ENGLISH_ONLY)
    park_a.refresh_from_db()
    space = Space(park=park_a, kind=cast.make_space_type(), name_en="Hall", name_zh_hans="草稿厅")
    assert shown(space, "name") == ("Hall", True)
    policy = Policy.objects.create(slug="p", kind="tax", country="CN", **ENGLISH_ONLY)
    assert shown(PolicyCondition(policy=policy, text_en="In the zone", text_zh_hans="草稿"), "text") == (
        "In the zone",
        True,
    )
    tie = Partnership.objects.create(slug="t", kind="alliance", **ENGLISH_ONLY)
    assert shown(Activity(partnership=tie, text_en="Signed", text_zh_hans="草稿"), "text") == ("Signed", True)


def test_a_published_whole_shows_them(park_a):
    space = Space(park=park_a, kind=cast.make_space_type(), name_en="Hall", name_zh_hans="厅")
    assert shown(space, "name") == ("厅", False)


def test_a_figure_about_an_organisation_belongs_to_no_park(park_a):
    metric = Metric.objects.create(code="m", name_en="M", name_zh_hans="指标", unit="m2")
    fact = Fact(metric=metric, source=Source.objects.create(code="s"), note_en="note", note_zh_hans="注")
    assert shown(fact, "note") == ("注", False)
