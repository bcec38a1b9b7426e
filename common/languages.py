"""Which language a reader has, and what a bilingual record can say in it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from common.enums import Language

# What `lang` attributes and hreflang say; Django's own codes are lower case.
HTML_CODES = {Language.ZH_HANS: "zh-Hans", Language.EN: "en"}
CODES = tuple(Language.values)  # once: Django makes the list anew each time


@dataclass(frozen=True)
class LocalText:
    """A text, the language it is in, and whether that is not the language that was asked for."""

    text: str
    language: str
    is_fallback: bool = False

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def html_language(self) -> str:
        """The value of a `lang` attribute."""
        return html_code(self.language)


@lru_cache(maxsize=100)  # asked for a dozen times for each page
def supported(code: str | None) -> str | None:
    """Our code for a language tag such as `zh`, `zh-CN`, `ZH_hans` or `en-GB`; None for one we do not speak."""
    primary = (code or "").strip().lower().replace("_", "-").partition("-")[0]
    return {"zh": Language.ZH_HANS.value, "en": Language.EN.value}.get(primary)


def current_language() -> str:
    """The active language as one of ours."""
    return supported(get_language()) or settings.LANGUAGE_CODE


def other_language(code: str) -> str:
    """The second of the two languages."""
    return (Language.ZH_HANS if code == Language.EN else Language.EN).value


def html_code(code: str) -> str:
    """`zh-Hans` or `en`, as HTML wants it."""
    return HTML_CODES.get(Language(code), code)


def swap_language(address: str, code: str) -> str | None:
    """The same address under the prefix of another language, or None for one that has no such prefix."""
    for known in CODES:
        if address.startswith(f"/{known}/"):
            return f"/{code}/{address[len(known) + 2 :]}"
    return None


def column(field: str, language: str) -> str:
    """The name of the real column: `name_zh_hans`."""
    return f"{field}_{Language(language).suffix}"


def is_readable(obj: Any, language: str) -> bool:
    """False for a language version that was not published. Records without versions are always readable.

    A part is published with the record that its `PUBLISHED_WITH` names; load that along with it.
    """
    whole = getattr(obj, "PUBLISHED_WITH", "")
    record = getattr(obj, whole) if whole else obj
    is_public_in = getattr(record, "is_public_in", None)
    return is_public_in is None or bool(is_public_in(language))


def local_text(obj: Any, field: str, language: str | None = None) -> LocalText:
    """The text of a bilingual field in `language` (default: the active one), else in the other language.

    A version that is not published gives way to one that is; when neither is (staff preview a draft), the
    texts are used as they are. A field without language columns is returned as if it were in `language`.
    """
    wanted = language or current_language()
    if not hasattr(obj, column(field, wanted)):
        return LocalText(str(getattr(obj, field) or ""), wanted)
    order = [wanted, other_language(wanted)]
    readable = [code for code in order if is_readable(obj, code)] or order
    for code in readable:
        text = getattr(obj, column(field, code)) or ""
        if text.strip():
            return LocalText(text, code, code != wanted)
    return LocalText("", wanted)


def other_text(obj: Any, field: str, language: str | None = None) -> LocalText:
    """The same field in the other language, to stand small beside the first.

    Empty when it is missing, unpublished, the same, or already shown as the fallback.
    """
    first = local_text(obj, field, language)
    code = other_language(first.language)
    text = getattr(obj, column(field, code), "") or ""
    if first.is_fallback or text.strip() == first.text.strip() or not is_readable(obj, code):
        return LocalText("", code)
    return LocalText(text, code)
