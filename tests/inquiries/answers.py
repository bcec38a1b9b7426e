"""What Anna types into the inquiry form, as the browser posts it."""

import io
import time
import uuid
import zipfile

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile

from inquiries import consents
from inquiries.submission import Company, Contact, Need, Submission
from tests import cast
from tests.inquiries import builders

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def pdf(name="plan.pdf", content=PDF):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def bomb(name="bomb.docx"):
    """A document of a few hundred kB that unpacks to 200 MB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "wordprocessingml.document.main+xml")
        package.writestr("word/document.xml", b"0" * 200_000_000)
    return SimpleUploadedFile(name, packed.getvalue())


def token(purpose="inquiry", seconds=60):
    """The token of a form that was rendered this long ago."""
    return signing.dumps([uuid.uuid4().hex, int(time.time()) - seconds], salt=f"inquiries.form.{purpose}")


def ticks(*parks, country, language):
    return [text.value for text in consents.needed([park.operator for park in parks], country, language)]


def post(*parks, language="en", **fields):
    """A complete form of Anna's, from Belgium; `fields` replace answers, None leaves one out."""
    builders.office_mode()
    country = fields.get("country", "BE")
    typed = {
        "token": token(),
        "park": [park.slug for park in parks],
        "mode": "office_lease",
        "company_name": "Walloon Optics",
        "country": country,
        "contact_name": "Anna Peeters",
        "contact_email": "anna@optics.example.org",
        "contact_language": language,
        "message": "We need a small office.",
        "consent": ticks(*parks, country=country, language=language),
        **fields,
    }
    return {name: value for name, value in typed.items() if value is not None}


def submission(*parks, key="web:1", language="en", **fields):
    """The same for the verb."""
    company = fields.pop("company", None) or Company(country="BE", name_en="Walloon Optics")
    return Submission(
        **{
            "key": key,
            "language": language,
            "parks": parks,
            "mode": builders.office_mode(),
            "company": company,
            "contact": Contact(name="Anna Peeters", language=language, email="anna@optics.example.org"),
            "need": Need(area_min=80),
            "message": "We need a small office.",
            "ticks": frozenset(ticks(*parks, country=company.country, language=language)),
            **fields,
        }
    )


def third_park():
    return cast.make_park(
        cast.make_operator("rhein", country="DE", time_zone="Europe/Berlin", default_language="en"), "rhein"
    )
