"""The page of broken links: of one's own content, each with its field, asked again by a button."""

import pytest
from django.utils import timezone

from parks import links
from parks.enums import SeatRole
from parks.models import Link, Policy, Source
from tests import cast
from tests.parks.telling import make_article

pytestmark = pytest.mark.django_db
PAGE = "/en/admin/parks/park/links/"
AGAIN = f"{PAGE}again/"


@pytest.fixture
def broken(park_a, park_b):
    """One broken link in an article of each operator, and one in a source."""
    for park in (park_a, park_b):
        slug = park.operator.slug
        make_article(slug, (park,), operator=park.operator, body_en=f"[x](https://{slug}.org/gone)")
    Source.objects.create(code="s", title_en="Report", url="https://s.org/gone")
    links.collect()
    Link.objects.update(
        state="broken", status=404, failing_since=timezone.now(), checked_at=timezone.now(), due_at="2099-01-01T00:00Z"
    )


@pytest.fixture
def editor(client, park_a):
    person = cast.make_lin(park_a.operator, SeatRole.EDITOR)
    client.force_login(person)
    return person


def test_an_editor_sees_the_own_links_and_where_they_stand(client, editor, park_a, broken):
    page = client.get(PAGE).content.decode()
    mine = park_a.articles.get()
    assert f'<a href="/en/admin/parks/article/{mine.pk}/change/#id_body_en">cbtc title</a>' in page
    assert "https://cbtc.org/gone" in page and "The server answers with 404." in page
    assert "parkb.org" not in page and "s.org/gone" not in page
    assert "Places 1 to 1 of 1." in page


def test_the_platform_sees_all(client, wei, broken):
    client.force_login(wei)
    page = client.get(PAGE).content.decode()
    assert [host in page for host in ("cbtc.org/gone", "parkb.org/gone", "//s.org/gone")] == [True] * 3


def test_who_changes_no_content_sees_no_page(client, lin, broken):
    client.force_login(lin)
    assert client.get(PAGE).status_code == client.post(AGAIN).status_code == 403


def test_a_link_that_was_mended_is_shown_no_more(client, editor, park_a, broken):
    article = park_a.articles.get()
    article.body_en = "No link."
    article.save()
    assert "cbtc.org/gone" not in client.get(PAGE).content.decode()


def test_the_button_makes_the_own_links_due_and_asks_nobody(client, editor, broken, settings):
    settings.LINK_CHECK = False
    response = client.post(AGAIN, {"state": "broken"})
    assert (response.status_code, response["Location"]) == (302, f"{PAGE}?state=broken")
    due = Link.objects.filter(due_at__lte=timezone.now()).values_list("url", flat=True)
    assert list(due) == ["https://cbtc.org/gone"]


def test_another_operators_link_is_not_asked_again(client, editor, park_b, broken, settings):
    settings.LINK_CHECK = False
    theirs = Link.objects.get(url="https://parkb.org/gone").uses.get()
    client.post(AGAIN, {"state": "broken", "use": theirs.pk})
    assert not Link.objects.filter(due_at__lte=timezone.now()).exists()


@pytest.mark.parametrize("query", ["?state=nonsense", "?state=moved&page=x", "?page=99999999999999999999"])
def test_odd_queries_are_answered(client, editor, query):
    assert client.get(PAGE + query).status_code == 200


@pytest.mark.parametrize("data", [{}, {"use": "x"}, {"use": "9" * 30}, {"state": "\x00"}])
def test_odd_posts_are_answered(client, editor, data):
    assert client.post(AGAIN, data).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_number_of_times(client, wei, count, django_assert_num_queries):
    for number in range(count):
        Policy.objects.create(
            slug=f"p{number}", kind="rent", country="BE", title_en="P", link=f"https://x.org/{number}"
        )
    links.collect()
    Link.objects.update(state="broken")
    client.force_login(wei)
    client.get(PAGE)
    with django_assert_num_queries(6):
        assert client.get(PAGE).status_code == 200


def test_the_quality_report_leads_to_the_link(client, editor, park_a, broken):
    page = client.get("/en/admin/parks/park/quality/?kind=article&check=link").content.decode()
    article = park_a.articles.get()
    assert 'change/#id_body_en">Broken link</a> · https://cbtc.org/gone' in page
    assert page.count(f"/article/{article.pk}/change/") == 1
    assert '<span class="chip chip--warn">1</span>' in page
