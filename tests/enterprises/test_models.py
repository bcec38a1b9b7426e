"""What of companies is public: only what they agreed to, and nothing about a park that is not public."""

import datetime

import pytest
from django.utils import timezone

from enterprises.models import Story, Tenancy
from parks.search import find
from tests.inquiries import builders
from tests.parks.telling import make_story

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(("days", "shown"), [(-1, True), (0, True), (1, False)])
def test_consent_counts_from_its_day(park_a, days, shown):
    agreed = timezone.localdate() + days * DAY
    Tenancy.objects.create(enterprise=builders.make_enterprise(), park=park_a, consent_on=agreed)
    make_story(park_a, consent_on=agreed)
    assert Tenancy.objects.listed().exists() is Story.objects.public().exists() is shown


def test_a_story_of_a_park_that_is_withdrawn_is_told_nowhere(client, park_a):
    make_story(park_a)
    assert find("anna").total == 1
    park_a.state_en = park_a.state_zh_hans = "archived"
    park_a.save()
    assert find("anna").total == 0
    pages = ("/en/stories/anna/", "/en/stories/", "/og/en/story/anna.png")
    answers = [client.get(page) for page in pages]
    assert [answer.status_code for answer in answers] == [404, 200, 404]
    assert park_a.name_en not in answers[1].content.decode()
