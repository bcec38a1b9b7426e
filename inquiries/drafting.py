"""Unfinished inquiries: begun, saved, mailed as a link, reminded of once, handed over when sent, erased in the end.

Lock order: the draft's row, then its files. A draft that is sent or erased takes nothing more.
"""

import hashlib
import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.addresses import is_address
from common.uploads import MAX_FILES, CheckedFile, check_upload, safe_name
from inquiries import consents, mail, staging
from inquiries.models import Attachment, Draft, DraftFile, Inquiry
from inquiries.workflow.messages import stored_files
from notifications import outbox

logger = logging.getLogger(__name__)

KEPT = timedelta(days=30)  # after the last save
REMIND_AFTER = timedelta(days=3)  # after the last save
LARGEST = 100_000  # characters of all answers together; the longest answer that can be sent has 5,000
SAME_MAIL = 600  # seconds in which asking again for the link sends no second mail
CODE = re.compile(r"[\w-]{20,64}", re.ASCII)
Answers = Mapping[str, Sequence[str]]


class Gone(Exception):
    """The draft was sent or erased meanwhile."""


class Elsewhere(Exception):
    """Another tab, or somebody else with the link, saved something newer; nothing was changed."""


class TooMuch(Exception):
    """More text than a draft may hold; nothing was changed."""


@dataclass(frozen=True)
class Change:
    """What one page wants to save. `base` is the revision it showed, None for a page that showed none.

    `tab` names the browser tab; `overrules` says that its reader has seen that something newer exists.
    """

    answers: Answers
    step: str
    language: str
    base: int | None = None
    tab: str = ""
    overrules: bool = False


def start(key: UUID, language: str, step: str, *, owner: User | None = None, answers: Answers | None = None) -> Draft:
    """The draft of one rendered first page: however often and at once it is posted, there is one.

    A new one belongs to `owner` and begins with `answers`: what the account knows already.
    """
    known = {name: _storable(values) for name, values in (answers or {}).items()}
    defaults = {"language": language, "step": step, "owner": owner, "data": known}
    return Draft.objects.get_or_create(key=key, defaults=defaults)[0]


def of_person(user: User) -> QuerySet[Draft]:
    """What this person has not sent yet: begun while signed in, or with its link mailed to the proved address."""
    rows = Draft.objects.filter(inquiry__isnull=True, saved_at__gt=timezone.now() - KEPT)
    return rows.filter(Q(owner=user) | is_address("email", user.email)).order_by("-saved_at", "-pk")


def find(code: str) -> Draft | None:
    """The draft that a link opens; None for a wrong code and for one whose time is over."""
    if not CODE.fullmatch(code):
        return None
    return Draft.objects.filter(code=code, saved_at__gt=timezone.now() - KEPT).select_related("inquiry").first()


def erased_on(draft: Draft) -> datetime:
    """When the draft is erased unless somebody goes on with it."""
    return draft.saved_at + KEPT


def save(draft: Draft, change: Change) -> Draft:
    """Merge the answers into the draft and return it as it is now; answers it does not name stay.

    Race: two saves wait for one another. The one that comes second from another tab and showed older answers raises
    Elsewhere, a late one of the same tab is merged. Raises Gone and TooMuch. The same answers again move only the
    day of erasure.
    """
    with transaction.atomic():
        row = _locked(draft)
        if not change.overrules and change.base not in (None, row.revision) and change.tab != row.tab:
            raise Elsewhere
        data = {**row.data, **{name: _storable(values) for name, values in change.answers.items()}}
        if sum(len(name) + len(value) for name, values in data.items() for value in values) > LARGEST:
            raise TooMuch
        if data != row.data:
            row.data, row.tab = data, change.tab
            row.revision += 1
        row.step, row.language, row.saved_at = change.step, change.language, timezone.now()
        row.save(update_fields=["data", "tab", "revision", "step", "language", "saved_at"])
    return row


def reach(draft: Draft, step: str) -> None:
    """Note where the draft's link leads from now on."""
    Draft.objects.filter(pk=draft.pk, inquiry__isnull=True).update(step=step)


def add_files(draft: Draft, uploads: Iterable[UploadedFile], address: str) -> list[str]:
    """Keep the files with the draft and return a sentence for each that could not be taken.

    A file that is there already is kept once. What one visitor may put on the disk in an hour is limited.
    """
    said: list[str] = []
    for upload in uploads:
        try:
            said += _add(draft, check_upload(upload), address)
        except ValidationError as refusal:
            said += refusal.messages
    return said


def drop_files(draft: Draft, uuids: Iterable[str]) -> None:
    """Take files off the draft; unknown ones are no mistake (a repeat)."""
    wanted = set(uuids)
    with transaction.atomic():
        files = [file for file in _locked(draft).files.all() if str(file.uuid) in wanted]
        _delete_files(files)


