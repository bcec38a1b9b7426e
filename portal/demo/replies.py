"""Reply templates that every park may use, and a mail that waits for a decision."""

from email.message import EmailMessage

from django.conf import settings

from accounts.models import User
from inquiries.inbound import deciding, receiving
from inquiries.models import Case, ReplyTemplate
from parks.imports import Row, bilingual


def load_replies(rows: list[Row]) -> int:
    """Create the platform's templates that are absent, told by their English names; one that exists stays as it is."""
    there = set(ReplyTemplate.objects.filter(operator=None).values_list("name_en", flat=True))
    fresh = [row for row in rows if row["name_en"] not in there]
    for row in fresh:
        template = ReplyTemplate(order=row["order"], kind=row.get("kind", ""), **bilingual(row, "name", "body"))
        template.full_clean()
        template.save()
    return len(fresh)


def receive_mail(case: Case, record: Row, *, actor: User, key: str) -> None:
    """A mail from an address that nobody knows, given to its case by the platform."""
    mail = EmailMessage()
    mail["Message-ID"] = f"<{key.replace(':', '.')}@demo.example.org>"
    mail["From"] = f"{record['name']} <{record['from']}>"
    mail["To"] = settings.DEFAULT_FROM_EMAIL
    mail["Subject"] = record["subject"]
    mail.set_content(record["text"])
    deciding.attach(receiving.receive(mail.as_bytes()), case, actor=actor)
