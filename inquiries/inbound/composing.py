"""A message out of a letter: its words without secrets, its files after the checks of every upload."""

import re
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from django.utils.translation import gettext

from common.uploads import MAX_FILES, CheckedFile, check_upload, safe_name
from inquiries import reply_addresses
from inquiries.inbound.parsing import Enclosure, Letter
from inquiries.models import Case
from inquiries.workflow.messages import BODY_LENGTH

BLOT = "…"
APART = r"[\s>]*"  # programs break long lines, also inside an address
OPENING = re.compile(r"(inquiry(?:/|%2F)(?:PB-\d{4}-\d{6,9}|draft)(?:/|%2F))[\w-]{16,64}", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Content:
    """What the message will say; `body` also names what could not be taken over."""

    body: str
    files: tuple[CheckedFile, ...]


def discreet(text: str, case: Case | None) -> str:
    """Without what opens anything: secret links of any inquiry, the bare secret of this one, and reply addresses. A
    mail that quotes ours holds them, and the other side of the conversation reads it."""
    if settings.INBOUND_REPLY_ADDRESS:
        local, _at, _host = settings.INBOUND_REPLY_ADDRESS.rpartition("@")
        token = rf"(?:{APART}[a-z2-7]){{{reply_addresses.LENGTH}}}|[a-z2-7]{{8,40}}"
        text = re.sub(rf"{re.escape(local)}\+(?:{token})", f"{local}+{BLOT}", text, flags=re.IGNORECASE)
    text = OPENING.sub(rf"\1{BLOT}", text)
    if case is None:
        return text
    secret = APART.join(re.escape(char) for char in case.inquiry.secret)
    return re.sub(secret, BLOT, text)


def compose(letter: Letter, case: Case, *, foreword: str = "") -> Content:
    """In the enterprise's language where the product speaks itself. A file that is refused is named with the reason."""
    with translation.override(case.inquiry.contact_language):
        files, refusals = _files(letter.files)
        said = discreet(letter.answer, case)
        head, tail = _before(foreword), "".join(f"\n\n[{refusal}]" for refusal in refusals)
        room = BODY_LENGTH - len(head) - len(tail)
        if len(said) > room:
            goes_on = gettext("The mail goes on; its end was too long for a message.")
            tail = f"\n\n[{goes_on}]{tail}"
            said = said[: BODY_LENGTH - len(head) - len(tail)].rstrip()
    return Content(f"{head}{said}{tail}".strip()[:BODY_LENGTH], files)


def _before(foreword: str) -> str:
    return f"[{foreword}]\n\n" if foreword else ""


def _files(enclosed: tuple[Enclosure, ...]) -> tuple[tuple[CheckedFile, ...], list[str]]:
    """Those that may be kept, and a sentence about each other one."""
    kept: list[CheckedFile] = []
    refusals: list[str] = []
    for enclosure in enclosed:
        refuse = partial(_refusal, safe_name(enclosure.name))
        if len(kept) == MAX_FILES:
            refusals.append(refuse(gettext("“%(name)s” was not taken over: a message holds at most %(limit)s files.")))
            continue
        try:
            kept.append(check_upload(SimpleUploadedFile(enclosure.name or "file", enclosure.content)))
        except ValidationError as error:
            refusals.extend(error.messages)
    return tuple(kept), refusals[:20]


def _refusal(name: str, sentence: str) -> str:
    return sentence % {"name": name, "limit": MAX_FILES}
