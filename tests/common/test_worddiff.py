"""What changed between two texts, in English words and in Chinese characters."""

import time

import pytest

from common.worddiff import Piece, excerpt, pieces


def shown(before, after):
    marks = {"same": "{}", "added": "+{}+", "removed": "-{}-"}
    return "".join(marks[piece.kind].format(piece.text) for piece in pieces(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", ""),
        ("same words", "same words", "same words"),
        ("", "new", "+new+"),
        ("old", "", "-old-"),
        ("two halls in the park", "three halls in the park", "-two-+three+ halls in the park"),
        ("园区有两座厂房。", "园区有三座厂房。", "园区有-两-+三+座厂房。"),
        ("CBTC园区", "CBTC 园区", "CBTC+ +园区"),
        ("first\nsecond\n", "first\nthird\n", "first\n-second-+third+\n"),
    ],
)
def test_pieces(before, after, expected):
    assert shown(before, after) == expected


def test_a_long_text_is_compared_in_bounded_time():
    old = " ".join(f"word{number}" for number in range(20_000))
    new = " ".join(f"other{number}" for number in range(20_000))
    start = time.perf_counter()
    assert [piece.kind for piece in pieces(old, new)] == ["removed", "added"]
    assert time.perf_counter() - start < 2


def test_an_excerpt_leaves_out_what_stayed():
    row = [Piece("same", "a" * 300), Piece("added", "new"), Piece("same", "b" * 300), Piece("removed", "old")]
    assert [piece.text for piece in excerpt(row, 5)] == ["… aaaaa", "new", "bbbbb … bbbbb", "old"]


def test_a_text_of_very_many_lines_is_replaced_as_a_whole():
    before, after = "a\n" * 600, "a\n" * 602
    assert [(piece.kind, len(piece.text)) for piece in pieces(before, after)] == [("removed", 1200), ("added", 1204)]
