"""How tests walk through the steps: each page's hidden fields go along, as a browser would post them."""

import html
import re

from inquiries.models import Draft
from tests.inquiries import answers, builders

START = {"en": "/en/inquiry/", "zh-hans": "/zh-hans/inquiry/"}
ENTERPRISE = {"company_name": "Walloon Optics", "country": "BE"}
NEED = {"message": "We need a small office.", "area_min": "80"}
CONTACT = {"contact_name": "Anna Peeters", "contact_email": "anna@optics.example.org"}
HIDDEN = ("token", "revision", "asked", "return")


def hidden(response):
    """The hidden fields of a page's form."""
    body = response.content.decode()
    found = {name: re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', body) for name in HIDDEN}
    return {name: html.unescape(match[1]) for name, match in found.items() if match}


def ticked(response, name):
    """The values of the boxes of this name that are ticked."""
    return re.findall(rf'name="{name}" value="([^"]*)"[^>]* checked', response.content.decode())


class Walk:
    """One visitor with one draft."""

    def __init__(self, client, language="en", query="", **first):
        self.client, self.language = client, language
        builders.office_mode()
        self.page = self.start = client.get(START[language] + query)
        self.first = first

    @property
    def draft(self):
        return Draft.objects.get()

    def at(self, step):
        return f"/{self.language}/inquiry/draft/{self.draft.code}/{step}/"

    def begin(self, *parks, **fields):
        """The first page, posted."""
        typed = {"mode": "office_lease", "park": [park.slug for park in parks], **ENTERPRISE, **self.first, **fields}
        return self.client.post(f"/{self.language}/inquiry/draft/", {**hidden(self.start), **typed})

    def open(self, step):
        self.page = self.client.get(self.at(step))
        return self.page

    def post(self, step, **fields):
        """Open a step and post it with these answers."""
        shown = hidden(self.open(step))
        return self.client.post(self.at(step), {**shown, **fields})

    def to_review(self, *parks, **fields):
        """Every step with Anna's answers; `fields` replace some of the need."""
        assert self.begin(*parks).status_code == 302
        assert self.post("need", **{**NEED, **fields}).status_code == 302
        answer = self.post("contact", **{**CONTACT, "contact_language": self.language})
        assert answer.url == self.at("review"), answer.content.decode()
        return self

    def send(self, *parks, **fields):
        """The review, with every consent ticked; so quickly that the puzzle would be put, and it stays unsolved."""
        fields = {"proof": "", **fields}
        fields = {name: value for name, value in fields.items() if value is not None}
        given = answers.ticks(*parks, country=ENTERPRISE["country"], language=self.language)
        return self.post("review", consent=given, **fields)