def send_link(draft: Draft, email: str, *, remind: bool) -> None:
    """Mail the draft's link to this address, which is also where the one reminder goes if it was agreed to.

    Asking again within ten minutes sends no second mail to the same address. Raises Gone.
    """
    now = timezone.now()
    with transaction.atomic():
        row = _locked(draft)
        row.email = email
        row.remind_agreed_at = now if remind else None
        row.remind_text_version = consents.VERSION if remind else ""
        row.save(update_fields=["email", "remind_agreed_at", "remind_text_version"])
        digest = hashlib.sha256(email.encode()).hexdigest()[:16]
        turn = f"{digest}:{int(now.timestamp()) // SAME_MAIL}"
        outbox.queue(mail.draft_link(row, erased_on(row), turn))


def remind_due(now: datetime) -> int:
    """Remind of every draft that lay three days, if that was agreed to and never done; returns how many.

    The mark and the mail are one transaction; of two runs at once one finds the mark.
    """
    due = Draft.objects.filter(
        inquiry__isnull=True,
        remind_agreed_at__isnull=False,
        reminded_at__isnull=True,
        saved_at__lte=now - REMIND_AFTER,
        saved_at__gt=now - KEPT,
    )
    count = 0
    for draft in due.order_by("pk"):
        with transaction.atomic():
            marked = due.filter(pk=draft.pk).update(reminded_at=now)
            if marked:
                outbox.queue(mail.draft_reminder(draft, erased_on(draft)))
                count += 1
    return count


def erase_due(now: datetime) -> int:
    """Erase every draft with its files 30 days after its last save; returns how many."""
    count = 0
    for draft in Draft.objects.filter(saved_at__lte=now - KEPT).order_by("pk"):
        with transaction.atomic():
            row = Draft.objects.select_for_update().filter(pk=draft.pk, saved_at__lte=now - KEPT).first()
            if row is not None:
                _erase(row)
                count += 1
    if count:
        logger.info("%d unfinished inquiries were erased: 30 days without a change", count)
    return count


def erase(draft: Draft) -> None:
    """Erase one draft with its files now, because its owner wants so. One that was sent stays: it holds nothing."""
    with transaction.atomic():
        row = Draft.objects.select_for_update().filter(pk=draft.pk, inquiry__isnull=True).first()
        if row is not None:
            _erase(row)


def hand_over(draft: Draft, inquiry: Inquiry) -> None:
    """Make the draft's files the inquiry's, where they lie, and empty the draft; in the caller's transaction.

    Raises Elsewhere when something was saved since `draft` was read, so that nothing unseen is sent or lost.
    """
    emptied = Draft.objects.filter(pk=draft.pk, inquiry__isnull=True, revision=draft.revision).update(
        inquiry=inquiry, data={}, email="", owner=None, remind_agreed_at=None, remind_text_version=""
    )
    if not emptied:
        raise Elsewhere
    kept = list(DraftFile.objects.filter(draft=draft))
    Attachment.objects.bulk_create(
        Attachment(
            inquiry=inquiry,
            file=file.file.name,
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
        )
        for file in kept
    )
    DraftFile.objects.filter(draft=draft).delete()


def _locked(draft: Draft) -> Draft:
    row = Draft.objects.select_for_update().filter(pk=draft.pk, inquiry__isnull=True).first()
    if row is None:
        raise Gone
    return row


def _storable(values: Iterable[str]) -> list[str]:
    """As typed, but for what no database keeps: NUL characters and halves of characters."""
    return [value.replace("\0", "").encode(errors="replace").decode() for value in values]


def _add(draft: Draft, file: CheckedFile, address: str) -> list[str]:
    if not staging.has_room(file.size, address):
        text = _("Not kept, because many files came from your network: %(names)s. Please add them again later.")
        return [text % {"names": file.name}]
    with stored_files() as stored, transaction.atomic():
        files = _locked(draft).files
        if files.filter(sha256=file.sha256).exists():
            return []
        if files.count() >= MAX_FILES:
            text = _("“%(name)s” was not added: at most %(limit)d files.")
            return [text % {"name": safe_name(file.name), "limit": MAX_FILES}]
        row = DraftFile(draft=draft, name=file.name, content_type=file.content_type, size=file.size, sha256=file.sha256)
        row.file.save(file.name, file.file, save=False)
        stored.append(str(row.file.name))
        row.save()
    return []


def _erase(row: Draft) -> None:
    """In the caller's transaction, which holds the row."""
    _delete_files(list(row.files.all()))
    row.delete()


def _delete_files(files: Sequence[DraftFile]) -> None:
    """The rows now, the files once that is certain."""
    DraftFile.objects.filter(pk__in=[file.pk for file in files]).delete()
    for file in files:
        transaction.on_commit(partial(default_storage.delete, str(file.file.name)))
