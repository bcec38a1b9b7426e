"""Cleaning what people type (full-width digits, invisible characters, phone numbers as they are written), and joining
what is said to them."""

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MAX_PHONE_INPUT = 60
FULL_STOPS = ("。", "！", "？", "；")  # they bring their own space

# Emoji are built with invisible parts: joiners between symbols, and tags behind the black flag.
_FLAG_TAGS = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,6}\U000e007f")
_JOINER = "\u200d"
_LINE_BREAKS = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_BLANK_LINES = re.compile("\n{3,}")
_TRAILING = re.compile("[^\\S\n]+(?=\n)")
_SPACES = re.compile(r"\s+")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
# Letters and digits only: full-width punctuation is right in Chinese and stays.
_HALF_WIDTH = {
    code: code - 0xFEE0
    for first, last in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ"))
    for code in range(ord(first), ord(last) + 1)
}


def _is_symbol(text: str, index: int) -> bool:
    """Whether an emoji, or a sign that modifies one, stands at `index`."""
    return 0 <= index < len(text) and (unicodedata.category(text[index]) in ("So", "Sk") or text[index] == "\ufe0f")


def _visible(text: str, keep: str = "") -> str:
    """Without control, format and surrogate characters, except those in `keep` and those inside emoji."""
    if text.isascii() and text.isprintable():
        return text
    flags = {index for match in _FLAG_TAGS.finditer(text) for index in range(match.start() + 1, match.end())}
    kept = []
    for index, char in enumerate(text):
        hidden = char not in keep and unicodedata.category(char) in ("Cc", "Cf", "Cs")
        in_emoji = index in flags or (char == _JOINER and _is_symbol(text, index - 1) and _is_symbol(text, index + 1))
        if not hidden or in_emoji:
            kept.append(char)
    return "".join(kept)


def normalise_line(value: str) -> str:
    """A name, title or other single line: one space between words, half-width letters and digits.

    Chinese punctuation, rare characters and emoji stay as typed.
    """
    text = _SPACES.sub(" ", _LINE_BREAKS.sub(" ", value))
    return unicodedata.normalize("NFC", _SPACES.sub(" ", _visible(text)).translate(_HALF_WIDTH)).strip()


def normalise_text(value: str) -> str:
    """A message of several lines: at most one empty line in a row; widths and punctuation as typed."""
    text = _visible(_LINE_BREAKS.sub("\n", value), keep="\n\t")
    text = _BLANK_LINES.sub("\n\n", _TRAILING.sub("", text))
    # Two full-width spaces open a Chinese paragraph, so only empty lines go at the start.
    return unicodedata.normalize("NFC", text.rstrip().lstrip("\n"))


def normalise_code(value: str) -> str:
    """A number, code or identifier on one line: compatibility forms folded, no space inside."""
    text = _SPACES.sub("", _visible(unicodedata.normalize("NFKC", value)))
    # Folding can set a lone accent free from its space; it then joins the letter before it.
    return unicodedata.normalize("NFC", text)


def normalise_number(value: str) -> str:
    """A figure as Python reads it: `１，２００．５` and `1 200.5` become `1200.5`. Other text is left to the field."""
    text = normalise_code(value).replace("。", ".")
    return text.replace(",", "") if _THOUSANDS.fullmatch(text) else text


def normalise_email(value: str) -> str:
    """Folded widths, no spaces, dots of a Chinese keyboard as dots, domain in lower case. Does not validate."""
    text = normalise_code(value).replace("。", ".")
    local, at, domain = text.rpartition("@")
    return f"{local}{at}{domain.lower()}"


def normalise_phone(raw: str, country: str | None) -> str:
    """E.164 of a number written in the manner of `country`; "" for nothing.

    Accepts `+0032…`, `0032…`, `＋３２`, and a Chinese mobile without +86 when the country is CN.
    Raises ValidationError, in the reader's language, for what cannot be a number.
    """
    if len(raw) > MAX_PHONE_INPUT:
        raise ValidationError(_("This phone number is too long."), code="invalid_phone")
    text = _visible(unicodedata.normalize("NFKC", raw)).replace("—", "-").strip()
    if not text:
        return ""
    if any(char.isalpha() for char in text):
        raise ValidationError(
            _("Write the phone number with digits only. An extension can go into the message."), code="invalid_phone"
        )
    text = re.sub(r"^[\s(]*(?:\+[\s(]*0*|00)(?=[\s)]*[1-9])", "+", text)
    if not text.startswith("+") and not country:
        raise ValidationError(
            _("Begin the phone number with the country code, for example +86 or +32."), code="invalid_phone"
        )
    try:
        number = phonenumbers.parse(text, country.upper() if country else None)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or (
        phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE
    ):
        raise ValidationError(
            _("This does not look like a phone number. Check the digits and the country code."), code="invalid_phone"
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def sentences(*said: str) -> str:
    """Whole sentences, one after the other: a space between them, but none after a full-width stop."""
    joined = ""
    for sentence in filter(None, said):
        joined += sentence if not joined or joined.endswith(FULL_STOPS) else f" {sentence}"
    return joined
