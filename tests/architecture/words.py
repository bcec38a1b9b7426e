"""The words that a page shows, without those that stand in the database."""

import re
from html.parser import HTMLParser

from django.apps import apps
from django.db import models

SILENT = {"script", "style", "template", "code"}  # codes are names, the same in every language
SPOKEN = ("title", "placeholder", "aria-label", "alt", "data-label", "summary")
PLUMBING = {"contenttypes", "auth", "sessions", "admin"}  # tables of Django's own
BUTTONS = {"submit", "button", "reset"}


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found, self.silent, self.foreign = [], 0, []

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.silent += tag in SILENT
        if tag not in {"input", "img", "br", "hr", "meta", "link", "use", "wbr", "source", "col"}:
            self.foreign.append("lang" in values and tag != "html")
        if any(self.foreign):
            return
        self.found += [values[name] for name in SPOKEN if values.get(name)]
        if tag == "input" and values.get("type") in BUTTONS and values.get("value"):
            self.found.append(values["value"])

    def handle_endtag(self, tag):
        self.silent -= tag in SILENT
        if self.foreign:
            self.foreign.pop()

    def handle_data(self, data):
        if not self.silent and not any(self.foreign) and data.strip():
            self.found.append(data.strip())


def shown(html):
    """Every piece of text of a page and every label that is read aloud; not what is marked as another language."""
    reader = _Reader()
    reader.feed(html)
    return reader.found


def stored():
    """Every text in the database that has a letter and that somebody wrote.

    A code behind choices is no content, for a page shows its label; nor are the words of Django's own tables.
    """
    found = set()
    for model in apps.get_models():
        if model._meta.app_label in PLUMBING:
            continue
        names = [field.attname for field in model._meta.concrete_fields if _is_written(field)]
        for row in model._base_manager.values_list(*names) if names else ():
            found |= {str(value) for value in row if isinstance(value, str)}
    return {text for text in found if re.search(r"\w{2}", text)}


def _is_written(field):
    return isinstance(field, models.Field) and not field.choices


class Stored:
    """Takes content out of a text, the longest first, as whole words: the code `en` is not taken out of “open”."""

    def __init__(self, texts):
        longest = sorted(texts, key=len, reverse=True)
        self.pattern = re.compile("|".join(_whole(text) for text in longest)) if longest else None

    def taken_out(self, text):
        return self.pattern.sub(" ", text) if self.pattern else text


def _whole(text):
    before = r"(?<![A-Za-z])" if text[0].isascii() and text[0].isalpha() else ""
    after = r"(?![A-Za-z])" if text[-1].isascii() and text[-1].isalpha() else ""
    return before + re.escape(text) + after
