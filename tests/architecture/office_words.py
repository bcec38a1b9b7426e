"""What the back office says: on pages, in refusals, in answers to scripts, in files; each with where it was said."""

import csv
import io
import json

from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from inquiries.reports.catalogue import REPORTS
from parks.exporting import columns_of, is_exportable
from tests.architecture.test_walk import AUTOCOMPLETES, EXPECTED
from tests.architecture.walk import address
from tests.architecture.words import shown

# The mail itself, in the language that was asked for; templates of imports and raw mails, which have both or none.
NOT_OURS = {
    "admin:notifications_outgoingemail_preview_html",
    "admin:parks_importbatch_template",
    "admin:parks_importbatch_refused",
    "admin:parks_job_file",
    "admin:parks_job_state",  # codes for a script
    "admin:inquiries_incomingemail_raw",
    "admin:jsi18n",
}
LEAVES = {"admin:logout", "admin:login"}
# What a filter cannot read, a lookup that nobody offers, and words that nothing has: one code answers for all lists.
BAD_QUERIES = ("?p=%00", "?e=1", "?q=zzzznothing")
BAD_FILTERS = {
    "admin:parks_membership_changelist": BAD_QUERIES,
    "admin:inquiries_case_changelist": (
        *BAD_QUERIES,
        "?stage__exact=zzz",
        "?show=zzz&owner=999999",
        "?park=999999",
        "?o=99",
    ),
    "admin:parks_space_changelist": ("?status__exact=zzz", "?park__id__exact=99999999", "?park__id__exact=x"),
    "admin:parks_park_quality": ("?kind=zzz&park=zzz&check=zzz", "?page=999"),
    "admin:report": ("?period=own&first=zzz&last=2020-01-01", "?period=own", "?park=zzz", "?period=zzz"),
    "admin:inquiries_case_board": ("?park=zzz&owner=zzz&mode=zzz",),
}
# Pages that look alike for whoever may open them; the platform's administrator opens each.
ALIKE = ("_history", "_delete", "_add", "_preview", "_previews", "_template")


def names(ending=""):
    return [name for name in EXPECTED if name.startswith("admin:") and name.endswith(ending) and name not in NOT_OURS]


def words_of(response):
    """Texts of a page, cells of a file, sentences of an answer to a script."""
    kind = response.headers.get("Content-Type", "")
    content = b"".join(response) if response.streaming else response.content
    if kind.startswith("text/html"):
        return shown(content.decode())
    if kind.startswith("text/csv"):
        cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]
        return [cell for cell in cells if not cell.startswith("{")]  # what a program wrote beside an entry of the trail
    if kind.startswith("application/json"):
        return list(_strings(json.loads(content)))
    if "spreadsheetml" in kind:
        rows = load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)
        return [cell for row in rows for cell in row if isinstance(cell, str)]
    return []


def _strings(value):
    if isinstance(value, str):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _strings(one)


def opened(client, world, language, role):
    """Every address, opened by the platform's administrator; by others what they may open, and one refusal of each
    kind."""
    with override(language):
        addresses = {name: address(name, world) for name in names() if _is_opened(name, role)}
    for name, path in addresses.items():
        yield f"{role} {name}", words_of(client.get(path))


def _is_opened(name, role):
    if name in LEAVES:
        return False
    first = next((one for one, answers in EXPECTED.items() if answers[role] == EXPECTED[name][role]), "")
    return role == "p_admin" or name == first or (EXPECTED[name][role] == "200" and not name.endswith(ALIKE))


def refused(client, world, language):
    """Forms without content, filters without sense, records that are gone."""
    with override(language):
        forms = {name: address(name, world) for name in names() if name not in LEAVES}
        lists = {name: address(name, world) for name in BAD_FILTERS}
        gone = [reverse(name, args=[99999999]) for name in ("admin:parks_park_change", "admin:inquiries_case_change")]
    for name, path in lists.items():
        for query in BAD_FILTERS[name]:
            yield f"{name}{query}", words_of(client.get(path + query, follow=True))
    for path in (*gone, next(iter(lists.values())) + "x/y/"):
        yield path, words_of(client.get(path, follow=True))
    for name, path in forms.items():
        if not name.endswith(("_changelist", "_history")):
            yield f"POST {name}", words_of(client.post(path, {"action": ""}, follow=True))


def acted(client, world, language):
    """Each action of each list: with nothing chosen, the page that asks, and what is said once it was done."""
    request = RequestFactory().get("/")
    request.user = world.people["p_admin"]
    for model, page in admin.site._registry.items():
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        row = world.things.get(model._meta.model_name)
        with override(language):
            path = reverse(f"admin:{label}_changelist")
        for action in page.get_actions(request) if row is not None else ():
            for chosen in ([], [row.pk]):
                data = {"action": action, "_selected_action": chosen, "index": 0}
                yield f"{label} {action} {len(chosen)}", words_of(client.post(path + "?show=all", data, follow=True))
        yield f"{label} without an action", words_of(client.post(path, {"action": "", "index": 0}, follow=True))


def answered(client, world, language):
    """What fields with a search offer, the print view with everything, and tables as files."""
    with override(language):
        search, case = reverse("admin:autocomplete"), address("admin:inquiries_case_print", world)
        files = [
            reverse("admin:report_export", args=[report.code, table, ending])
            for report in REPORTS
            for table, ending in _tables(report, client, language)
        ]
    for app, model, field in AUTOCOMPLETES:
        query = f"?app_label={app}&model_name={model}&field_name={field}&term="
        response = client.get(search + query)
        if response.status_code == 200:
            yield f"{model}.{field}", words_of(response)
    for query in ("?notes=1", "?kind=notes", "?everything=1"):
        yield f"print {query}", words_of(client.get(case + query))
    for path in files:
        yield path, words_of(client.get(path))


def _tables(report, client, language):
    page = client.get(reverse("admin:report", args=[report.code]))
    return [(table.code, ending) for table, _bars in page.context["shown"] for ending in ("csv", "xlsx")]


def headed(world, language):
    """The headings of every list that can be taken along."""
    request = RequestFactory().get("/")
    request.user = world.people["p_admin"]
    for page in admin.site._registry.values():
        if is_exportable(page):
            with override(language):
                yield f"columns of {page.opts.label}", [str(column.heading) for column in columns_of(page, request)]
