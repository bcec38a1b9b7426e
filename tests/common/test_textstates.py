"""The rules of what is missing, a draft, stale or reviewed; and what an edit does to both texts."""

import pytest

from common.enums import Language
from common.textstates import TextState, judge, plain, sources_after

ZH, EN = Language.ZH_HANS, Language.EN


@pytest.mark.parametrize(
    ("own", "other", "source", "settled", "expected"),
    [
        ("", "", None, True, None),
        ("", "x", None, True, TextState.MISSING),
        ("a", "x", None, False, TextState.DRAFT),
        ("a", "x", None, True, TextState.REVIEWED),
        ("a", "x", "x", True, TextState.REVIEWED),
        ("a", "y", "x", True, TextState.STALE),
        ("a", "y", "", True, TextState.REVIEWED),  # its counterpart was written after it, as a translation of it
        ("a", "", "x", True, TextState.REVIEWED),  # the counterpart is missing, this text is not stale
    ],
)
def test_states(own, other, source, settled, expected):
    assert judge(own, other, source, settled=settled) == expected


def after(old, new, known=None):
    found = sources_after(dict(zip((ZH, EN), old, strict=True)), dict(zip((ZH, EN), new, strict=True)), known or {})
    return [judge(new[place], new[1 - place], found[language], settled=True) for place, language in enumerate((ZH, EN))]


OK, STALE, MISSING = TextState.REVIEWED, TextState.STALE, TextState.MISSING


@pytest.mark.parametrize(
    ("old", "new", "known", "expected"),
    [
        (("甲", "a"), ("乙", "a"), {}, [OK, STALE]),
        (("甲", "a"), ("甲", "b"), {}, [STALE, OK]),
        (("甲", "a"), ("乙", "b"), {}, [OK, OK]),
        (("甲", ""), ("甲", "a"), {}, [OK, OK]),  # the first translation outdates nothing
        (("甲", ""), ("乙", ""), {}, [OK, MISSING]),
        (("乙", "a"), ("乙", "b"), {EN: "甲"}, [OK, OK]),  # the stale text catches up
        (("乙", "a"), ("丙", "a"), {EN: "甲"}, [OK, STALE]),
        (("乙", "a"), ("甲", "a"), {EN: "甲"}, [OK, OK]),  # changed back to what it was
    ],
)
def test_edits(old, new, known, expected):
    assert after(old, new, known) == expected


def test_ends_of_lines_and_spaces_are_no_change():
    assert plain(" a\r\nb ") == plain("a\nb") and plain(None) == ""
