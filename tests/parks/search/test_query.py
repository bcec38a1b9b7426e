"""Pieces of a query and the forms of its words."""

import pytest

from parks.search.query import other_forms, parse


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("factories", ("factory", "factorie")),
        ("city", ("cities",)),
        ("boxes", ("box", "boxe")),
        ("services", ("service",)),
        ("labs", ("lab",)),
        *(
            (word, ())
            for word in ("news", "customs", "goods", "glass", "campus", "basis", "gas", "key", "lab", "city2")
        ),
    ],
)
def test_the_other_forms_of_a_word(word, forms):
    assert other_forms(word) == forms


def test_codes_and_chinese_have_no_other_forms():
    assert [(term.text, term.forms) for term in parse("e411s 孵化器 labs")] == [
        ("e411s", ()),
        ("孵化器", ()),
        ("labs", ("lab",)),
    ]
