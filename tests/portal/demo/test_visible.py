"""Every text of the demo's records, and the title of every source that they name, stands on a public page.

Each record is looked for on the page that is its own, in Chinese and in English; so are the lists that lead there.
"""

import html
import re

from django.core.cache import cache
from django.test import TestCase

from common.enums import Language
from parks.imports import CATALOGUE, read_rows
from portal.demo import loading
from portal.demo.people import DATA

SUFFIXES = {"zh-hans": "_zh", "en": "_en"}
LINK = re.compile(r'href="([^"?#]+)')
TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)
NO_SOURCE = {"zh-hans": "无来源：本站的一般说明。", "en": "No source: a general description by this site."}
# The file, the page of a record (by its code or short name), and the list that must lead there.
OWN_PAGES = (
    ("organisations", "organisations/{}/", "organisations/"),
    ("partnerships", "network/{}/", "network/"),
    ("policies", "policies/{}/", "policies/"),
    ("opportunities", "opportunities/{}/", "opportunities/"),
    ("articles", "news/{}/", "news/"),
    ("events", "events/{}/", "events/"),
    ("stories", "stories/{}/", "stories/"),
    ("services", "services/{}/", "services/"),
    ("settlement_modes", "settle/{}/", "settle/"),
)
# Catalogues that stand on one page together.
TOGETHER = (("metrics", "figures/"), ("space_types", "spaces/kinds/"))
BEYOND = {"opportunities/": "?state=past"}  # what a list shows only to those who ask
SOURCES = {row["code"]: row for folder in (CATALOGUE, DATA) for row in read_rows(folder / "sources.yaml")}


def rows_of(name):
    folder = CATALOGUE if (CATALOGUE / f"{name}.yaml").exists() else DATA
    return read_rows(folder / f"{name}.yaml")


def texts(value, suffix):
    """Every text in one language, line by line, anywhere in a record."""
    if isinstance(value, list):
        for part in value:
            yield from texts(part, suffix)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key.endswith(suffix):
                lines = inner if isinstance(inner, list) else str(inner).splitlines()
                yield from (line.strip() for line in lines if line.strip())
            else:
                yield from texts(inner, suffix)


def source_codes(value):
    """Codes of the sources that a record, or a part of it, names."""
    if isinstance(value, list):
        for part in value:
            yield from source_codes(part)
    elif isinstance(value, dict):
        if "source" in value:
            yield value["source"]
        yield from value.get("sources", ())
        for inner in value.values():
            yield from source_codes(inner)


def bare(text):
    """Without any space: pages break lines where they like."""
    return re.sub(r"\s+", "", text)


def key(row):
    return row.get("slug") or row["code"]


class VisibleTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        loading.load(staff_password="a quiet red river 7")

    def setUp(self):
        cache.clear()
        self.missing = []

    def markup(self, path, language):
        response = self.client.get(f"/{language}/{path}")
        assert response.status_code == 200, path
        return response.content.decode()

    def words(self, path, language):
        """What a page says between its tags, titles of links included."""
        return bare(html.unescape(TAGS.sub("", self.markup(path, language))))

    def look_for(self, row, language, said, name):
        """Note whatever the page does not say of the record."""
        wanted = [*texts(row, SUFFIXES[language])]
        wanted += [SOURCES[code][f"title{SUFFIXES[language]}"] for code in source_codes(row)]
        self.missing += [(name, key(row), language, text) for text in wanted if bare(text) not in said]

    def test_records_on_their_own_pages(self):
        for name, page, _list in OWN_PAGES:
            for row in rows_of(name):
                for language in Language.values:
                    said = self.words(page.format(key(row)), language)
                    self.look_for(row, language, said, name)
                    if not any(source_codes(row)) and name in ("services", "settlement_modes"):
                        assert bare(NO_SOURCE[language]) in said, (name, key(row))
        assert self.missing == []

    def test_parks_on_their_profiles(self):
        for row in [*loading.park_rows(), *loading.invented_park_rows()]:
            for language in Language.values:
                self.look_for(row, language, self.words(f"parks/{row['slug']}/", language), "parks")
        assert self.missing == []

    def test_catalogues_that_stand_on_one_page(self):
        for name, page in TOGETHER:
            for language in Language.values:
                said = self.words(page, language)
                for row in rows_of(name):
                    self.look_for(row, language, said, name)
        assert self.missing == []

    def test_lists_lead_to_every_record(self):
        for name, page, start in OWN_PAGES:
            for language in Language.values:
                linked = self.linked_from(start, language)
                if start in BEYOND:
                    linked |= set(LINK.findall(self.markup(start + BEYOND[start], language)))
                unlinked = [key(row) for row in rows_of(name) if f"/{language}/{page.format(key(row))}" not in linked]
                assert unlinked == [], name

    def linked_from(self, start, language):
        """Addresses on all pages of a list."""
        found, number, more = set(), 1, True
        while more:
            markup = self.markup(f"{start}?page={number}", language)
            found |= set(LINK.findall(markup))
            number, more = number + 1, 'rel="next"' in markup
        return found
