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
from enterprises import companies, joining, subscribing
from enterprises.companies import Answers
from enterprises.models import Tenancy
from enterprises.subscribing import Wish
from inquiries.models import (
    AssignmentRule,
    Attachment,
    CheckIn,
    Consent,
    Draft,
    IncomingEmail,
    Interaction,
    Message,
    Note,
    Proposal,
    ReplyTemplate,
    ServiceEntry,
    Settlement,
    SpaceHold,
    Transfer,
)
from inquiries.privacy import asking
from notifications.models import OutgoingEmail
from parks import inviting, revising
from parks.documents import KEPT
from parks.enums import SeatRole
from parks.models import (
    Building,
    ExchangeRate,
    Fact,
    HolidayOverride,
    ImportBatch,
    Job,
    LandParcel,
    Metric,
    Opportunity,
    Organisation,
    ParkIndustry,
    ParkOrganisation,
    ParkService,
    Partnership,
    Phase,
    Photo,
    Policy,
    PolicyCondition,
    PolicyFigure,
    Reach,
    Recognition,
    Region,
    Registration,
    RevisionCause,
    Service,
    Source,
    Statement,
)
from tests import cast
from tests.inquiries import builders
from tests.parks.telling import make_article, make_open_event, make_story

# Planted in every private text of A: no page shown to Bao may contain it.
MARK = "Zqxmark"
DRAFT = {"state_zh_hans": "draft", "state_en": "draft"}
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
    open_b = cast.make_park(operator_b, "open-b")
    things = {"operator": operator_a, "park": park, **_catalogue(), **_parts(park)}
    things |= _case(park, people)
    Transfer.objects.create(case=things["case"], to_park=open_b, reason=f"{MARK} reason", asked_by=people["lin"])
    things["routing"] = _routing(park)
    things["privacyrequest"] = asking.ask(things["inquiry"], kind="export")
    Consent.objects.create(
        inquiry=things["inquiry"], operator=operator_a, purpose="answering", language="en", text=f"{MARK} agreed"
    )
    things["policy"] = _policy(park)
    things["partnership"] = _partnership(park)
    things["opportunity"] = Opportunity.objects.create(
        operator=operator_a, park=park, slug="hidden-project", title_en=f"{MARK} project"
    )
    things |= _telling(park, things["enterprise"])
    things["membership"] = people["lin"].memberships.get()
    things["invitedseat"] = inviting.invite(operator_a, f"{MARK}@x.example.org", "park_officer", actor=people["lin"])
    things["user"] = people["lin"]
    things["auditentry"] = audit.record(AuditAction.MOVED, things["case"], actor=people["lin"])
    things["outgoingemail"] = _mail(things["case"])
    things["incomingemail"] = _answer(things["case"])
    things["assignmentrule"] = AssignmentRule.objects.create(operator=operator_a, park=park)
    things["replytemplate"] = ReplyTemplate.objects.create(
        operator=operator_a, name_en=f"{MARK} template", name_zh_hans=MARK, body_en=f"{MARK} text", body_zh_hans=MARK
    )
    for model in KEPT:
        for row in model._base_manager.all():
            revising.keep(row, RevisionCause.FOUND, actor=None)
    things |= _work(people["manager"])
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
    parcel = LandParcel.objects.create(park=park, use="industrial", name_en=f"{MARK} plot", name_zh_hans=f"{MARK}地块")
    rate = ExchangeRate.objects.create(
        operator=park.operator, base="EUR", quote="CNY", rate=8, as_of=datetime.date(2026, 1, 1)
    )
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
    day = HolidayOverride.objects.create(
        operator=park.operator,
        day=datetime.date(2099, 1, 1),
        kind="closed",
        reason_en=f"{MARK} day",
        reason_zh_hans=MARK,
    )
    return {
        "building": building,
        "space": space,
        "photo": photo,
        "landparcel": parcel,
        "exchangerate": rate,
        "holidayoverride": day,
    }


def _telling(park, enterprise):
    """Drafts of A, a guest with a secret link among them."""
    event = make_open_event("hidden-event", operator=park.operator, title_en=f"{MARK} event", **DRAFT)
    guest = Registration.objects.create(event=event, name=f"{MARK} guest", email="zqxmark@x.example.org", language="en")
    return {
        "article": make_article("hidden-news", operator=park.operator, title_en=f"{MARK} news", **DRAFT),
        "event": event,
        "guest": guest,
        "story": make_story(park, "hidden-story", title_en=f"{MARK} story", **DRAFT),
        "tenancy": Tenancy.objects.create(enterprise=enterprise, park=park),
    }


def _partnership(park):
    partnership = Partnership.objects.create(slug="hidden-tie", kind="strategic", title_en=f"{MARK} tie")
    partnership.parties.create(park=park)
    partnership.parties.create(organisation=Organisation.objects.get(), order=2)
    partnership.activities.create(happened="2026", text_en=f"{MARK} meeting")
    return partnership


