"""The enterprise's own view of its inquiry, behind reference and secret."""

import hmac
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch
from django.utils.functional import Promise

from inquiries.enums import ENDS, PATH, Stage
from inquiries.models import Attachment, Case, Inquiry, Message
from inquiries.workflow import stages

REFERENCE = re.compile(r"PB\W*(\d{4})\W*(\d{6,9})", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Step:
    """One stage on the path, in words for the enterprise. `state` is done, now or ahead."""

    label: str | Promise
    state: str
    at: datetime | None


@dataclass(frozen=True)
class Progress:
    """One park's part of the inquiry; holds nothing that only staff may see."""

    case: Case
    steps: Sequence[Step]
    officer: str
    question: str
    messages: Sequence[Message]
    is_closed: bool


def find(reference: str, secret: str) -> Inquiry | None:
    """The inquiry that both words open. Unknown reference and wrong secret take the same way and one query."""
    match = REFERENCE.fullmatch(unicodedata.normalize("NFKC", reference[:40]).strip())
    wanted = f"PB-{match[1]}-{match[2]}" if match else ""
    inquiry = Inquiry.objects.filter(reference=wanted).select_related("enterprise", "mode").first()
    stored = inquiry.secret if inquiry else "-" * 32
    fits = hmac.compare_digest(stored.encode(), secret[:64].encode("utf-8", "replace"))
    return inquiry if inquiry and fits else None


def attachment_of(inquiry: Inquiry, uuid: UUID) -> Attachment | None:
    """A file of this inquiry: handed in with it, or with a message of one of its cases, by either side."""
    return (
        Attachment.objects.filter(uuid=uuid, inquiry=inquiry).first()
        or Attachment.objects.filter(uuid=uuid, message__case__inquiry=inquiry).first()
    )


def progress(inquiry: Inquiry) -> list[Progress]:
    """Every park's part, in the order asked: four queries whatever their number."""
    messages = Message.objects.select_related("user").prefetch_related("attachments")
    cases = (
        inquiry.cases.select_related("park", "operator", "owner")
        .prefetch_related("stage_changes", Prefetch("messages", queryset=messages))
        .order_by("pk")
    )
    return [_progress(case) for case in cases]


def _progress(case: Case) -> Progress:
    return Progress(
        case=case,
        steps=_steps(case),
        officer=case.owner.name if case.owner and case.stage != Stage.NEW else "",
        question=case.awaiting_question if case.awaiting_enterprise_since and case.is_open else "",
        messages=list(case.messages.all()),
        is_closed=case.stage in ENDS,
    )


def _steps(case: Case) -> list[Step]:
    """The whole path with the days on which stages were reached; an ended case shows the way it went and its end."""
    reached: dict[str, datetime] = {change.to_stage: change.at for change in case.stage_changes.all()}
    if case.stage in ENDS:
        shown: list[Stage] = [stage for stage in PATH if stage in reached]
        here = len(shown)
        shown.append(Stage(case.stage))
    else:
        shown = list(PATH)
        here = shown.index(Stage(case.stage))
    return [
        Step(
            label=stages.enterprise_label(stage),
            state="done" if position < here else "now" if position == here else "ahead",
            at=reached.get(stage) if position <= here else None,
        )
        for position, stage in enumerate(shown)
    ]
