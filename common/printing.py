"""HTML as PDF, with the fonts that it uses embedded. Nothing is fetched: style sheets come from our own files.

WeasyPrint needs Pango and a font with Chinese characters, which belong to the machine; `is_available()` says whether
both are there. A finished file is kept in `VAR_DIR/pdf` under what it was made from, so it is never out of date.
"""

import hashlib
import json
import logging
import os
import secrets
import subprocess
import sys
import threading
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

COMMAND = [sys.executable, "-m", "common.pdfprocess"]  # WeasyPrint is never loaded here: it changes Pillow's settings
AT_ONCE = 2  # files that one process makes at the same time; each takes about a second of CPU
SECONDS = 60  # after which a process that makes a file is killed
KEPT = 300  # files; some 200 KB each
SLOTS = threading.BoundedSemaphore(AT_ONCE)
logger = logging.getLogger(__name__)


class Busy(Exception):
    """As many files as allowed are being made in this process, or this one could not be made now."""


@dataclass(frozen=True)
class Document:
    """A page to print: complete HTML, and names of style sheets among the static files."""

    html: str
    stylesheets: tuple[str, ...] = ()

    @cached_property
    def styles(self) -> list[str]:
        return [_static_text(name) for name in self.stylesheets]

    @cached_property
    def digest(self) -> str:
        """Names all that the file is made from."""
        made_of = hashlib.blake2b(digest_size=20)
        for text in (_version(), *self.styles, self.html):
            made_of.update(text.encode())
            made_of.update(b"\0")
        return made_of.hexdigest()


def _static_text(name: str) -> str:
    path = finders.find(name)
    if not isinstance(path, str):
        raise FileNotFoundError(name)
    return Path(path).read_text(encoding="utf-8")


@cache
def _version() -> str:
    return metadata.version("weasyprint")


@cache
def is_available() -> bool:
    """Whether PDF can be made here: tried once per web process, in a process of its own, about a second."""
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            [*COMMAND, "--probe"], capture_output=True, timeout=SECONDS, check=False, cwd=settings.BASE_DIR
        )
    except (subprocess.SubprocessError, OSError) as error:
        logger.warning("no PDF: %s", error)
        return False
    if done.returncode != 0:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        logger.warning("no PDF: %s", lines[-1] if lines else "the probe failed")
    return done.returncode == 0


def kept(document: Document) -> bytes | None:
    """The finished file, if it was made before and is still there."""
    path = _folder() / f"{document.digest}.pdf"
    try:
        body = path.read_bytes()
        os.utime(path)  # the files that are asked for stay
    except OSError:
        return None
    return body


def make(document: Document) -> bytes:
    """Make the file and keep it; `Busy` when enough are being made."""
    if not SLOTS.acquire(blocking=False):
        raise Busy
    try:
        body = _write(document.html, document.styles)
    finally:
        SLOTS.release()
    _keep(document.digest, body)
    return body


def _write(html: str, styles: list[str]) -> bytes:
    """One file from a process of its own (`common.pdfprocess`); one that a signal ended is started once more."""
    told = json.dumps({"html": html, "styles": styles, "base": settings.SITE_URL}).encode()
    done = _run(told)
    if done.returncode < 0:
        logger.warning("PDF process ended by signal %s; trying once more", -done.returncode)
        done = _run(told)
    if done.returncode != 0:
        logger.error("PDF failed: exit code %s %s", done.returncode, done.stderr.decode(errors="replace")[-500:])
        raise Busy
    return done.stdout


def _run(told: bytes) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - our own module
            COMMAND, input=told, capture_output=True, timeout=SECONDS, check=False, cwd=settings.BASE_DIR
        )
    except (subprocess.SubprocessError, OSError) as error:
        logger.error("PDF failed: %s", type(error).__name__)
        raise Busy from error


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "pdf"


def _keep(digest: str, body: bytes) -> None:
    """Store one file and throw out those that were not asked for longest. A full disk costs only the next reader."""
    folder = _folder()
    fresh = folder / f"{digest}.{secrets.token_hex(4)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(body)
        fresh.replace(folder / f"{digest}.pdf")
        for old in sorted(folder.iterdir(), key=_last_used, reverse=True)[KEPT:]:
            old.unlink(missing_ok=True)
    except OSError as error:
        logger.warning("PDF not kept: %s", type(error).__name__)


def _last_used(path: Path) -> float:
    """Zero for a file that another process has just thrown out."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
