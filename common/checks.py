"""System checks: what is wrong with the settings is said at start, with a number."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from common.uploads import scanner


def check_upload_scanner(**kwargs: Any) -> list[CheckMessage]:
    """common.E001: `UPLOAD_SCANNER` names nothing that can be called."""
    try:
        found = scanner()
    except ImportError as error:
        return [Error(f"UPLOAD_SCANNER cannot be imported: {error}", id="common.E001")]
    if found is not None and not callable(found):
        return [Error(f"UPLOAD_SCANNER {settings.UPLOAD_SCANNER!r} is not callable.", id="common.E001")]
    return []
