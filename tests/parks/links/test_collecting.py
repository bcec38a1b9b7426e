"""Which addresses stand where."""

import pytest

from parks import links
from parks.models import Link, LinkUse, Policy, Source
from tests.parks.telling import make_article, make_story

pytestmark = pytest.mark.django_db


def uses():
    return list(LinkUse.objects.order_by("link__url", "field").values_list("link__url", "kind", "field"))


def test_addresses_of_columns_and_of_texts_are_found():
    Source.objects.create(code="s", url="https://s.org/a")
    Source.objects.create(code="none")
    Policy.objects.create(slug="p", kind="rent", country="BE", link="https://s.org/a")
    make_article(body_en="See [this](https://t.org) and <https://u.org>.", body_zh_hans="https://plain.org")
    assert links.collect() == 3
    assert uses() == [
        ("https://s.org/a", "parks.policy", "link"),
        ("https://s.org/a", "parks.source", "url"),
        ("https://t.org", "parks.article", "body_en"),
        ("https://u.org", "parks.article", "body_en"),
    ]


def test_a_story_is_looked_after_too(park_a):
    make_story(park_a, body_en="[x](https://x.org)")
    links.collect()
    assert uses() == [("https://x.org", "enterprises.story", "body_en")]


def test_what_is_gone_is_forgotten_and_what_stays_keeps_what_is_known():
    one, two = (Source.objects.create(code=code, url=f"https://{code}.org") for code in ("a", "b"))
    links.collect()
    Link.objects.filter(url="https://a.org").update(state="broken")
    two.delete()
    assert links.collect() == 1
    assert Link.objects.get().state == "broken"
    one.url = "https://c.org"
    one.save()
    links.collect()
    assert list(Link.objects.values_list("url", "state")) == [("https://c.org", "new")]


def test_the_second_look_writes_nothing(django_assert_num_queries):
    Source.objects.create(code="a", url="https://a.org")
    links.collect()
    before = list(LinkUse.objects.values_list("pk", flat=True))
    links.collect()
    assert list(LinkUse.objects.values_list("pk", flat=True)) == before
