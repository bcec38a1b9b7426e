"""The copy to take along: a ZIP of JSON with stable English codes, labels in the reader's language, and all files."""

import json
import tempfile
import zipfile
from collections.abc import Iterable
from typing import IO, Any

from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone, translation

from inquiries.models import Attachment, Inquiry
from inquiries.privacy.mydata import MyData, gather

IN_MEMORY = 5 * 1024 * 1024  # bytes; a larger copy goes through a file without a name
# Ours, not theirs: keys of rows, locks and leases, and secrets that open pages.
HIDDEN = {
    "secret",
    "submission_key",
    "payload_hash",
    "handle",
    "digest",
    "uid",
    "sequence",
    "stamp",
    "file",
    "updated_at",
}


def archive(inquiry: Inquiry, language: str) -> IO[bytes]:
    """The whole copy, at its beginning; the caller closes it. A file that is lost on disk is named in the JSON all the
    same."""
    data = gather(inquiry)
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        with translation.override(language):
            words = json.dumps(_whole(data), cls=_Encoder, ensure_ascii=False, indent=2)
        bundle.writestr("data.json", words)
        for number, file in enumerate(data.files, 1):
            if default_storage.exists(str(file.file.name)):
                with default_storage.open(str(file.file.name)) as content:
                    bundle.writestr(path_of(number, file), content.read())
    out.seek(0)
    return out


def path_of(number: int, file: Attachment) -> str:
    """Two files of one name stay two; no name leads out of the folder."""
    return f"files/{number:03d}-{file.name.replace('/', '_').replace(chr(92), '_')}"


class _Encoder(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        return str(o) if not hasattr(o, "isoformat") and not hasattr(o, "is_finite") else super().default(o)


def _whole(data: MyData) -> dict[str, Any]:
    inquiry = data.inquiry
    return {
        "format": "parkbridge-personal-data/1",
        "made_at": timezone.now(),
        "kept_until": data.kept_until,
        "inquiry": _row(inquiry),
        "company": _row(inquiry.enterprise),
        "need": _row(inquiry.requirement) if hasattr(inquiry, "requirement") else {},
        "consents": _rows(data.consents),
        "cases": [_case(case) for case in data.cases],
        "messages": [_row(message) | {"park": message.case.park.slug} for message in data.messages],
        "messages_with_the_platform": _rows(data.desk_messages),
        "visits": [_row(visit) | {"park": visit.case.park.slug} for visit in data.visits],
        "proposals": [_row(offer) | {"park": offer.case.park.slug} for offer in data.proposals],
        "holds": [_row(hold) | {"space": str(hold.space)} for hold in data.holds],
        "service_requests": [
            _row(request) | {"entries": _rows(entry for entry in request.entries.all() if entry.kind != "note")}
            for request in data.services
        ],
        "check_ins": _rows(data.check_ins),
        "files": [{**_row(file), "path": path_of(number, file)} for number, file in enumerate(data.files, 1)],
        "mails": [
            {"event": mail.event, "to": mail.to, "language": mail.language, "subject": mail.subject}
            | {"state": {"code": mail.state, "label": str(mail.get_state_display())}}
            | {"created_at": mail.created_at, "sent_at": mail.sent_at}
            for mail in data.mails
        ],
    }


def _case(case: Any) -> dict[str, Any]:
    """Where it stands, of what only staff see nothing."""
    return {
        "park": case.park.slug,
        "operator": case.operator.slug,
        "stage": {"code": case.stage, "label": str(case.get_stage_display())},
        "opened_at": case.created_at,
        "consent_withdrawn_at": case.consent_withdrawn_at,
        "stages": [{"to": change.to_stage, "at": change.at} for change in case.stage_changes.all()],
    }


def _rows(rows: Iterable[models.Model]) -> list[dict[str, Any]]:
    return [_row(row) for row in rows]


def _row(row: models.Model) -> dict[str, Any]:
    """Column by column; one with choices as code and label. Keys of other tables are left out."""
    found: dict[str, Any] = {}
    for column in row._meta.concrete_fields:
        if column.is_relation or column.primary_key or column.name in HIDDEN:
            continue
        value = getattr(row, column.name)
        if column.choices and value not in (None, ""):
            value = {"code": str(value), "label": str(getattr(row, f"get_{column.name}_display")())}
        found[column.name] = value
    return found
