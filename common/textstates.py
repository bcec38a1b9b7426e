"""Where the text of one field stands in one language, beside its counterpart in the other.

What a text is in step with is a copy of the counterpart as it was when this text was last edited or reviewed (its
source). No source is known until somebody edits: then the two are taken to be in step, as they were found.
"""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.enums import Language


class TextState(models.TextChoices):
    MISSING = "missing", _("Missing")
    DRAFT = "draft", _("Draft")
    STALE = "stale", _("Stale")
    REVIEWED = "reviewed", pgettext_lazy("text", "Reviewed")


TONES = {
    TextState.MISSING: "error",
    TextState.DRAFT: "quiet",
    TextState.STALE: "warn",
    TextState.REVIEWED: "ok",
}


def plain(text: str | None) -> str:
    """The text as it is compared: spaces around it and the way its lines end are no change."""
    return (text or "").replace("\r\n", "\n").strip()


def is_behind(own: str, other: str, source: str | None) -> bool:
    """Whether the counterpart says something else by now. A missing text is missing, not stale."""
    return bool(own and other and source and source != other)


def judge(own: str, other: str, source: str | None, *, settled: bool) -> TextState | None:
    """The state of a text; None where both languages are empty, for nothing is asked there.

    `settled`: readers see this text already, or somebody reviewed it.
    """
    if not own:
        return TextState.MISSING if other else None
    if is_behind(own, other, source):
        return TextState.STALE
    return TextState.REVIEWED if settled else TextState.DRAFT


def sources_after(
    old: Mapping[Language, str], new: Mapping[Language, str], known: Mapping[Language, str]
) -> dict[Language, str]:
    """What each text is in step with after an edit.

    1. A text that was edited is in step with its counterpart as it now stands; so of two edited together neither is
    behind. 2. A text whose counterpart alone was edited keeps its source, and is behind from now on; unless that edit
    caught up with this very text, or was the first translation of it.
    """
    found = {}
    for language, other in ((Language.ZH_HANS, Language.EN), (Language.EN, Language.ZH_HANS)):
        edited, other_edited = old[language] != new[language], old[other] != new[other]
        caught_up = not old[other] or is_behind(old[other], old[language], known.get(other))
        if edited or (other_edited and caught_up):
            found[language] = new[other]
        else:
            found[language] = known.get(language, old[other])
    return found
