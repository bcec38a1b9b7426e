"""Files from outside: few types, small, opened for real before anybody keeps them.

The order of the checks is the order of their cost: name, size, type by extension, first bytes, content,
checksum, scanner. Whatever fails is said in one plain sentence that names the file.
"""

import hashlib
import io
import logging
import lzma
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, TYPE_CHECKING, Any

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy
from PIL import Image, ImageOps

from common.text import normalise_line

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

logger = logging.getLogger(__name__)

MAX_FILES = 5
MAX_BYTES = 10 * 1024 * 1024
MAX_NAME = 150
MAX_PIXELS = 50_000_000
MAX_SIDE = 4000  # pixels of a kept picture
MAX_MEMBERS = 5000  # parts of an office document
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 100  # how much smaller than its content an office document may be; counts above 5 MB
RATIO_COUNTS_FROM = 5 * 1024 * 1024

# Pillow's own guard, for every picture opened in this process.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)

_OOXML = "application/vnd.openxmlformats-officedocument."
_ACTIVE_PARTS = ("vbaproject.bin", "vbadata.xml", "/activex/", "macrosheets/")
# What the readers raise on content made to break them; struct.error and the like are their own slips.
_SLIPS = (ValueError, TypeError, IndexError, OverflowError, EOFError, OSError, MemoryError, struct.error, zlib.error)
_ZIP_ERRORS = (*_SLIPS, zipfile.BadZipFile, NotImplementedError, RuntimeError, lzma.LZMAError)
_IMAGE_ERRORS = (*_SLIPS, SyntaxError, KeyError, AttributeError)
_PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # what office programs write
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Kind:
    """One type that may be handed in: its content type, its name for people, and what proves it."""

    content_type: str
    label: "StrOrPromise"
    image_format: str = ""
    main_part: str = ""  # content type of an office document's main part


_WORD = Kind(f"{_OOXML}wordprocessingml.document", _("Word document"))
_EXCEL = Kind(f"{_OOXML}spreadsheetml.sheet", _("Excel workbook"))
_POWERPOINT = Kind(f"{_OOXML}presentationml.presentation", _("PowerPoint presentation"))
_JPEG = Kind("image/jpeg", _("JPEG picture"), image_format="JPEG")

KINDS = {
    "pdf": Kind("application/pdf", _("PDF document")),
    "docx": Kind(_WORD.content_type, _WORD.label, main_part=f"{_WORD.content_type}.main+xml"),
    "xlsx": Kind(_EXCEL.content_type, _EXCEL.label, main_part=f"{_EXCEL.content_type}.main+xml"),
    "pptx": Kind(_POWERPOINT.content_type, _POWERPOINT.label, main_part=f"{_POWERPOINT.content_type}.main+xml"),
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": Kind("image/png", _("PNG picture"), image_format="PNG"),
}
ALLOWED = "PDF, DOCX, XLSX, PPTX, JPG, PNG"  # for hints beside the field
ACCEPT = ",".join(f".{extension}" for extension in KINDS)  # for the accept attribute
IMAGE_EXTENSIONS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}


@dataclass(frozen=True)
class CheckedFile:
    """A file that passed; `file` stands at its beginning."""

    name: str
    content_type: str
    size: int
    sha256: str
    file: File


def _refuse(code: str, sentence: "StrOrPromise", name: str, **params: object) -> ValidationError:
    return ValidationError(sentence, code=code, params={"name": name, **params})


def safe_name(raw: str | None) -> str:
    """The bare file name: no folders, nothing invisible or reserved, at most 150 characters, extension kept."""
    name = normalise_line((raw or "").replace("\\", "/").rpartition("/")[2])
    name = "".join("_" if char in '<>:"|?*' else char for char in name).strip(". ")
    path = PurePath(name or "file")
    suffix = path.suffix[:20]
    return f"{path.stem[: MAX_NAME - len(suffix)].rstrip('. ') or 'file'}{suffix}"


def _extension(name: str) -> str:
    return PurePath(name).suffix.lower().removeprefix(".")


