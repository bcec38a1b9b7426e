"""A mail as it came, read without trust: nothing that anybody sends makes this raise or run for long.

Headers are read from their raw text (`compat32`), since Python's newer header parser raises on some broken addresses
and takes long for others.
"""

import email
import hashlib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.message import Message as Part
from email.utils import getaddresses

from common.text import normalise_line, normalise_text
from inquiries.inbound import markup, quotes
from inquiries.inbound.charsets import decode, raw_header, words

logger = logging.getLogger(__name__)

MAX_BYTES = 40 * 1024 * 1024  # of a whole mail
MAX_PARTS = 200
MAX_EDGES = 5000  # lines that begin like the edge of a part
MAX_LINES = 1_000_000  # twice what 40 MB of base64 take
MAX_WORK = 20_000_000  # lines times levels: the parser holds each line against the edges of all parts around it
MAX_HEAD = 256 * 1024  # bytes of headers
MAX_TEXT = 200_000  # characters of a body that are looked at
MAX_CONTENT_HEADER = 4096  # bytes; a long Chinese file name takes some 1500
MAX_HEADER = 20_000  # characters of one header that are looked at
DECORATION = 16 * 1024  # bytes: a smaller picture inside the text is a signature's logo
CONTENT_HEADER = re.compile(rb"^content-[a-z-]{2,40}:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*", re.IGNORECASE | re.MULTILINE)
RECIPIENTS = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")
HEADERS = frozenset(
    (
        *RECIPIENTS,
        "from",
        "subject",
        "message-id",
        "in-reply-to",
        "references",
        "return-path",
        "auto-submitted",
        "precedence",
        "x-auto-response-suppress",
        "x-autoreply",
        "x-autorespond",
        "x-failed-recipients",
        "authentication-results",
    )
)


