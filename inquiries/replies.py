"""Reply templates: which suit a case, and what one says there, in the enterprise's language."""

from django.db.models import Q

from accounts.models import User
from common.languages import local_text
from inquiries import rendering
from inquiries.models import Case, ReplyTemplate
from inquiries.validators import PLACEHOLDER


def suitable(case: Case) -> list[ReplyTemplate]:
    """What is offered for a case: of its operator and of the platform, for its kind of inquiry and its stage."""
    rows = ReplyTemplate.objects.filter(Q(operator=case.operator_id) | Q(operator=None), is_active=True)
    fitting = rows.filter(kind__in=("", case.inquiry.kind), stage__in=("", case.stage))
    return list(fitting.order_by("order", "pk"))


def filled(template: ReplyTemplate, case: Case, writer: User) -> str:
    """The template's text for this case. Only the known placeholders are filled; everything else stays as written."""
    language = case.inquiry.contact_language
    values = {
        "contact": case.inquiry.contact_name,
        "park": local_text(case.park, "name", language).text,
        "reference": case.inquiry.reference,
        "staff": str(writer),
        "answer_by": rendering.moment(case.answer_by, case.operator.time_zone, language),
    }
    text = local_text(template, "body", language).text
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)
