"""Reading and filling the admin's pages the way a browser does, in English."""

import csv
import io

from django.forms import Form, MultiWidget
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook


def _value(bound):
    value = bound.value()
    if isinstance(value, list | tuple | set):
        return [str(getattr(item, "pk", item)) for item in value]
    if value is None or value is False:
        return None
    return "on" if value is True else str(value)


def _fields(form: Form) -> dict:
    found = {bound.html_name: _value(bound) for bound in form if bound.widget_type != "clearablefile"}
    for bound in form:
        if isinstance(bound.field.widget, MultiWidget):  # a day and an hour, each in a box of its own
            parts = bound.field.widget.get_context(bound.html_name, bound.value(), {})["widget"]["subwidgets"]
            found |= {bound.html_name: None} | {part["name"]: part["value"] for part in parts}
    return {name: value for name, value in found.items() if value is not None}


def filled(response) -> dict:
    """What a browser would post when nothing was touched."""
    data = _fields(response.context["adminform"].form)
    if response.context.get("seen"):
        data["seen"] = response.context["seen"]
    for group in response.context["inline_admin_formsets"]:
        data |= _fields(group.formset.management_form)
        for form in group.formset.initial_forms:
            data |= _fields(form)
    return data


def change(client, obj, **changes):
    """Open the change page, alter some fields, save."""
    meta = obj._meta
    with override("en"):
        address = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[obj.pk])
    page = client.get(address)
    assert page.status_code == 200, page.status_code
    return client.post(address, {**filled(page), **changes})


def errors(response) -> dict[str, list[str]]:
    """Every error on the page, by field; those of inline rows by prefixed name."""
    form = response.context["adminform"].form
    found = {name: list(map(str, texts)) for name, texts in form.errors.items()}
    for group in response.context["inline_admin_formsets"]:
        if group.formset.non_form_errors():
            found[group.formset.prefix] = list(map(str, group.formset.non_form_errors()))
        for row in group.formset.forms:
            found |= {row.add_prefix(name): list(map(str, texts)) for name, texts in row.errors.items()}
    return found


def exported(client, address, **choices):
    """Orders an export from the page that asks, and reads the file (CSV as rows of text, XLSX as rows of values)."""
    form = client.get(address).context["form"]
    wanted = {"columns": [code for code, _label in form.fields["columns"].choices], "format": "csv", "language": "en"}
    job_page = client.post(address, {**wanted, **choices})["Location"]
    with override("en"):
        pk = client.get(job_page).context["job"].pk
        answer = client.get(reverse("admin:parks_job_file", args=[pk]))
    content = b"".join(answer.streaming_content)
    if choices.get("format") == "xlsx":
        return [list(row) for row in load_workbook(io.BytesIO(content)).worksheets[0].values]
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
