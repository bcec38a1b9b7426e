"""Messages above a page: one bar for each tone, and no sentence is lost."""

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.utils.html import format_html

from common.templatetags.bars import bars


def said(*pairs):
    return [(bar.tone, bar.texts) for bar in bars([Message(level, text) for level, text in pairs])]


def test_one_bar_for_each_tone_with_every_sentence_in_its_order():
    told = [(messages.WARNING, f"Check {number}.") for number in range(1, 7)]
    told.insert(3, (messages.SUCCESS, "Saved."))
    told.append((messages.ERROR, "Not sent."))
    checks = [f"Check {number}." for number in range(1, 7)]
    assert said(*told) == [("error", ["Not sent."]), ("success", ["Saved."]), ("warning", checks)]


def test_the_same_sentence_stands_once():
    assert said((messages.INFO, "Done."), (messages.INFO, "Done.")) == [("info", ["Done."])]


def test_nothing_said_is_no_bar():
    assert bars(None) == bars([]) == []


@pytest.mark.parametrize("text", [format_html("<a href='/'>{}</a>", "x"), "<b>x</b>"])
def test_what_is_marked_as_safe_stays_so_and_nothing_else_becomes_so(text):
    (found,) = bars([Message(messages.SUCCESS, text)])[0].texts
    assert type(found) is type(text)
