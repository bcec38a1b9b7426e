"""What the walk walks through: operator A with one of everything, all of it marked, and people of every role."""

import datetime
import io
import uuid
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from inquiries.models import Attachment, Interaction, Message, Note, Proposal, Settlement, Visit
from notifications.models import OutgoingEmail
from parks.enums import SeatRole
from parks.models import (
    Building,
    Fact,
    Metric,
    Organisation,
    ParkIndustry,
    ParkOrganisation,
    ParkService,
    Phase,
    Photo,
    Reach,
    Recognition,
    Region,
    Service,
    Source,
    Statement,
)
from tests import cast
from tests.inquiries import builders

# Planted in every private text of A: no page shown to Bao may contain it.
MARK = "Zqxmark"
ROLES = ("anon", "lin", "editor", "manager", "bao", "p_editor", "p_admin", "auditor")


@dataclass
class World:
    """`things` holds one row of every admin model that belongs to A, by model name."""

    people: dict[str, User | None]
    things: dict[str, object]
    files: dict[str, object] = field(default_factory=dict)


def _people(operator_a, operator_b):
    def person(name, *, seat=None, operator=operator_a, **fields):
        user = cast.make_user(f"{name}@example.org", name=name.title(), **fields)
        if seat:
            cast.make_seat(user, operator, seat)
        return user

    return {
        "anon": None,
        "lin": person("lin", seat=SeatRole.OFFICER),
        "editor": person("edith", seat=SeatRole.EDITOR),
        "manager": person("mang", seat=SeatRole.MANAGER),
        "bao": person("bao", seat=SeatRole.OFFICER, operator=operator_b),
        "p_editor": person("qin", platform_role="platform_editor"),
        "p_admin": person("wei", platform_role="platform_admin"),
        "auditor": person("noor", platform_role="auditor"),
    }


def build() -> World:
    names = {"name_zh_hans": f"{MARK}甲", "name_en": f"{MARK} A"}
    operator_a = cast.make_operator("a", **names)
    operator_b = cast.make_operator("b", country="CN", time_zone="Asia/Shanghai")
    people = _people(operator_a, operator_b)
    park = cast.make_park(operator_a, "hidden-a", state_zh_hans="draft", state_en="draft", **names)
    cast.make_park(operator_b, "open-b")
    things = {"operator": operator_a, "park": park, **_catalogue(), **_parts(park)}
    things |= _case(park, people)
    things["membership"] = people["lin"].memberships.get()
    things["user"] = people["lin"]
    things["auditentry"] = audit.record(AuditAction.MOVED, things["case"], actor=people["lin"])
    things["outgoingemail"] = _mail(things["case"])
    return World(people, things, _files(things))


def _catalogue():
    """Public terms: everybody with a seat reads them, so they carry no mark."""
    return {
        "industry": cast.make_industry(),
        "spacetype": cast.make_space_type(),
        "settlementmode": builders.office_mode(),
        "service": Service.objects.create(code="visa", name_zh_hans="签证", name_en="Visas", tier="general"),
        "metric": Metric.objects.create(code="tenants", name_zh_hans="企业", name_en="Tenants", unit="companies"),
        "region": Region.objects.create(
            code="be", name_zh_hans="比利时", name_en="Belgium", kind="country", country="BE"
        ),
        "source": Source.objects.create(code="report", title_zh_hans="报告", title_en="Report"),
        "organisation": Organisation.objects.create(
            slug="ucl", name_zh_hans="大学", name_en="University", kind="university"
        ),
    }


def _parts(park):
    metric, source = Metric.objects.get(), Source.objects.get()
    building = Building.objects.create(park=park, name_zh_hans=f"{MARK}楼", name_en=f"{MARK} house")
    space = builders.make_space(park, f"{MARK} space", building=building)
    Fact.objects.create(park=park, metric=metric, value=3, source=source, note_en=f"{MARK} fact")
    Reach.objects.create(park=park, place_en=f"{MARK} port")
    Phase.objects.create(park=park, name_en=f"{MARK} phase", state="planned")
    Recognition.objects.create(park=park, title_en=f"{MARK} prize")
    Statement.objects.create(park=park, text_en=f"{MARK} statement", source=source)
    ParkIndustry.objects.create(park=park, industry=cast.Industry.objects.get())
    ParkService.objects.create(park=park, service=Service.objects.get(), note_en=f"{MARK} note")
    ParkOrganisation.objects.create(park=park, organisation=Organisation.objects.get(), role="partner")
    photo = Photo(park=park, alt_en=f"{MARK} picture", sha256="0" * 64)
    photo.image = ContentFile(_pixel(), name="a.png")
    photo.save()
    return {"building": building, "space": space, "photo": photo}


def _case(park, people):
    lin = people["lin"]
    enterprise = builders.make_enterprise(name_en=f"{MARK} Optics", industry=cast.Industry.objects.get())
    inquiry = builders.make_inquiry(
        enterprise=enterprise,
        contact_name=f"{MARK} Anna",
        contact_email="zqxmark@optics.example.org",
        message=f"{MARK} message",
        reference="PB-2026-987654",
        screening_reasons=[f"{MARK} reason"],
    )
    case = builders.transitions.open_cases(inquiry, [park], now=timezone.now())[0]
    case.next_action = f"{MARK} next"
    case.owner = lin
    case.save()
    Message.objects.create(case=case, author="enterprise", body=f"{MARK} hello", language="en")
    Note.objects.create(case=case, user=lin, body=f"{MARK} secret note")
    Interaction.objects.create(case=case, kind="call", summary=f"{MARK} call", user=lin)
    Visit.objects.create(
        case=case,
        mode="online",
        state="confirmed",
        starts_at=timezone.now() + datetime.timedelta(days=1),
        time_zone="UTC",
        outcome=f"{MARK} outcome",
    )
    Proposal.objects.create(case=case, terms=f"{MARK} terms")
    Settlement.objects.create(case=case, contract_number=f"{MARK}-1")
    return {"enterprise": enterprise, "inquiry": inquiry, "case": case}


def _mail(case):
    return OutgoingEmail.objects.create(
        event="message",
        audience="enquirer",
        to="zqxmark@optics.example.org",
        language="en",
        about=case.mail_reference,
        state="failed",
        last_error=f"{MARK} refused",
        message_id=f"<{uuid.uuid4().hex}@test>",
    )


def _files(things):
    attachment = Attachment(inquiry=things["inquiry"], name=f"{MARK}.pdf", content_type="application/pdf", size=4)
    attachment.file.save("x", ContentFile(b"%PDF"), save=False)
    attachment.save()
    return {"attachment": attachment}


def _pixel():
    out = io.BytesIO()
    Image.new("RGB", (1, 1)).save(out, "PNG")
    return out.getvalue()
