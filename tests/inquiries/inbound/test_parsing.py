"""Real mails are read; broken and hostile ones do no harm."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inquiries.inbound import markup, quotes
from inquiries.inbound.charsets import decode, words
from inquiries.inbound.parsing import MAX_BYTES, read
from tests.inquiries.inbound import letters

TO = f"reply+{'a' * 32}@parks.example.org"


@pytest.mark.parametrize("program", letters.ENGLISH, ids=lambda program: program.__name__)
def test_english_programs(program):
    letter = read(program(TO))
    assert letter.answer == letters.ANSWER_EN
    assert (letter.sender, letter.recipients) == ("anna@optics.example.org", (TO,))
    assert letter.message_id == "<1@mail>"


@pytest.mark.parametrize("program", letters.CHINESE, ids=lambda program: program.__name__)
def test_chinese_programs(program):
    letter = read(program(TO))
    more = {"outlook_zh": "\n镕", "foxmail": "\n\n安娜"}.get(program.__name__, "")
    assert letter.answer == letters.ANSWER_ZH + more
    assert letter.sender == "anna@optics.example.org"


def test_names_and_subjects_whose_characters_were_split():
    letter = read(letters.qq(TO))
    assert (letter.sender_name, letter.subject) == ("安娜", "回复：园区的问题")


def test_bare_chinese_in_a_header():
    raw = "From: 安娜 <a@qq.com>\r\nSubject: 你好\r\n\r\nx".encode("gbk")
    letter = read(raw)
    assert (letter.sender_name, letter.subject, letter.sender) == ("安娜", "你好", "a@qq.com")


def test_files_and_their_names():
    name = letters.word("平面图.pdf", "gbk")
    letter = read(letters.with_files(TO, files=[(name, "application/pdf", letters.PDF)]))
    assert [(file.name, file.content) for file in letter.files] == [("平面图.pdf", letters.PDF)]
    assert letter.answer == letters.ANSWER_EN


def test_a_logo_in_a_signature_is_no_file_and_a_pasted_picture_is_one():
    def picture(size, number):
        more = f"Content-ID: <image{number}>\r\n"
        return letters.base64_part("image/png", b"x" * size, more=more)

    text = "Content-Type: text/plain\r\n\r\nhello\r\n"
    raw = letters.multipart(letters.head(TO, "a@x.org"), text, picture(2000, 1), picture(40_000, 2), kind="related")
    assert [len(file.content) for file in read(raw).files] == [40_000]


def test_a_mail_without_id_has_one_of_its_own_that_stays():
    raw = b"From: a@x.org\r\n\r\nhello"
    assert read(raw).message_id == read(raw).message_id != read(raw + b"!").message_id
    assert read(raw).message_id.endswith("@no-message-id>")


def test_two_writers_are_nobody():
    assert read(b"From: anna@optics.example.org, eve@x.org\r\n\r\nhello").sender == ""
    assert read(b"From: anna@optics.example.org <eve@x.org>\r\n\r\nhello").sender != "anna@optics.example.org"


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        ("镕".encode("gb18030"), "gb2312", "镕"),
        ("您好".encode("gbk"), "utf-8", "您好"),
        ("您好".encode(), "x-unknown", "您好"),
        ("您好".encode(), "", "您好"),
        ("é".encode("cp1252"), "windows-1252", "é"),
        (b"\xff\xfe\xfd", "utf-8", "ÿþý"),
        (b"a\0b", "us-ascii", "ab"),
        (b"+2AE-", "utf-7", "?"),
        (b"abc", "punycode", "abc"),
        (b"abc", "rot13", "abc"),
    ],
)
def test_text_of_any_label(content, charset, text):
    assert decode(content, charset) == text


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("=?utf-8?B?5L2g?= =?utf-8?B?5aW9?=", "你好"),
        ("Re: =?utf-8?q?a_b?= c", "Re: a b c"),
        ("=?utf-8?B?!!!?=", ""),
        ("=?nonsense?B?aGk=?=", "hi"),
        ("plain", "plain"),
    ],
)
def test_encoded_words(header, text):
    assert words(header) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb\n"),
        ("a<br>b", "a\nb"),
        ("<style>p { color: red }</style>a<script>alert(1)</script>b", "ab"),
        ("a <!-- <p>hidden</p> --> b", "a b"),
        ("<blockquote>q<blockquote>r</blockquote></blockquote>s", "> q\n> > r\ns"),
        ("1 &lt; 2 &amp;&nbsp;3", "1 < 2 & 3"),
        ("1 < 2", "1 < 2"),
        ("<td>a</td><td>b</td>", "a b"),
    ],
)
def test_text_out_of_a_formatted_mail(html, text):
    assert markup.text_of(html) == text


@given(st.binary(max_size=3000))
def test_any_bytes_are_read(raw):
    read(raw)


HEADER = st.sampled_from(["From", "To", "Subject", "Message-ID", "Content-Type", "Content-Disposition", "X"])
VALUE = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        [
            "multipart/mixed; boundary=x",
            "text/html; charset=gb2312",
            "=?gbk?B?x?=",
            'attachment; filename*0*="',
            "<<@>>,",
        ]
    ),
)


@given(st.lists(st.tuples(HEADER, VALUE), max_size=12), st.text(max_size=400))
def test_any_headers_are_read(headers, body):
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    read(f"{lines}\r\n--x\r\n{body}\r\n--x--".encode("utf-8", "surrogatepass"))


@given(st.text(max_size=2000))
def test_no_word_is_invented(text):
    assert all(line in text for line in quotes.answer(text).split("\n") if line.strip())


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: text/plain; " + b";" * 100_000 + b"\r\n\r\nx",
        b'Content-Type: text/plain; a="' + b';\\"' * 50_000 + b"\r\n\r\nx",
        b"Content-Type: message/rfc822\r\n\r\n" * 5000,
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\na\r\n" * 50_000,
        b"From: " + b"(" * 20_000 + b"\r\n\r\nx",
        b"X: y\r\n" * 300_000 + b"\r\nx",
        b"Content-Type: text/html\r\n\r\n" + b"<!--" * 100_000,
        b"\r\n" + b"On 1 @ wrote:\n" * 14_000 + b">x\nend",
        b"\r\n" + b">" * 200_000,
    ],
    ids=range(9),
)
def test_a_mail_made_to_hurt_costs_little(raw):
    begin = time.process_time()
    read(raw)
    assert time.process_time() - begin < 3


def test_of_a_mail_that_is_too_large_only_the_head_is_read():
    letter = read(letters.gmail_en(TO), MAX_BYTES + 1)
    assert (letter.is_cut, letter.answer, letter.sender) == (True, "", "anna@optics.example.org")


MIXED = b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"


@pytest.mark.parametrize(
    "body",
    [
        MIXED + b"\r--a\r\rx" * 60_000,
        b"".join(MIXED.replace(b"=a", b"=b%d" % number) + b"--b%d\r\n" % number for number in range(400))
        + b"x\r\n" * 100_000,
        b"\r\n" + b"x\r\n" * 1_000_001,
    ],
    ids=["parts between lone CRs", "levels and lines", "lines"],
)
def test_mails_that_would_keep_the_parser_busy_are_not_parsed(body):
    began = time.process_time()
    assert not read(b"From: anna@optics.example.org\r\nMessage-ID: <1@mail>\r\n" + body).is_readable
    assert time.process_time() - began < 3