def _policy(park):
    policy = Policy.objects.create(
        operator=park.operator, slug="hidden-policy", kind="rent", country="BE", title_en=f"{MARK} policy"
    )
    policy.parks.add(park)
    PolicyFigure.objects.create(policy=policy, label_en=f"{MARK} benefit", value=3, unit="percent")
    PolicyCondition.objects.create(policy=policy, text_en=f"{MARK} condition", attribute="statement")
    return policy


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
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    words = {name: f"{MARK} {name}" for name in ("place", "language", "note", "outcome", "feedback", "cancel_reason")}
    visit = builders.make_visit(case, state="confirmed", starts_at=tomorrow, **words)
    slot = builders.make_slot(park, tomorrow, place=f"{MARK} door")
    Proposal.objects.create(case=case, terms=f"{MARK} terms")
    offer = Proposal.objects.create(
        case=case,
        version=2,
        terms=f"{MARK} terms",
        incentives=f"{MARK} gift",
        valid_until=datetime.date(2099, 1, 1),
        sent_at=timezone.now(),
    )
    space = builders.make_space(park, f"{MARK} offered")
    offer.spaces.add(space)
    SpaceHold.objects.create(case=case, space=space, state="asked", asked_by="enterprise", note=f"{MARK} wish")
    settlement = Settlement.objects.create(case=case, contract_number=f"{MARK}-1")
    return {
        "enterprise": enterprise,
        "inquiry": inquiry,
        "case": case,
        "visit": visit,
        "slot": slot,
        "servicerequest": _service_request(case, settlement, lin),
    }


def _service_request(case, settlement, lin):
    answers = {"satisfaction": 4, "needs": f"{MARK} need", "answered_at": timezone.now()}
    check_in = CheckIn.objects.create(settlement=settlement, month=3, due_on=datetime.date(2026, 1, 1), **answers)
    request = builders.make_service_request(
        case, service=Service.objects.get(), check_in=check_in, description=f"{MARK} description", owner=lin
    )
    entry = ServiceEntry.objects.create(
        request=request, kind="message", author="staff", language="en", body=f"{MARK} words"
    )
    ServiceEntry.objects.create(
        request=request, kind="note", author="staff", language="en", body=f"{MARK} secret words"
    )
    file = Attachment(service_entry=entry, name=f"{MARK}.pdf", content_type="application/pdf", size=4)
    file.file.save("x", ContentFile(b"%PDF"), save=False)
    file.save()
    return request


def _routing(park):
    """An inquiry that names no park: nobody's business but the platform's, although A is proposed to it."""
    routing = builders.make_routing(
        builders.make_desk(),
        enterprise=builders.make_enterprise(name_en=f"{MARK} Undecided"),
        contact_name=f"{MARK} Ben",
        message=f"{MARK} anywhere",
    )
    routing.messages.create(author="enterprise", body=f"{MARK} where?", language="en")
    routing.offers.create(park=park, reason=f"{MARK} near you")
    return routing


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


def _answer(case):
    """Held back, with the mail as it came."""
    row = IncomingEmail(
        header_id="<answer@test>",
        case=case,
        author="enterprise",
        sender="zqxmark@else.example.org",
        subject=f"{MARK} subject",
        text=f"{MARK} answer",
        state="quarantined",
        reason="stranger",
    )
    row.raw.save("mail", ContentFile(b"From: zqxmark@else.example.org"), save=False)
    row.save()
    return row


def _work(manager):
    """An import and an export that A's manager ordered: nobody else's business but the platform's."""
    batch = ImportBatch(
        owner=manager, table="spaces", file_name=f"{MARK}.csv", size=4, format="csv", sha256="0" * 64, headings=["park"]
    )
    batch.file.save("x.csv", ContentFile(b"park"), save=False)
    batch.save()
    payload = {"model": "parks.space"}
    job = Job(kind="export", owner=manager, language="en", state="done", file_name=f"{MARK}.csv", payload=payload)
    job.file.save("x.csv", ContentFile(b"park"), save=False)
    job.save()
    return {"importbatch": batch, "job": job}


def _files(things):
    attachment, routed = (_attached(inquiry) for inquiry in (things["inquiry"], things["routing"].inquiry))
    draft = Draft.objects.create(
        language="en", step="need", data={"message": [f"{MARK} draft"], "park": [things["park"].slug]}
    )
    served = Attachment.objects.get(service_entry__isnull=False)
    return {
        "attachment": attachment,
        "routed": routed,
        "served": served,
        "draft": draft,
        **_account(things["enterprise"]),
    }


def _attached(inquiry):
    attachment = Attachment(inquiry=inquiry, name=f"{MARK}.pdf", content_type="application/pdf", size=4)
    attachment.file.save("x", ContentFile(b"%PDF"), save=False)
    attachment.save()
    return attachment


def _account(enterprise):
    """What the enterprise keeps for itself: staff open none of it."""
    anna = User.objects.create_user("zqxmark@optics.example.org", name=f"{MARK} Anna")
    company = companies.found(
        anna, Answers(country="BE", name_en=f"{MARK} Optics", website="https://zqxmark.example.org")
    )
    companies.bind(enterprise, company)
    invitation = joining.invite(company, email="zqxmark2@optics.example.org", language="en", by=anna)
    wish = Wish(subject="policies", pace="weekly", language="en")
    subscription = subscribing.subscribe(anna.email, wish, is_proved=True)
    return {"company": company, "invitation": invitation, "subscription": subscription}


def _pixel():
    out = io.BytesIO()
    Image.new("RGB", (1, 1)).save(out, "PNG")
    return out.getvalue()
