"""Attachments that were accepted while something else in the form was wrong: kept on the server until it is sent.

The page carries a signed ticket for each; a ticket is good for one form token and a limited time. A form that was
sent leaves its tickets valid, so that a repeat of the same POST finds the same files; `clear` deletes them later.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.core import signing
from django.core.files.storage import default_storage
from django.utils import timezone

from common import ratelimit
from common.network import network_of
from common.uploads import CheckedFile

FOLDER = "staged"
LIFETIME = timedelta(hours=48)
HOUR = 3600  # seconds
MB = 1024 * 1024
_SALT = "inquiries.staged"


@dataclass(frozen=True)
class Staged:
    """One file that waits for its form."""

    path: str
    file: CheckedFile

    def ticket(self, key: str) -> str:
        """What the page of the form `key` carries to get the file back."""
        file = self.file
        return signing.dumps([key, self.path, file.name, file.content_type, file.size, file.sha256], salt=_SALT)


def has_room(size: int, address: str) -> bool:
    """Count `size` bytes that a visitor wants kept, and say whether this hour still has room for them.

    Anybody may stage files without sending anything, so what one address and one network can put on the disk is
    limited. What found no room counts too.
    """
    limits = (
        ("address", address, settings.INQUIRY_STAGED_MB_ADDRESS),
        ("network", network_of(address), settings.INQUIRY_STAGED_MB_NETWORK),
    )
    sums = [(ratelimit.count(f"staged-{what}", who, HOUR, amount=size), limit) for what, who, limit in limits]
    return all(total <= limit * MB for total, limit in sums)


def stage(file: CheckedFile) -> Staged:
    """Write the file under a random name; `clear` deletes what nobody came back for."""
    file.file.seek(0)
    return Staged(default_storage.save(f"{FOLDER}/{uuid4().hex}", file.file), file)


def restore(ticket: str, key: str) -> Staged | None:
    """The file of a ticket; None when it is not ours, belongs to another form, is too old or was fetched already."""
    try:
        owner, path, name, content_type, size, sha256 = signing.loads(ticket, salt=_SALT, max_age=LIFETIME)
        if owner != key:
            return None
        content = default_storage.open(path)
    except (signing.BadSignature, FileNotFoundError):
        return None
    return Staged(path, CheckedFile(name=name, content_type=content_type, size=size, sha256=sha256, file=content))


def discard(staged: Staged) -> None:
    """Delete a file that was taken off the list."""
    staged.file.file.close()
    default_storage.delete(staged.path)


def clear() -> int:
    """Delete what waited longer than a ticket is good for; returns how many."""
    if not default_storage.exists(FOLDER):
        return 0
    limit = timezone.now() - LIFETIME
    paths = [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]
    old = [path for path in paths if default_storage.get_modified_time(path) < limit]
    for path in old:
        default_storage.delete(path)
    return len(old)
