"""What a park's page says about companies: templates bring it together, since `parks/` knows nothing of this app.

`{% tenants_of park as tenants %}`, `{% stories_of park as stories %}`.
"""

from django import template

from enterprises.models import Story, Tenancy
from parks.models import Park

register = template.Library()
STORIES = 3


@register.simple_tag
def tenants_of(park: Park) -> list[Tenancy]:
    """Companies that are in the park and agreed to be named, in the order in which they came. One query."""
    return list(
        Tenancy.objects.listed().filter(park=park).select_related("enterprise__industry").order_by("since", "pk")
    )


@register.simple_tag
def stories_of(park: Park) -> list[Story]:
    """The latest published stories of companies that settled there and agreed. One query."""
    return list(
        Story.objects.public()
        .filter(park=park)
        .select_related("industry")
        .defer("body", "body_html_zh_hans", "body_html_en")[:STORIES]
    )
