"""The end of a tenancy that went as it should: the company has moved out, the case stays settled."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.enums import AuditAction
from accounts.models import User
from inquiries import access
from inquiries.enums import Stage
from inquiries.models import Case, Settlement
from inquiries.workflow import deadlines, effects, tenancies
from parks.enums import SpaceStatus


def leave(case: Case, *, on: datetime.date, actor: User) -> list[int]:
    """The company has left: its spaces are available again, its tenancy ends on that day.

    Returns the ids of the freed spaces. ValidationError when nobody is there any more or the day is wrong;
    PermissionDenied.
    """
    with transaction.atomic():
        row = access.worked_case(case.pk, actor)
        if row.stage != Stage.SETTLED or not tenancies.is_there(row):
            raise ValidationError(_("Only a company that has moved in can leave."))
        if on > deadlines.today(row.operator):
            raise ValidationError({"left_on": _("This is in the future.")})
        if Settlement.objects.filter(case=row, settled_on__gt=on).exists():
            raise ValidationError({"left_on": _("This is before the company moved in.")})
        freed = effects.free_spaces(row, timezone.now(), to=SpaceStatus.AVAILABLE)
        tenancies.end(row, on)
        audit.record(AuditAction.CHANGED, row, actor=actor, what="left", on=f"{on}", freed_spaces=freed)
    return freed
