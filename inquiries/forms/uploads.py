"""The attachments of one form, across the times it is shown again."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _

from common.uploads import MAX_FILES, CheckedFile, check_upload, safe_name
from inquiries import staging


@dataclass(frozen=True)
class Kept:
    """One line of the list “already added”."""

    name: str
    size: int
    ticket: str


class Basket:
    """Reads the files of one POST: those kept from earlier ones and those uploaded now.

    `errors` are sentences about files that could not be taken; the others stay in the basket. `let_go` are the
    names of good files that `keep` had no room for.
    """

    def __init__(self, post: QueryDict, uploads: Sequence[UploadedFile], key: str) -> None:
        self.errors: list[str] = []
        self.let_go: list[str] = []
        self.staged: list[staging.Staged] = []
        self.fresh: list[CheckedFile] = []
        dropped = set(post.getlist("drop"))
        for ticket in dict.fromkeys(post.getlist("kept")[: MAX_FILES * 2]):
            staged = staging.restore(ticket, key)
            if staged is None:
                if ticket in dropped:  # a repeat: the first one took it off
                    continue
                self.errors.append(_("A file that you added earlier is no longer here. Please add it again."))
            elif ticket in dropped or len(self.staged) >= MAX_FILES:
                staging.discard(staged)
            else:
                self.staged.append(staged)
        for upload in uploads:
            self._check(upload)

    @property
    def files(self) -> list[CheckedFile]:
        return [*(staged.file for staged in self.staged), *self.fresh]

    def keep(self, key: str, address: str) -> list[Kept]:
        """Stage what was uploaded now, as far as this visitor's hourly amount reaches, and list everything for the
        form `key` that is shown next."""
        for file in self.fresh:
            if staging.has_room(file.size, address):
                self.staged.append(staging.stage(file))
            else:
                self.let_go.append(file.name)
        self.fresh = []
        return [Kept(staged.file.name, staged.file.size, staged.ticket(key)) for staged in self.staged]

    @property
    def notice(self) -> str:
        """What to tell about the files of `let_go`; empty when there are none."""
        if not self.let_go:
            return ""
        names = ", ".join(self.let_go)
        return _(
            "Not kept, because many files came from your network: %(names)s. Please add them again when you send."
        ) % {"names": names}

    def _check(self, upload: UploadedFile) -> None:
        if len(self.files) >= MAX_FILES:
            self.errors.append(
                _("“%(name)s” was not added: at most %(limit)d files.")
                % {"name": safe_name(upload.name), "limit": MAX_FILES}
            )
            return
        try:
            self.fresh.append(check_upload(upload))
        except ValidationError as error:
            self.errors += error.messages
