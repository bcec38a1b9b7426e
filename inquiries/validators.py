"""What may be typed: the placeholders of a reply template."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Filled in for one case and one writer (`inquiries.replies`). Nothing else is: no attribute, no format.
PLACEHOLDERS = ("contact", "park", "reference", "staff", "answer_by")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check_placeholders(text: str) -> None:
    """Names the first placeholder that nobody would fill in, and any brace that stands alone."""
    for name in PLACEHOLDER.findall(text):
        if name not in PLACEHOLDERS:
            raise ValidationError(
                _("“{%(name)s}” is no placeholder. There are: %(known)s."),
                code="placeholder",
                params={"name": name[:40], "known": ", ".join(f"{{{known}}}" for known in PLACEHOLDERS)},
            )
    if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
        raise ValidationError(_("A brace { or } stands alone. Write placeholders as {contact}."), code="brace")