@dataclass(frozen=True)
class Enclosure:
    """A file of the mail."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """What a mail says. `text` is all of it, `answer` what was written anew; `head` holds the headers that matter."""

    message_id: str
    size: int
    sender: str = ""
    sender_name: str = ""
    subject: str = ""
    recipients: tuple[str, ...] = ()
    text: str = ""
    answer: str = ""
    files: tuple[Enclosure, ...] = ()
    head: dict[str, str] = field(default_factory=dict)
    is_readable: bool = True
    is_cut: bool = False  # larger than what is read: only its headers were looked at
    report: str = ""  # what the notice of a mail server says, machine-readable


def read(raw: bytes, size: int | None = None) -> Letter:
    """The mail in `raw`; `size` when that is only its beginning. What cannot be read is a letter that says so."""
    total = len(raw) if size is None else size
    fallback = f"<{hashlib.sha256(raw).hexdigest()}@no-message-id>"
    if not _is_sane(raw):
        return Letter(fallback, total, is_readable=False)
    try:
        parsed: Part = email.message_from_bytes(raw, policy=policy.compat32)
        return _letter(parsed, total, fallback, is_cut=total > len(raw) or total > MAX_BYTES)
    except Exception:  # whatever a hostile mail does to the parser: it is kept and shown as unreadable
        logger.exception("an incoming mail of %d bytes cannot be read", total)
        return Letter(fallback, total, is_readable=False)


def _is_sane(raw: bytes) -> bool:
    """Whether the parser will be done in reasonable time: it takes long for endless headers, parameters, parts, lines
    and levels. It ends a line at a lone CR too, so lines are counted as it sees them."""
    seen = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lines, levels = seen.count(b"\n"), seen.lower().count(b"multipart/")  # at most so many, wherever it is written
    if lines > MAX_LINES or lines * levels > MAX_WORK:
        return False
    kinds = [len(found[0]) for found in CONTENT_HEADER.finditer(seen)]
    if len(kinds) > 3 * MAX_PARTS or max(kinds, default=0) > MAX_CONTENT_HEADER:
        return False
    end = seen.find(b"\n\n")
    return (end if end >= 0 else len(seen)) <= MAX_HEAD and seen.count(b"\n--") <= MAX_EDGES


def _letter(parsed: Part, size: int, fallback: str, *, is_cut: bool) -> Letter:
    head = _head(parsed)
    writers = [pair for pair in getaddresses([head.get("from", "")]) if "@" in pair[1]]
    name, address = writers[0] if len(writers) == 1 else ("", "")  # several writers: nobody whom we know
    found = [given.strip().lower() for key in RECIPIENTS for _name, given in getaddresses([head.get(key, "")])]
    text, files = ("", ()) if is_cut else _content(parsed)
    own_id = "".join(head.get("message-id", "").split())
    return Letter(
        message_id=own_id if 3 <= len(own_id) <= 250 else fallback,
        size=size,
        sender=address.strip().lower()[:254],
        sender_name=normalise_line(words(name))[:120],
        subject=normalise_line(words(head.get("subject", "")))[:250],
        recipients=tuple(dict.fromkeys(found)),
        text=text,
        answer=normalise_text(quotes.answer(text)),
        files=files,
        head=head,
        is_cut=is_cut,
        report=_report(parsed),
    )


def _head(parsed: Part) -> dict[str, str]:
    """The headers that matter, each on one line, in one walk however many there are."""
    head: dict[str, str] = {}
    for name, value in parsed.raw_items():
        key = name.lower()
        if key in HEADERS and len(head.get(key, "")) < MAX_HEADER:
            said = raw_header(str(value)[:MAX_HEADER])
            head[key] = f"{head[key]}, {said}" if key in head else said
    return head


def _parts(parsed: Part) -> Iterator[Part]:
    """The leaves, in order; the mail inside a notice or a forwarded mail is one leaf."""
    waiting: list[Part] = [parsed]
    seen = 0
    while waiting and seen < MAX_PARTS:
        part = waiting.pop(0)
        seen += 1
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting[:0] = [child for child in inner[:MAX_PARTS] if isinstance(child, Part)]
        else:
            yield part


def _content(parsed: Part) -> tuple[str, tuple[Enclosure, ...]]:
    """The text (plain if there is any, else out of the formatted one) and the files."""
    plain: list[str] = []
    formatted: list[str] = []
    files: list[Enclosure] = []
    for part in _parts(parsed):
        kind = part.get_content_type()
        content = _bytes(part)
        name = _file_name(part)
        is_file = part.get_content_disposition() == "attachment" or bool(name)
        if is_file or kind not in ("text/plain", "text/html"):
            if content and _is_enclosed(part, kind, content, is_file):
                files.append(Enclosure(name or _nameless(kind), kind, content))
            continue
        (plain if kind == "text/plain" else formatted).append(decode(content, part.get_content_charset()))
    text = "\n".join(plain)
    if not text.strip():
        text = "\n".join(markup.text_of(piece) for piece in formatted)
    return text[:MAX_TEXT], tuple(files)


def _is_enclosed(part: Part, kind: str, content: bytes, is_file: bool) -> bool:
    """Whether the writer enclosed it: no logo in a signature, no part that only programs read."""
    if kind.startswith("image/") and part.get("Content-ID") and len(content) < DECORATION:
        return part.get_content_disposition() == "attachment"
    return is_file or kind.startswith("image/")


def _bytes(part: Part) -> bytes:
    """The content of a leaf; a mail inside the mail as it came."""
    if part.get_content_type() == "message/rfc822":
        return part.as_bytes()
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _file_name(part: Part) -> str:
    """The name of a file, however it is encoded (QQ and Outlook use words that the standard forbids here)."""
    try:
        raw = part.get_filename() or ""
    except (ValueError, LookupError, TypeError, AttributeError):  # parameters made to break the parser
        return "file"
    return normalise_line(words(raw_header(raw[:1000])))[:200]


def _nameless(kind: str) -> str:
    extension = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}.get(kind, "")
    return f"file.{extension}" if extension else "file"


TOLD_TO_MACHINES = ("message/delivery-status", "message/rfc822", "text/rfc822-headers")


def _report(parsed: Part) -> str:
    """What a notice of delivery says to machines, and the headers of the mail that it is about."""
    if parsed.get_content_type() != "multipart/report":
        return ""
    inner = parsed.get_payload()
    kept = [
        part.as_bytes()[:MAX_HEADER]
        for part in (inner if isinstance(inner, list) else [])
        if isinstance(part, Part) and part.get_content_type() in TOLD_TO_MACHINES
    ]
    return "\n".join(decode(piece) for piece in kept)
