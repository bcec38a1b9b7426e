"""News, events and stories of the demo: all of the source material, both languages, its dates as they are."""

from collections import Counter

from django.test import TestCase
from django.utils import timezone

from enterprises.models import Story
from parks.admin.articles import is_partial_date, lies_in
from parks.imports import read_rows
from parks.models import Article, Event
from portal.demo import loading
from portal.demo.people import DATA


class TellingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.loaded = loading.load(staff_password="a quiet red river 7")

    def test_every_article_is_there_in_both_languages_with_its_source(self):
        rows = {row["slug"]: row for row in read_rows(DATA / "articles.yaml")}
        articles = {article.slug: article for article in Article.objects.select_related("source")}
        assert len(rows) == len(articles) == self.loaded.counts["articles"] == 17
        for slug, article in articles.items():
            row = rows[slug]
            assert (article.title_zh_hans, article.title_en) == (row["title_zh"], row["title_en"])
            assert (article.body_zh_hans, article.body_en) == (row.get("body_zh", ""), row.get("body_en", ""))
            assert article.published == row.get("published", "") and article.source.code == row["source"]
            assert article.is_public_in("en") and article.is_public_in("zh-hans")
            assert {park.slug for park in article.parks.all()} == set(row.get("parks", ()))
            assert {one.slug for one in article.organisations.all()} == set(row.get("organisations", ()))
        assert Counter(article.kind for article in articles.values()) == {"news": 12, "feature": 5}
        assert sum(not article.published for article in articles.values()) == 2

    def test_no_region_contradicts_its_parks(self):
        for article in Article.objects.select_related("region"):
            placed = [park for park in article.parks.all() if park.region_id]
            if article.region and placed:
                assert any(lies_in(park, article.region) for park in placed), article.slug

    def test_every_event_is_there_with_its_date_as_exact_as_the_source(self):
        rows = {row["slug"]: row for row in read_rows(DATA / "events.yaml")}
        events = {event.slug: event for event in Event.objects.all()}
        assert len(rows) == len(events) == self.loaded.counts["events"] == 26
        [made_up] = [event for event in events.values() if event.is_demonstration]
        del events[made_up.slug]
        for slug, event in events.items():
            assert event.day == rows[slug].get("day", "") and (not event.day or is_partial_date(event.day))
            assert event.is_public_in("en") and event.is_public_in("zh-hans")
            assert event.source.code == rows[slug]["source"]
            assert {park.slug for park in event.parks.all()} == set(rows[slug].get("parks", ()))
        assert Counter(len(event.day) for event in events.values()) == {0: 2, 4: 7, 7: 5, 10: 11}
        undated = {
            event.slug: (event.date_note_zh_hans, event.date_note_en) for event in events.values() if not event.day
        }
        assert undated == {
            "alliance-founding-summit": ("资料未注明日期。", "The source gives no date."),
            "qixia-centre-opening": ("4月，资料未注明年份。", "April; the source does not state the year."),
        }
        forum = events["wlspf-2025"]
        assert f"{forum.local(forum.starts_at):%H:%M}–{forum.local(forum.ends_at):%H:%M}" == "09:00–12:20"

    def test_one_event_that_says_it_is_made_up_takes_registrations(self):
        [event] = Event.objects.upcoming()
        assert event.is_demonstration and event.takes_registrations and event.capacity == 20
        assert event.starts_at > timezone.now()
        assert "虚构" in event.summary_zh_hans and "made up" in event.summary_en

    def test_no_company_is_invented_without_saying_so(self):
        [story] = Story.objects.all()
        assert story.is_demonstration and "虚构" in story.company_zh_hans
        assert Story.objects.all().days_to_sign() == []

    def test_a_second_run_adds_nothing(self):
        again = loading.load(staff_password="a quiet red river 7").counts
        assert (again["articles"], again["events"], again["stories"]) == (0, 0, 0)
