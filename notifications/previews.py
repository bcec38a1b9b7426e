"""Every mail as its reader would get it, with invented content. Rendering one writes nothing.

`templates/emails/<event>/sample.json` says who reads the mail and with which content; what several events share stands
in `parts/samples.json`. `also` lists further samples, for instance of a question beside a plain message.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import Engine

from common.enums import Language
from notifications.enums import Audience
from notifications.models import OutgoingEmail
from notifications.outbox import Mail, queue
from notifications.rendering import Words, render

ABOUT = "preview"  # what a mail sent for a test carries in `about`, so that nobody counts it
# A mail's own styles and nothing else: no script, no request to anywhere.
MAIL_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "frame-ancestors": ["'self'"],
    "sandbox": [""],
}


@dataclass(frozen=True)
class Sample:
    """One way in which an event's mail may come out, in one language."""

    event: str
    language: str
    audience: str
    context: dict[str, Any]

    @property
    def words(self) -> Words:
        """Never raises: a template that cannot be rendered says so in `warning`."""
        return render(OutgoingEmail(event=self.event, language=self.language, **self.row))

    @property
    def row(self) -> dict[str, Any]:
        return {"audience": self.audience, "context": self.context}


@cache
def events() -> tuple[str, ...]:
    """The codes of all mails, by the folders of their wording."""
    folders = [path for place in Engine.get_default().dirs if (path := Path(place) / "emails").is_dir()]
    found = {event.name for folder in folders for event in folder.iterdir() if (event / "subject.txt").is_file()}
    return tuple(sorted(found))


def samples(event: str, language: str) -> list[Sample]:
    """At least one for each event; without a sample file an empty one, so that the page shows what is missing."""
    told = _read(f"{event}/sample.json")
    shared = _read("parts/samples.json")
    found = []
    for variant in ({}, *told.get("also", ())):
        context: dict[str, Any] = {}
        for part in (*(shared[name] for name in told.get("use", ())), told, variant):
            context |= {**part.get("context", {}), **part.get(language, {})}
        audience = variant.get("audience", told.get("audience", Audience.PLATFORM))
        found.append(Sample(event, language, audience, _placed(context, language)))
    return found


def sample(event: str, language: str, number: int) -> Sample | None:
    """The sample with this number, counted from 0; None for an event, a language or a number that is not there."""
    if event not in events() or language not in Language.values:
        return None
    found = samples(event, language)
    return found[number] if number < len(found) else None


def send(chosen: Sample, *, to: str) -> OutgoingEmail:
    """Post one sample through the outbox, as any other mail."""
    mail = Mail(event=chosen.event, to=to, language=chosen.language, about=ABOUT, **chosen.row)
    return queue(mail)[0]


@cache
def _read(name: str) -> dict[str, Any]:
    for place in Engine.get_default().dirs:
        path = Path(place) / "emails" / name
        if path.is_file():
            return json.loads(path.read_text(encoding="utf-8"))
    return {}


def _placed(value: Any, language: str) -> Any:
    """Links lead to this site."""
    if isinstance(value, str):
        return value.replace("{site}", settings.SITE_URL).replace("{language}", language)
    if isinstance(value, list):
        return [_placed(one, language) for one in value]
    if isinstance(value, dict):
        return {key: _placed(one, language) for key, one in value.items()}
    return value
