import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from common.text import (
    normalise_code,
    normalise_email,
    normalise_line,
    normalise_number,
    normalise_phone,
    normalise_text,
    sentences,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  武汉　光谷\u00a0公司 ", "武汉 光谷 公司"),
        ("ＡＢＣ科技（武汉）有限公司，１２３", "ABC科技（武汉）有限公司，123"),
        ("\ufeffAnna\u200b Peeters\u200f", "Anna Peeters"),
        ("a\x00b\x1bc\tde\r\nf", "abc de f"),
        ("“引号”《书名》……", "“引号”《书名》……"),
        ("Café", "Café"),
        ("雷霆🚀👨‍👩‍👧🏴󠁧󠁢󠁥󠁮󠁧󠁿❤️", "雷霆🚀👨‍👩‍👧🏴󠁧󠁢󠁥󠁮󠁧󠁿❤️"),
        ("a\u200db\ud800c\u202ed", "abcd"),
        ("𠮷野家 龘", "𠮷野家 龘"),
    ],
)
def test_a_line_keeps_what_can_be_seen(typed, kept):
    assert normalise_line(typed) == kept


def test_a_message_keeps_its_lines_and_widths():
    typed = "\n\n　　您好，\r\n我们需要１００㎡  \r\r\r\r谢谢！\u200b\x07\u2028\u2028 "
    assert normalise_text(typed) == "　　您好，\n我们需要１００㎡\n\n谢谢！"


@settings(deadline=None)
@given(st.text())
def test_cleaning_twice_changes_nothing_more(value):
    for clean in (normalise_line, normalise_text, normalise_code, normalise_email):
        assert clean(clean(value)) == clean(value)
    normalise_text(value).encode()
    assert "\x00" not in normalise_line(value)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ａｎｎａ＠Example.ＯＲＧ", "anna@example.org"),
        (" Anna.Peeters@Example。com\u200b", "Anna.Peeters@example.com"),
        ("", ""),
        ("no-at-sign", "no-at-sign"),
    ],
)
def test_email(typed, kept):
    assert normalise_email(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("１，２００．５", "1200.5"),
        ("1 200.5", "1200.5"),
        ("1,200,000", "1200000"),
        ("12,5", "12,5"),
        ("1,2,3", "1,2,3"),
        ("abc", "abc"),
        ("３０。５", "30.5"),
    ],
)
def test_number(typed, kept):
    assert normalise_number(typed) == kept


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("+32 (0)10 45 00 00", None, "+3210450000"),
        ("+0032 10 45 00 00", "CN", "+3210450000"),
        ("0032 10/45.00.00", None, "+3210450000"),
        ("00 32 10 45 00 00", "BE", "+3210450000"),
        ("010 45 00 00", "BE", "+3210450000"),
        ("13800138000", "CN", "+8613800138000"),
        ("138-0013-8000", "cn", "+8613800138000"),
        ("１３８　００１３　８０００", "CN", "+8613800138000"),
        ("＋８６ 138 0013 8000", "BE", "+8613800138000"),
        ("86 138 0013 8000", "CN", "+8613800138000"),
        ("（027）8765—4321", "CN", "+862787654321"),
        ("\u202a+86 138 0013 8000\u202c", None, "+8613800138000"),
        ("  ", "CN", ""),
    ],
)
def test_phone(typed, country, number):
    assert normalise_phone(typed, country) == number


@pytest.mark.parametrize(
    ("typed", "country", "words"),
    [
        ("13800138000", None, "Begin the phone number with the country code"),
        ("12345", "CN", "does not look like"),
        ("+999 1234567", None, "does not look like"),
        ("+86 27 8765 4321 转 801", None, "digits only"),
        ("call me", "CN", "digits only"),
        ("1" * 10_000_000, "CN", "too long"),
        ("+", "CN", "does not look like"),
        ("00", "ZZ", "does not look like"),
    ],
)
def test_what_cannot_be_a_phone_number(typed, country, words):
    with translation.override("en"), pytest.raises(ValidationError, match=words):
        normalise_phone(typed, country)


def test_the_refusal_is_in_the_readers_language():
    with translation.override("zh-hans"), pytest.raises(ValidationError, match="请在电话号码前加上国家/地区代码"):
        normalise_phone("13800138000", None)


@pytest.mark.parametrize(
    ("said", "joined"),
    [
        (("One.", "Two."), "One. Two."),
        (("第一句。", "第二句。"), "第一句。第二句。"),
        (("Late: x.", "", "Not seen yet: y."), "Late: x. Not seen yet: y."),
        ((), ""),
    ],
)
def test_sentences_stand_as_their_language_has_it(said, joined):
    assert sentences(*said) == joined
