"""Reading and rewriting a posted page; what the admin does with it is tested with the pages of parks."""

from django.http import QueryDict

from common.freshness import _remove, _same, read, sign
from parks.models import Park


def test_a_row_is_taken_out_and_the_others_move_up():
    post = QueryDict(mutable=True)
    for number, text in enumerate(("first", "second", "third")):
        post[f"facts-{number}-id"], post[f"facts-{number}-note"] = str(number + 10), text
    post["facts-TOTAL_FORMS"], post["facts-INITIAL_FORMS"] = "3", "2"
    _remove(post, "facts", 1)
    assert post.dict() == {
        "facts-0-id": "10",
        "facts-0-note": "first",
        "facts-1-id": "12",
        "facts-1-note": "third",
        "facts-TOTAL_FORMS": "2",
        "facts-INITIAL_FORMS": "1",
    }


def test_only_what_was_signed_for_this_record_is_read():
    from django.utils import timezone

    now, shown = timezone.now(), {"name": {"": ["x"]}}
    text = sign(Park(pk=1), shown, now)
    assert read(Park(pk=1), text) == (now, shown)
    assert read(Park(pk=2), text) is None and read(Park(pk=1), text[:-1]) is None and read(Park(pk=1), "") is None


def test_what_counts_as_the_same():
    assert _same(["a\r\nb "], ["a\nb"]) and _same(["2", "1"], ["1", "2"]) and _same([], [""])
    assert not _same(["a"], ["b"])
