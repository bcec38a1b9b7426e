"""For the public page of a space: until when it is on hold. Never for whom."""

from django import template
from django.utils import timezone

from common.languages import current_language
from inquiries.models import SpaceHold
from inquiries.workflow import holding
from parks.enums import SpaceStatus
from parks.models import Space

register = template.Library()


@register.simple_tag
def held_until(space: Space) -> str:
    """The end of the hold on the clocks of the park, with the zone named; empty for a space that is not on hold, or
    for which nobody stated an end. No query unless it is on hold."""
    if space.status != SpaceStatus.HELD:
        return ""
    hold = SpaceHold.objects.standing(timezone.now()).filter(space=space).select_related("case__operator").first()
    return holding.until(hold, current_language()) if hold else ""
