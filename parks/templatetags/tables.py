"""Doors from a list of the back office to files: `{% table_doors cl request as doors %}`."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse

from parks.exporting import is_exportable
from parks.tables import TABLES, may_import

register = template.Library()


@register.simple_tag
def table_doors(cl: Any, request: HttpRequest) -> dict[str, str]:
    """Addresses of the export of this list with its filters, and of the import into it; empty where there is none."""
    doors = {"export": "", "import": ""}
    query = request.GET.urlencode()
    if is_exportable(cl.model_admin):
        address = reverse("admin:parks_job_export", args=[cl.opts.label_lower])
        doors["export"] = f"{address}?{query}" if query else address
    table = next((one for one in TABLES.values() if one.model is cl.model), None)
    user: Any = request.user
    if table is not None and may_import(user, table):
        doors["import"] = f"{reverse('admin:parks_importbatch_add')}?table={table.code}"
    return doors
