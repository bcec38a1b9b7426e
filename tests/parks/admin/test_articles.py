import pytest

from parks.models import Article
from tests.parks.admin.pages import change, errors
from tests.parks.telling import make_article, make_regions

pytestmark = pytest.mark.django_db


@pytest.fixture
def regions():
    return make_regions()


@pytest.fixture
def placed(park_a, regions):
    park_a.region = regions["be-lln"]
    park_a.save()
    return park_a


def new(**fields):
    return {"title_en": "News", "slug": "news", "kind": "news", "published": "", **fields}


@pytest.mark.parametrize("code", ["be", "be-lln"])
def test_a_region_that_the_park_lies_in_is_accepted(edith, client, operator_a, placed, regions, code):
    article = make_article(operator=operator_a)
    assert change(client, article, region=regions[code].pk, parks=[placed.pk]).status_code == 302
    assert Article.objects.get().region.code == code


def test_a_region_that_contradicts_the_parks_is_refused_at_the_field(edith, client, operator_a, placed, regions):
    article = make_article(operator=operator_a)
    response = change(client, article, region=regions["cn"].pk, parks=[placed.pk])
    assert errors(response) == {
        "region": ["None of the parks lies in this region. Correct the region or the parks."],
    }
    assert Article.objects.get().region is None


def test_one_park_in_the_region_is_enough(wei, client, operator_a, park_b, placed, regions):
    client.force_login(wei)
    park_b.region = regions["cn"]
    park_b.save()
    article = make_article(operator=operator_a)
    assert change(client, article, region=regions["cn"].pk, parks=[placed.pk, park_b.pk]).status_code == 302


@pytest.mark.parametrize("date", ["2025", "2025-08", "2025-08-19", ""])
def test_a_date_as_exact_as_its_source_is_kept(edith, client, operator_a, date):
    assert change(client, make_article(operator=operator_a), published=date).status_code == 302
    assert Article.objects.get().published == date


@pytest.mark.parametrize(
    "date", ["25", "2025-13", "2025-02-30", "2025/08", "２０２５", "20250819", "2025-8-1", "yesterday"]
)
def test_what_is_no_date_is_refused(edith, client, operator_a, date):
    response = change(client, make_article(operator=operator_a), published=date)
    assert errors(response) == {
        "published": ["Write a year, a month or a day that exists: 2016, 2016-06 or 2016-06-20."],
    }


def test_an_editor_writes_for_the_own_operator_only(edith, client, operator_a, operator_b):
    address = "/en/admin/parks/article/add/"
    assert errors(client.post(address, new())) == {"operator": ["This field is required."]}
    assert "operator" in errors(client.post(address, new(operator=operator_b.pk)))
    assert client.post(address, new(operator=operator_a.pk)).status_code == 302
    article = Article.objects.get()
    assert (article.operator, article.state_en) == (operator_a, "draft")


def test_the_platform_may_write_for_nobody(wei, client):
    client.force_login(wei)
    assert client.post("/en/admin/parks/article/add/", new()).status_code == 302


def test_the_word_feed_stands_in_another_address(wei, client):
    client.force_login(wei)
    assert list(errors(client.post("/en/admin/parks/article/add/", new(slug="feed")))) == ["slug"]


def test_links_to_parks_of_others_survive_an_editors_save(edith, client, operator_a, park_a, park_b):
    article = make_article(operator=operator_a, parks=[park_a, park_b])
    assert "parkb park" not in client.get(f"/en/admin/parks/article/{article.pk}/change/").content.decode()
    assert change(client, article, title_en="Another title", parks=[park_a.pk]).status_code == 302
    assert set(article.parks.all()) == {park_a, park_b}
    assert change(client, article, parks=[]).status_code == 302
    assert set(article.parks.all()) == {park_b}


def test_an_article_of_another_operator_is_not_there(edith, client, operator_b):
    article = make_article(operator=operator_b)
    assert client.get(f"/en/admin/parks/article/{article.pk}/change/").status_code == 404


def test_each_language_is_published_on_its_own(edith, client, operator_a):
    article = make_article(operator=operator_a, state_en="draft", state_zh_hans="draft")
    change(client, article, _publish="en")
    article.refresh_from_db()
    assert (article.state_zh_hans, article.state_en) == ("draft", "published")
