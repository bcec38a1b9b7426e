"""Words of a mail: from an event's templates, in the reader's language, with the row's JSON and nothing else.

Every event has `templates/emails/<event>/{subject.txt,body.txt,body.html}`. A mail is never lost to its
wording: what cannot be rendered is replaced by a bilingual text, and the row carries a warning.
"""

import hashlib
import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import css_inline
from django.conf import settings
from django.template import Context, Engine, Template, TemplateDoesNotExist
from django.utils import translation
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext

from common.enums import Language
from notifications.models import OutgoingEmail

logger = logging.getLogger(__name__)
PARTS = ("subject.txt", "body.txt", "body.html")
BASES = ("emails/base.txt", "emails/base.html", "emails/parts/why.txt", "emails/parts/why.html")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
LINK = re.compile(r"^https?://\S+$")
RULE = "\n\n" + "─" * 24 + "\n\n"


@dataclass(frozen=True)
class Words:
    """What is written into the row by the first attempt."""

    subject: str
    text: str
    html: str
    template_version: str
    warning: str = ""


def render(row: OutgoingEmail) -> Words:
    """The words of this row. Never raises for a template's sake; a warning says what was replaced.

    Text in the reader's language but no HTML: the text goes alone. No subject or text in that language:
    both languages, Chinese first, each from the templates where they work and from a plain notice where not.
    """
    given = row.context if isinstance(row.context, dict) else {}
    context = {**given, "language": row.language, "audience": row.audience, "site_url": settings.SITE_URL}
    version = template_version(row.event)
    try:
        if row.language not in Language.values:
            raise LookupError(f"no templates in language {row.language!r}")
        subject, text = _subject(row.event, row.language, context), _text(row.event, row.language, context)
    except Exception as error:
        logger.exception("mail %s: %s cannot be rendered in %s", row.pk, row.event, row.language)
        subject, text = _both_languages(row.event, context)
        return Words(subject, text, _plain_html(text), version, _warning("bilingual fallback", error))
    try:
        return Words(subject, text, _html(row.event, row.language, context), version)
    except Exception as error:
        logger.exception("mail %s: %s has no HTML in %s", row.pk, row.event, row.language)
        return Words(subject, text, "", version, _warning("text only", error))


def template_version(event: str) -> str:
    """A short digest of the sources behind an event's mail; changes whenever one of them does."""
    digest = hashlib.sha256()
    for name in (*(f"emails/{event}/{part}" for part in PARTS), *BASES):
        try:
            digest.update(_template(name).source.encode())
        except Exception:  # noqa: BLE001 - a missing or broken source counts as empty; `render` reports it
            digest.update(b"\0")
    return digest.hexdigest()[:16]


def one_line(value: str, limit: int = 250) -> str:
    """A header value: no line break or control character survives, runs of space become one."""
    return " ".join(CONTROL.sub(" ", value).split())[:limit]


def _template(name: str) -> Template:
    return Engine.get_default().get_template(name)


def _render(name: str, language: str, context: Mapping[str, Any], *, escape: bool) -> str:
    with translation.override(language):
        # PostgreSQL keeps no NUL character
        return _template(name).render(Context(dict(context), autoescape=escape)).replace("\0", "")


def _subject(event: str, language: str, context: Mapping[str, Any]) -> str:
    subject = one_line(_render(f"emails/{event}/subject.txt", language, context, escape=False))
    if not subject:
        raise ValueError("the subject is empty")
    return subject


def _text(event: str, language: str, context: Mapping[str, Any]) -> str:
    text = _render(f"emails/{event}/body.txt", language, context, escape=False)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _html(event: str, language: str, context: Mapping[str, Any]) -> str:
    return _inliner().inline(_render(f"emails/{event}/body.html", language, context, escape=True))


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)


def _warning(what: str, error: Exception) -> str:
    kind = "missing template" if isinstance(error, TemplateDoesNotExist) else type(error).__name__
    return one_line(f"{what}: {kind}: {error}")


# --- The emergency wording --------------------------------------------------------------------


def _both_languages(event: str, context: Mapping[str, Any]) -> tuple[str, str]:
    subjects, texts = [], []
    for language in Language.values:
        try:
            subject, text = _subject(event, language, context), _text(event, language, context)
        except Exception:  # noqa: BLE001 - reported once by `render`
            subject, text = _notice(language, context)
        subjects.append(subject)
        texts.append(text.strip())
    return one_line(" / ".join(dict.fromkeys(subjects))), RULE.join(dict.fromkeys(texts)) + "\n"


def _notice(language: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """A plain notice that needs no template: what the mail is about and every link it was given."""
    with translation.override(language):
        lines = [gettext("There is news for you on Parkbridge."), *_known(context)]
        lines.append(gettext("The usual wording of this mail could not be prepared. The links above show everything."))
        return gettext("News from Parkbridge"), "\n\n".join(lines)


def _known(context: Mapping[str, Any]) -> Iterable[str]:
    reference = context.get("reference")
    if isinstance(reference, str):
        yield reference
    links = [value for value in context.values() if isinstance(value, str) and LINK.match(value)]
    yield from dict.fromkeys(links)


def _plain_html(text: str) -> str:
    return f'<!doctype html><html><head><meta charset="utf-8"></head><body>{linebreaks(escape(text))}</body></html>'
