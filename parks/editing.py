"""Where in the back office a record is put right."""

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# Rows that hang on the record: the group of the form where they stand, and its name.
PARTS = {"facts": _("figures"), "figures": _("figures"), "activities": _("activities"), "photos": _("photos")}


def address(record: Model, field: str = "") -> str:
    """The record's page in the back office, at this field or group if one is given.

    `facts-2-as_of` is a field of the third row.
    """
    page = reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])
    if not field:
        return page
    return f"{page}#{field}-group" if field in PARTS else f"{page}#id_{field}"
