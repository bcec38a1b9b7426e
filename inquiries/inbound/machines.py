"""Mails that no person wrote: automatic answers, our own mails on a round trip, notices of mail servers."""

import re
from email.utils import parseaddr

from django.conf import settings

from inquiries.enums import IncomingReason
from inquiries.inbound.parsing import Letter
from notifications import bounces

BULK = frozenset(("bulk", "junk", "list", "auto_reply", "auto-reply"))
SERVERS = frozenset(("mailer-daemon", "postmaster", "mail-daemon"))
SUBJECT = re.compile(
    r"\s*(自动回复|自動回覆|自动答复|自動回應|automatic reply|auto[- ]?reply|out of (the )?office|réponse automatique"
    r"|automatisch antwoord|automatische antwort|abwesenheits)",
    re.IGNORECASE,
)
MESSAGE_ID = re.compile(r"<[^<>\s]{3,200}>")
FAILED = re.compile(r"^Action:\s*failed\s*$", re.IGNORECASE | re.MULTILINE)
SAID = re.compile(r"^(?:Diagnostic-Code|Status):\s*(.{1,300})$", re.IGNORECASE | re.MULTILINE)


def reason(letter: Letter) -> str:
    """Why this is no person's mail; empty when it may be one. A hint in doubt is none: the mail is then looked at."""
    head = letter.head
    if letter.report or letter.sender.partition("@")[0] in SERVERS:
        return IncomingReason.BOUNCE
    own = {parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower(), settings.INBOUND_REPLY_ADDRESS}
    if letter.sender in own or bounces.is_ours(letter.message_id):
        return IncomingReason.LOOP
    suppressed = {word.strip() for word in head.get("x-auto-response-suppress", "").lower().split(",")}
    is_automatic = (
        head.get("auto-submitted", "no").lower().partition(";")[0].strip() not in ("no", "")
        or head.get("precedence", "").lower().strip() in BULK
        or bool({"all", "autoreply"} & suppressed)
        or "x-autoreply" in head
        or "x-autorespond" in head
        or head.get("return-path", "").strip() == "<>"
        or SUBJECT.match(letter.subject) is not None
    )
    return IncomingReason.AUTO_REPLY if is_automatic else ""


def note_bounce(letter: Letter) -> int:
    """Mark the mail that a notice is about as bounced; only for good, not while the server still tries."""
    if not FAILED.search(letter.report):
        return 0
    known = MESSAGE_ID.findall(letter.report)[:20] + MESSAGE_ID.findall(letter.head.get("references", ""))[:20]
    said = SAID.search(letter.report)
    return bounces.bounced(known, said[1].strip() if said else "")
