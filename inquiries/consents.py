"""The words an enterprise agrees to, and to whom; stored exactly as shown."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _
from django_countries import countries

from inquiries.enums import ConsentPurpose
from inquiries.models import Consent, Inquiry
from parks.models import Operator

# Raise it whenever one of the texts below changes.
VERSION = "2026-11"
RENEWED = ("text_version", "text", "language", "recipient", "recipient_country", "given_at")


@dataclass(frozen=True)
class Recipient:
    """Who gets the data: the operator's data controller."""

    operator_id: int
    slug: str
    name: str
    country: str


@dataclass(frozen=True)
class ConsentText:
    """One tick of the form: one text in one language, agreed to towards one or several recipients."""

    purpose: str
    text: str
    recipients: tuple[Recipient, ...]

    @property
    def key(self) -> str:
        """Names the tick whatever the language: `answering`, `cross_border:cbtc`."""
        if self.purpose == ConsentPurpose.ANSWERING:
            return str(self.purpose)
        return f"{self.purpose}:{self.recipients[0].slug}"

    @property
    def value(self) -> str:
        """What the tick posts: the key and a digest, so that nobody agrees to words they did not see."""
        return f"{self.key}:{hashlib.sha256(self.text.encode()).hexdigest()[:16]}"


def needed(operators: Iterable[Operator], country: str, language: str) -> list[ConsentText]:
    """The ticks that sending an inquiry to these operators needs: answering, and each transfer abroad.

    `country` is the enterprise's; empty when it is not known yet, then no transfer is named.
    """
    with translation.override(language):
        recipients = _recipients(operators)
        texts = [ConsentText(ConsentPurpose.ANSWERING, _answering(), recipients)]
        for recipient in recipients:
            if country and recipient.country != country:
                texts.append(ConsentText(ConsentPurpose.CROSS_BORDER, _cross_border(recipient, country), (recipient,)))
        return texts


def for_desk(operator: Operator, country: str, language: str) -> list[ConsentText]:
    """The ticks that an inquiry without a park needs: the platform looks for parks, and is perhaps abroad itself."""
    with translation.override(language):
        recipients = _recipients([operator])
        texts = [ConsentText(ConsentPurpose.ROUTING, _finding(recipients[0]), recipients)]
        if country and recipients[0].country != country:
            texts.append(ConsentText(ConsentPurpose.CROSS_BORDER, _cross_border(recipients[0], country), recipients))
        return texts


def for_transfer(operator: Operator, country: str, language: str) -> list[ConsentText]:
    """The ticks that handing a sent inquiry over to this operator needs; `country` is the enterprise's."""
    with translation.override(language):
        recipients = _recipients([operator])
        texts = [ConsentText(ConsentPurpose.ANSWERING, _answering_after_transfer(recipients[0]), recipients)]
        if recipients[0].country != country:
            abroad = _cross_border_after_transfer(recipients[0], country)
            texts.append(ConsentText(ConsentPurpose.CROSS_BORDER, abroad, recipients))
        return texts


def reminder() -> str:
    """What is agreed to before an unfinished inquiry is brought to mind by mail, in the active language."""
    return _("Remind me once by mail, three days after I stop, if the inquiry is not sent by then.")


def missing(texts: Iterable[ConsentText], ticks: Collection[str]) -> list[ConsentText]:
    """The texts that were not agreed to in exactly these words."""
    return [text for text in texts if text.value not in ticks]


def rows(inquiry: Inquiry, texts: Iterable[ConsentText], given_at: datetime, language: str = "") -> list[Consent]:
    """Unsaved rows: one for each purpose and operator; `language` is that of the texts, the inquiry's unless said."""
    return [
        Consent(
            inquiry=inquiry,
            operator_id=recipient.operator_id,
            purpose=text.purpose,
            text_version=VERSION,
            text=text.text,
            language=language or inquiry.language,
            recipient=recipient.name,
            recipient_country=recipient.country,
            given_at=given_at,
        )
        for text in texts
        for recipient in text.recipients
    ]


def renew(rows: Iterable[Consent]) -> None:
    """Store one living row for each purpose and operator: a living one gets the words and the moment of the new one, a
    withdrawn one stays and a new one is written beside it.

    In the caller's transaction. The inquiry's row is locked, so that two that agree to one operator at once meet.
    """
    once = {(row.inquiry_id, row.purpose, row.operator_id): row for row in rows}
    if not once:
        return
    inquiries = {row.inquiry_id for row in once.values()}
    list(Inquiry.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=inquiries).order_by("pk"))
    for living in Consent.objects.filter(inquiry__in=inquiries, withdrawn_at__isnull=True):
        fresh = once.pop((living.inquiry_id, living.purpose, living.operator_id), None)
        if fresh is not None:
            for name in RENEWED:
                setattr(living, name, getattr(fresh, name))
            living.save(update_fields=RENEWED)
    Consent.objects.bulk_create(once.values())


def controller_of(operator: Operator) -> str:
    """The name of the operator's data controller in the active language; the operator itself when none is named."""
    return operator.controller_name or str(operator)


def _recipients(operators: Iterable[Operator]) -> tuple[Recipient, ...]:
    """Each operator once. Two operators with one controller's name are told apart by their own names."""
    found: dict[str, Recipient] = {}
    for operator in {operator.pk: operator for operator in operators}.values():
        name = controller_of(operator)
        if name in found:
            name = f"{name} ({operator.slug})"
        found[name] = Recipient(operator.pk, operator.slug, name[:200], str(operator.country))
    return tuple(found.values())


def _answering() -> str:
    return _(
        "I agree that the organisations named beside the chosen parks use what I write here, with its attachments, "
        "to answer this inquiry and to contact me about it. I can withdraw this at any time."
    )


def _finding(recipient: Recipient) -> str:
    return _(
        "I agree that %(recipient)s in %(country)s uses what I write here, with its attachments, to look for suitable "
        "parks and to contact me about it. It passes nothing on to a park before I have agreed to that park. I can "
        "withdraw this at any time."
    ) % {"recipient": recipient.name, "country": countries.name(recipient.country)}


def _cross_border(recipient: Recipient, country: str) -> str:
    return _(
        "I agree that what I write here, with its attachments, is passed from %(home)s to %(recipient)s in "
        "%(country)s, which needs it to answer this inquiry. The law on personal data there may differ from the law "
        "at home."
    ) % {
        "home": countries.name(country),
        "recipient": recipient.name,
        "country": countries.name(recipient.country),
    }


def _answering_after_transfer(recipient: Recipient) -> str:
    return _(
        "I agree that %(recipient)s uses what I sent with this inquiry, with its attachments, to answer it and to "
        "contact me about it. I can withdraw this at any time."
    ) % {"recipient": recipient.name}


def _cross_border_after_transfer(recipient: Recipient, country: str) -> str:
    return _(
        "I agree that what I sent with this inquiry, with its attachments, is passed from %(home)s to %(recipient)s "
        "in %(country)s, which needs it to answer this inquiry. The law on personal data there may differ from the "
        "law at home."
    ) % {
        "home": countries.name(country),
        "recipient": recipient.name,
        "country": countries.name(recipient.country),
    }
