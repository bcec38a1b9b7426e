"""The sizes of a photo: made in the background, replaced with it, gone with it.

`rendered_at` says that a photo has been dealt with: empty means that its sizes are still to be made.
"""

import base64
import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageCms, ImageOps

from common.uploads import MAX_PIXELS
from common.wakeup import ring
from parks import versions
from parks.enums import RenditionFormat
from parks.models import Photo, Rendition

logger = logging.getLogger(__name__)

MAKE = "parks.tasks.make_renditions"
WIDTHS = (480, 960, 1600)
READABLE = ("JPEG", "PNG", "WEBP")  # what an upload can have become
PLACEHOLDER_SIDE = 16
PLACEHOLDER_LIMIT = 600  # characters of its data address
SWEEP = 20  # photos that one sweep looks after
EXTENSIONS = {RenditionFormat.WEBP: "webp", RenditionFormat.JPEG: "jpg", RenditionFormat.AVIF: "avif"}
FORMATS = {extension: kind for kind, extension in EXTENSIONS.items()}
ENCODING: dict[str, dict[str, Any]] = {
    RenditionFormat.WEBP: {"format": "WEBP", "quality": 78, "method": 4},
    RenditionFormat.JPEG: {"format": "JPEG", "quality": 80, "optimize": True, "progressive": True},
    RenditionFormat.AVIF: {"format": "AVIF", "quality": 58, "speed": 7},
}
# What Pillow raises on content that is no picture; the bytes have been read before.
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, OverflowError, EOFError, AttributeError)
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Size:
    """One encoded size, not stored yet."""

    format: str
    width: int
    height: int
    body: bytes


def widths(own: int) -> list[int]:
    """The widths of a picture that is `own` pixels wide: never more than it has."""
    return sorted({*(width for width in WIDTHS if width < own), min(own, WIDTHS[-1])})


def formats() -> tuple[str, ...]:
    """Which formats are made; AVIF takes long to encode and is an option."""
    plain = (RenditionFormat.WEBP, RenditionFormat.JPEG)
    return (*plain, RenditionFormat.AVIF) if settings.PHOTO_AVIF else plain


# --- Making ---------------------------------------------------------------------------------


def make(photo_id: int) -> int:
    """Make and store the sizes of a photo that has none yet; returns how many files were stored.

    1. The picture is decoded and encoded outside any transaction. 2. The photo is claimed: its row is marked as dealt
    with, if it still shows the same picture and nobody else was faster. 3. Files and rows are written.
    Of two workers one stores; a worker that dies before the claim leaves the photo to the sweep. A picture that
    cannot be read is logged once and marked too, so that it is not tried for ever.
    """
    photo = Photo.objects.filter(pk=photo_id, rendered_at=None).first()
    if photo is None:
        return 0
    try:
        with photo.image.storage.open(photo.image.name) as file:
            content = file.read()
        picture = _decode(content)
    except (FileNotFoundError, *_BOMBS, *_BROKEN) as error:
        if isinstance(error, OSError) and error.errno is not None and not isinstance(error, FileNotFoundError):
            raise  # the storage is away, which says nothing about the picture
        if _claim(photo, placeholder=""):
            logger.error("photo %d cannot be read and stays without sizes: %s", photo.pk, type(error).__name__)
        return 0
    return _store(photo, list(_sizes(picture)), _placeholder(picture))


def sweep() -> int:
    """Make the sizes of up to `SWEEP` photos that no wake-up reached; returns how many files were stored.

    A photo whose file cannot be reached just now is logged and leaves the others their turn.
    """
    stored = 0
    for photo_id in Photo.objects.filter(rendered_at=None).order_by("pk").values_list("pk", flat=True)[:SWEEP]:
        try:
            stored += make(photo_id)
        except OSError as error:
            logger.error("the file of photo %d cannot be reached: %s", photo_id, error)
    return stored


def _decode(content: bytes) -> Image.Image:
    """Upright, in sRGB, as RGB or RGBA, with nothing beside the pixels: no EXIF, position, profile or comment."""
    opened: Image.Image = Image.open(io.BytesIO(content), formats=READABLE)
    if opened.width * opened.height > MAX_PIXELS:
        raise Image.DecompressionBombError
    opened.load()
    upright = ImageOps.exif_transpose(opened)
    profile = upright.info.get("icc_profile")
    mode = "RGBA" if upright.has_transparency_data else "RGB"
    if profile and upright.mode in ("RGB", "RGBA", "CMYK"):
        upright = _in_srgb(upright, profile, mode)
    picture = upright.convert(mode)
    picture.info.clear()
    return picture


