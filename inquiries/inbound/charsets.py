"""Text out of bytes, whatever their label says; encoded words of headers."""

import base64
import binascii
import codecs
import re

# What mail programs call what they send: the superset that holds all the characters which they really use.
SUPERSETS = {"gb2312": "gb18030", "gbk": "gb18030"}
# Codecs of text. Others of Python's (punycode, say) can take very long.
TEXT = re.compile(
    r"ascii|utf[-_].{1,6}|utf_?8|iso8859[-_].{1,3}|cp\d{3,5}|gb.{3,6}|hz|big5.{0,6}|euc_.{2}|shift_jis.{0,5}"
    r"|iso2022_.{2,8}|koi8[-_].|mac[-_]roman"
)
GUESSES = ("utf-8", "gb18030", "latin-1")  # the last one reads anything
ENCODED = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]*)\?=")


def _storable(text: str) -> str:
    """Without what no database keeps: NUL, and halves of characters that some codecs let through."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def decode(content: bytes, charset: str | None = None) -> str:
    """Never raises, and can be stored."""
    for name in (_known(charset), *GUESSES):
        try:
            if name:
                return _storable(content.decode(name))
        except ValueError:
            continue
    return ""


def _known(charset: str | None) -> str:
    """Python's name of a charset that is one of texts; empty for any other."""
    try:
        name = codecs.lookup((charset or "").strip().strip("\"'")[:40]).name
    except (LookupError, ValueError):
        return ""
    return SUPERSETS.get(name, name) if TEXT.fullmatch(name) else ""


def raw_header(value: str) -> str:
    """A header's text on one line; bytes that the parser could not place are guessed."""
    return re.sub(r"[\x00-\x1f\x7f]+", " ", decode(value.encode("utf-8", "surrogateescape"))).strip()


def words(text: str) -> str:
    """With its encoded words read. Neighbours of one charset are joined first: some programs split characters."""
    pieces: list[str] = []
    held, label = b"", ""
    end = 0
    for found in ENCODED.finditer(text):
        between = text[end : found.start()]
        charset = found[1].partition("*")[0].lower()
        if held and (between.strip() or charset != label):
            pieces.append(decode(held, label))
            held = b""
        if between.strip() or not end:
            pieces.append(between)
        held += _bytes(found[2], found[3])
        label, end = charset, found.end()
    if held:
        pieces.append(decode(held, label))
    pieces.append(text[end:])
    return "".join(pieces)


def _bytes(encoding: str, payload: str) -> bytes:
    raw = payload.encode("ascii", "ignore")
    try:
        return base64.b64decode(raw + b"==") if encoding in "bB" else binascii.a2b_qp(raw, header=True)
    except ValueError:
        return raw