def _check_size(name: str, size: int | None) -> None:
    if not size:
        raise _refuse("empty", _("“%(name)s” is empty."), name)
    if size > MAX_BYTES:
        raise _refuse("too_large", _("“%(name)s” is larger than %(limit)s MB."), name, limit=MAX_BYTES // (1024 * 1024))


def check_upload(upload: UploadedFile) -> CheckedFile:
    """The file with its real type and checksum, or ValidationError in the reader's language."""
    name = safe_name(upload.name)
    _check_size(name, upload.size)
    extension = _extension(name)
    kind = KINDS.get(extension)
    if kind is None:
        raise _refuse("type", _("“%(name)s” cannot be accepted. Accepted are: %(allowed)s."), name, allowed=ALLOWED)
    upload.seek(0)
    head = upload.read(8192)
    guess = filetype.guess(head)
    found = guess.extension if guess else ""
    mismatch = _refuse(
        "mismatch",
        _("“%(name)s” is not a real %(kind)s: its content is something else. Save it again in that format."),
        name,
        kind=kind.label,
    )
    if kind.main_part:
        # filetype names a package by the order of its parts, so a good document can be a plain “zip” to it.
        if not head.startswith(b"PK\x03\x04"):
            raise mismatch
        _check_office(name, upload, kind, mismatch)
    elif kind.image_format:
        if found not in ("jpg", "png", "apng") or (found == "jpg") != (kind is _JPEG):
            raise mismatch
        _open_image(name, upload, (kind.image_format,))
    elif found != "pdf" or not head.startswith(b"%PDF-"):
        raise mismatch
    checked = CheckedFile(name, kind.content_type, upload.size or 0, _sha256(upload), upload)
    _scan(checked)
    return checked


def check_text(upload: UploadedFile) -> CheckedFile:
    """A table as text, past the scanner. Whoever reads it decides whether it is one: text has no first bytes."""
    name = safe_name(upload.name)
    _check_size(name, upload.size)
    checked = CheckedFile(name, "text/csv", upload.size or 0, _sha256(upload), upload)
    _scan(checked)
    return checked


def check_uploads(uploads: Sequence[UploadedFile]) -> list[CheckedFile]:
    """All files of one field; every refusal is collected, so that the reader mends them in one go."""
    if len(uploads) > MAX_FILES:
        raise ValidationError(
            ngettext_lazy("At most %(limit)s file, please.", "At most %(limit)s files, please.", MAX_FILES),
            code="too_many",
            params={"limit": MAX_FILES},
        )
    checked, refused = [], []
    for upload in uploads:
        try:
            checked.append(check_upload(upload))
        except ValidationError as error:
            refused.append(error)
    if refused:
        raise ValidationError(refused)
    return checked


def _sha256(file: File) -> str:
    """Leaves the file at its beginning."""
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _check_office(name: str, file: IO[bytes] | File, kind: Kind, mismatch: ValidationError) -> None:
    """Read every part of the package: sizes as declared, then as they unpack, with their checksums."""
    damaged = _refuse("damaged", _("“%(name)s” is damaged or protected by a password. Save it again."), name)
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            members = package.infolist()
            if any(member.compress_type not in _PACKINGS for member in members):
                raise damaged
            unpacked = sum(member.file_size for member in members)
            packed = max(1, sum(member.compress_size for member in members))
            if (
                len(members) > MAX_MEMBERS
                or unpacked > MAX_UNPACKED
                or (unpacked > RATIO_COUNTS_FROM and unpacked / packed > MAX_RATIO)
            ):
                raise _refuse("bomb", _("“%(name)s” unpacks to far more than it should."), name)
            names = {member.filename.lower() for member in members}
            if any(part in f"/{member}" for member in names for part in _ACTIVE_PARTS):
                raise _refuse("macros", _("“%(name)s” contains macros. Save it without them."), name)
            if "[content_types].xml" not in names:
                raise mismatch
            if package.testzip() is not None:
                raise damaged
            types = package.read("[Content_Types].xml").decode("utf-8", "replace")
    except _ZIP_ERRORS as error:
        raise damaged from error
    except KeyError as error:  # the name differs in case only
        raise mismatch from error
    if "macroenabled" in types.lower():
        raise _refuse("macros", _("“%(name)s” contains macros. Save it without them."), name)
    if kind.main_part not in types:
        raise mismatch


@contextmanager
def _picture_errors(name: str) -> Iterator[None]:
    """Says in a sentence what goes wrong with the pixels or the data beside them."""
    try:
        yield
    except _BOMBS as error:
        raise _refuse(
            "bomb",
            _("“%(name)s” has too many pixels. At most %(limit)s million are accepted."),
            name,
            limit=MAX_PIXELS // 1_000_000,
        ) from error
    except _IMAGE_ERRORS as error:
        raise _refuse("damaged", _("“%(name)s” cannot be opened as a picture. It may be damaged."), name) from error


def _open_image(name: str, file: IO[bytes] | File, formats: tuple[str, ...]) -> Image.Image:
    """The decoded picture. Its size is read from the header before any pixel is unpacked."""
    file.seek(0)
    with _picture_errors(name):
        picture = Image.open(file, formats=formats)
        if picture.width * picture.height > MAX_PIXELS:
            raise Image.DecompressionBombError
        picture.load()
    return picture


def check_image(upload: UploadedFile) -> ContentFile:
    """A picture for a page, encoded anew without EXIF, position or comments.

    JPEG, or WebP where something is transparent; turned upright; at most 4000 pixels a side.
    """
    name = safe_name(upload.name)
    _check_size(name, upload.size)
    wanted = IMAGE_EXTENSIONS.get(_extension(name))
    if wanted is None:
        raise _refuse(
            "type", _("“%(name)s” cannot be accepted. Accepted are: %(allowed)s."), name, allowed="JPG, PNG, WEBP"
        )
    opened = _open_image(name, upload, (wanted,))
    with _picture_errors(name):
        picture = ImageOps.exif_transpose(opened)
        colours = picture.info.get("icc_profile") if picture.mode in ("RGB", "RGBA") else None
        transparent = picture.has_transparency_data
        picture = picture.convert("RGBA" if transparent else "RGB")
    picture.info.clear()  # a JPEG comment would be written again from here
    picture.thumbnail((MAX_SIDE, MAX_SIDE))
    out = io.BytesIO()
    if transparent:
        picture.save(out, "WEBP", quality=85, icc_profile=colours)
    else:
        picture.save(out, "JPEG", quality=88, optimize=True, progressive=True, icc_profile=colours)
    return ContentFile(out.getvalue(), name=f"{PurePath(name).stem}.{'webp' if transparent else 'jpg'}")


def scanner() -> Any:
    """What `UPLOAD_SCANNER` names, to be called with a CheckedFile; or None. A wrong path raises ImportError."""
    path = settings.UPLOAD_SCANNER
    return import_string(path) if path else None


def _scan(checked: CheckedFile) -> None:
    """Ask the scanner. It refuses with a ValidationError; when it breaks, the file is not accepted either."""
    scan = scanner()
    if scan is None:
        return
    try:
        scan(checked)
    except ValidationError:
        raise
    except Exception as error:
        logger.exception("The upload scanner failed")
        raise _refuse(
            "scanner", _("“%(name)s” could not be checked just now. Try again later, or send without it."), checked.name
        ) from error
    finally:
        checked.file.seek(0)
