"""Files of attachments, drafts and incoming mails that no row names.

A process left them that died between writing and its commit.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.core.files.storage import default_storage
from django.utils import timezone

from inquiries.models import Attachment, DraftFile, IncomingEmail

logger = logging.getLogger(__name__)

FOLDERS = ("attachments", "incoming")
AGE = timedelta(days=1)  # far longer than any request between writing a file and committing its row
BATCH = 500  # names looked up in one query
LIMIT = 1000  # files deleted in one run; the next day goes on


def clear() -> int:
    """Delete the files that are older than a day and belong to no attachment, draft or mail; returns how many.

    Holds the names of one month in memory at a time. A file that another run deletes first is no error.
    """
    limit = timezone.now() - AGE
    gone = 0
    for path in islice(_orphans(limit), LIMIT):
        default_storage.delete(path)
        gone += 1
    if gone:
        logger.warning("%d file(s) that no row names were deleted", gone)
    return gone


def _orphans(limit: datetime) -> Iterator[str]:
    for folder in (below for top in FOLDERS for below in _folders(top)):
        paths = [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
        for start in range(0, len(paths), BATCH):
            batch = paths[start : start + BATCH]
            # Drafts first: a file that is handed over in between is then found under one of its two owners.
            named = set(DraftFile.objects.filter(file__in=batch).values_list("file", flat=True))
            named |= set(Attachment.objects.filter(file__in=batch).values_list("file", flat=True))
            named |= set(IncomingEmail.objects.filter(raw__in=batch).values_list("raw", flat=True))
            yield from (path for path in batch if path not in named and _is_older(path, limit))


def _folders(folder: str) -> Iterator[str]:
    """The folder and all below it, the oldest months first."""
    if not default_storage.exists(folder):
        return
    yield folder
    for name in sorted(default_storage.listdir(folder)[0]):
        yield from _folders(f"{folder}/{name}")


def _is_older(path: str, limit: datetime) -> bool:
    try:
        return default_storage.get_modified_time(path) < limit
    except FileNotFoundError:  # another run was faster
        return False