def _in_srgb(picture: Image.Image, profile: bytes, mode: str) -> Image.Image:
    """The same colours in sRGB; a profile that makes no sense is left out of account."""
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        changed = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, *_BROKEN) as error:
        logger.info("a colour profile could not be applied: %s", type(error).__name__)
        return picture
    return changed or picture


def _sizes(picture: Image.Image) -> Iterator[Size]:
    for width in widths(picture.width):
        height = max(1, round(picture.height * width / picture.width))
        small = picture if width == picture.width else picture.resize((width, height), Image.Resampling.LANCZOS)
        flat = _on_white(small)
        for kind in formats():
            out = io.BytesIO()
            (flat if kind == RenditionFormat.JPEG else small).save(out, **ENCODING[kind])
            yield Size(kind, width, height, out.getvalue())


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _placeholder(picture: Image.Image) -> str:
    """A picture of a few pixels as a data address; none for a picture that one can look through."""
    if picture.mode == "RGBA":
        return ""
    tiny = picture.copy()
    tiny.thumbnail((PLACEHOLDER_SIDE, PLACEHOLDER_SIDE))
    out = io.BytesIO()
    tiny.save(out, "WEBP", quality=30, method=6)
    address = f"data:image/webp;base64,{base64.b64encode(out.getvalue()).decode()}"
    return address if len(address) <= PLACEHOLDER_LIMIT else ""


def _claim(photo: Photo, placeholder: str) -> bool:
    """Mark the photo as dealt with, unless somebody did already or it shows another picture by now."""
    same = Photo.objects.filter(pk=photo.pk, rendered_at=None, image=photo.image.name, sha256=photo.sha256)
    return bool(same.update(rendered_at=timezone.now(), placeholder=placeholder))


def _store(photo: Photo, sizes: list[Size], placeholder: str) -> int:
    """Claim and write in one transaction; files of a transaction that fails are taken back."""
    written: list[str] = []
    storage = Rendition._meta.get_field("file").storage
    try:
        with transaction.atomic():
            if not _claim(photo, placeholder):
                return 0
            for stale in photo.renditions.all():
                stale.delete()
            for size in sizes:
                row = Rendition(
                    photo=photo, format=size.format, width=size.width, height=size.height, size=len(size.body)
                )
                name = f"{photo.pk}-{photo.sha256[:12]}-{size.width}.{EXTENSIONS[RenditionFormat(size.format)]}"
                row.file.save(name, ContentFile(size.body), save=False)
                written.append(row.file.name or "")
                row.save()
    except BaseException:
        for name in written:
            storage.delete(name)
        raise
    return len(sizes)


# --- Following the photo --------------------------------------------------------------------


def _saving(photo: Photo) -> None:
    """A photo that is about to show another picture loses its placeholder, and its sizes once it is saved."""
    former = Photo.objects.filter(pk=photo.pk).values_list("image", flat=True).first() if photo.pk else None
    changed = former != photo.image.name
    photo.__dict__["_former_image"] = former if changed else ""
    if changed:
        photo.rendered_at, photo.placeholder = None, ""


def _saved(photo: Photo) -> None:
    """`_former_image` is None for a new photo, empty for one that shows what it showed."""
    former = photo.__dict__.pop("_former_image", "")
    if former:
        for row in photo.renditions.all():
            row.delete()
        _delete_on_commit(photo.image.storage, former)
    if former != "":
        transaction.on_commit(partial(ring, MAKE, photo.pk, about=f"photo {photo.pk}; the sweep will find it"))


def _delete_on_commit(storage: Any, name: str) -> None:
    """Files outlive a transaction that is rolled back. One that cannot be deleted is logged and fails nobody's page."""
    if name:
        transaction.on_commit(partial(storage.delete, name), robust=True)


def watch_photos() -> None:
    """Let files and sizes follow the photos; called once, when the app is ready."""
    versions.follow(
        Photo,
        saving=_saving,
        saved=_saved,
        deleted=lambda photo: _delete_on_commit(photo.image.storage, photo.image.name),
    )
    versions.follow(Rendition, deleted=lambda row: _delete_on_commit(row.file.storage, row.file.name))
