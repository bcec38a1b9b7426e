"""Every address of the project, found by walking the resolver, with arguments that point at A's rows."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from enterprises.subscribing import CONFIRM, END, token
from inquiries.models import Inquiry
from tests.architecture.world import World

# Addresses without a name: the admin's own catch-alls, which answer 404 or send to the sign-in page.
UNNAMED = {"(?P<url>.*)$": "admin:catch_all", "<path:object_id>/": "admin:old_change"}

API_RECORDS = {"land": "landparcel", "settlement-mode": "settlementmode"}
EVENT_PAGES = ("event", "event_ics", "event_register", "event_registered")


def named_patterns(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[tuple[str, str]]:
    """Pairs of `namespace:name` and the pattern's own text; a pattern without a name gives its text as name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from named_patterns(pattern, inner)
        elif isinstance(pattern, URLPattern):
            text = str(pattern.pattern)
            yield (f"{namespace}{pattern.name}" if pattern.name else UNNAMED.get(text, f"unnamed {text}")), text


def all_names() -> set[str]:
    return {name for name, _text in named_patterns()}


def address(name: str, world: World) -> str:
    """The address of `name` with arguments that point at A's rows."""
    if name == "admin:catch_all":
        return reverse("admin:index") + "no/such/page/"
    if name == "admin:old_change":
        return reverse("admin:parks_park_changelist") + f"{world.things['park'].pk}/"
    if name == "admin:app_list":
        return reverse(name, kwargs={"app_label": "parks"})
    if name == "admin:autocomplete":
        return reverse(name) + "?app_label=parks&model_name=space&field_name=park&term=z"
    if name == "qr":
        return reverse(name) + "?path=/en/parks/"
    return reverse(name, kwargs=_arguments(name, world))


def _arguments(name: str, world: World) -> dict[str, object]:
    case, inquiry, park = (world.things[key] for key in ("case", "inquiry", "park"))
    secret = _secret(inquiry)
    special = {
        "admin:handbook_chapter": {"chapter": "start"},
        "cover": {"slug": "open-b"},
        "og": {"language": "en", "kind": "park", "slug": park.slug},
        "og_site": {"language": "en"},
        "sitemap": {"language": "en", "number": 1},
        "photo": {"pk": world.things["photo"].pk},
        "rendition": {"pk": world.things["photo"].pk, "digest": "0" * 16, "width": "480", "extension": "webp"},
        "parks:detail": {"slug": park.slug},
        "parks:dossier": {"slug": park.slug},
        "parks:dossier_pdf": {"slug": park.slug},
        "parks:embed": {"slug": park.slug},
        "parks:article": {"slug": world.things["article"].slug},
        **{f"parks:{page}": {"slug": world.things["event"].slug} for page in EVENT_PAGES},
        "parks:event_cancel": {"slug": world.things["event"].slug, "secret": world.things["guest"].secret},
        "enterprises:story": {"slug": world.things["story"].slug},
        "parks:space": {"pk": world.things["space"].pk},
        "parks:partnership": {"slug": world.things["partnership"].slug},
        "parks:organisation": {"slug": world.things["organisation"].slug},
        "parks:policy": {"slug": world.things["policy"].slug},
        "parks:metric": {"code": world.things["metric"].code},
        "parks:mode": {"code": world.things["settlementmode"].code},
        "parks:service": {"code": world.things["service"].code},
        "parks:opportunity": {"slug": world.things["opportunity"].slug},
        "inquiries:progress": secret,
        "inquiries:receipt": secret,
        "inquiries:proposal": {**secret, "slug": park.slug, "version": 2},
        "inquiries:hold": {**secret, "slug": park.slug},
        "inquiries:desk": _secret(world.things["routing"].inquiry),
        "inquiries:transfer": {**secret, "park": park.slug},
        "inquiries:visit_ask": secret,
        "inquiries:services": {**secret, "slug": park.slug},
        "inquiries:service_ask": {**secret, "slug": park.slug},
        "inquiries:service_request": {**secret, "number": world.things["servicerequest"].number},
        "inquiries:check_in": {**secret, "slug": park.slug, "month": 3},
        "inquiries:visit": {**secret, "uid": world.things["visit"].uid},
        "inquiries:visit_ics": {**secret, "uid": world.things["visit"].uid},
        "inquiries:attachment": {**secret, "uuid": world.files["attachment"].uuid},
        "inquiries:keep": secret,
        **{f"inquiries:{page}": secret for page in ("my_data", "data_copy", "data_erase")},
        "inquiries:withdraw": {**secret, "what": "answering", "slug": "a"},
        "inquiries:company": {"uuid": world.files["company"].uuid},
        "inquiries:people": {"uuid": world.files["company"].uuid},
        "inquiries:invitation": {"uuid": world.files["invitation"].uuid},
        "inquiries:fitting_policy": {"slug": world.things["policy"].slug},
        "inquiries:alert": {"uuid": world.files["subscription"].uuid},
        "inquiries:alert_confirm": {"token": token(world.files["subscription"], CONFIRM)},
        "inquiries:alert_end": {"token": token(world.files["subscription"], END)},
        "inquiries:draft": {"code": world.files["draft"].code},
        "inquiries:draft_erase": {"code": world.files["draft"].code},
        "inquiries:draft_step": {"code": world.files["draft"].code, "step": "need"},
        "preview": {"kind": "parks.park", "pk": park.pk},
        "mailbox_mail": {"name": "none.eml"},
        "mailbox_html": {"name": "none.eml"},
        "admin:report": {"code": "funnel"},
        "admin:report_export": {"code": "funnel", "table": "funnel", "ending": "csv"},
        "admin:parks_park_photo": {"pk": park.pk, "photo": world.things["photo"].pk},
        "admin:inquiries_routing_attachment": {"pk": world.things["routing"].pk, "uuid": world.files["routed"].uuid},
        "admin:inquiries_case_attachment": {"pk": case.pk, "uuid": world.files["attachment"].uuid},
        "admin:inquiries_servicerequest_attachment": {
            "pk": world.things["servicerequest"].pk,
            "uuid": world.files["served"].uuid,
        },
        "admin:inquiries_incomingemail_raw": {"pk": world.things["incomingemail"].pk},
        "admin:inquiries_incomingemail_attach": {"pk": world.things["incomingemail"].pk},
        **{
            f"admin:notifications_outgoingemail_{page}": {"event": "message", "language": "en", "number": 0}
            for page in ("preview", "preview_html", "preview_send")
        },
        "admin:parks_job_export": {"label": "parks.space"},
        **{f"admin:parks_job_{page}": {"pk": world.things["job"].pk} for page in ("state", "file")},
        **{
            f"admin:parks_importbatch_{page}": {"pk": world.things["importbatch"].pk}
            for page in ("check", "commit", "undo", "discard", "refused")
        },
        "admin:parks_importbatch_template": {"code": "spaces", "form": "csv"},
        "admin:auth_user_password_change": {"id": world.things["user"].pk},
        "admin:accounts_user_reset_factor": {"pk": world.things["user"].pk},
        "accounts:staff_link": {"secret": "x" * 32},
        "parks:seat": {"secret": "x" * 32},
    }
    if name in special:
        return special[name]
    if match := re.fullmatch(r"admin:inquiries_routing_(?!changelist|add|change|delete|history)\w+", name):
        return {"pk": world.things["routing"].pk}
    if match := re.fullmatch(r"admin:inquiries_case_(?!board|changelist|add|change|delete|history)\w+", name):
        return {"pk": case.pk}
    if re.fullmatch(r"admin:inquiries_inquiry_(erase|takeout)", name):
        return {"pk": inquiry.pk}
    if re.fullmatch(r"admin:inquiries_servicerequest_(?!changelist|add|change|delete|history)\w+", name):
        return {"pk": world.things["servicerequest"].pk}
    if match := re.fullmatch(r"admin:[a-z]+_([a-z]+)_restore", name):
        return {"object_id": world.things[match[1]].pk, "number": 1}
    if match := re.fullmatch(r"admin:[a-z]+_([a-z]+)_(change|delete|history)", name):
        return {"object_id": world.things[match[1]].pk}
    if match := re.fullmatch(r"api:([a-z-]+)-detail", name):
        return _record(API_RECORDS.get(match[1], match[1]), world)
    return {}


def _secret(inquiry: Inquiry) -> dict[str, object]:
    return {"reference": inquiry.reference, "secret": inquiry.secret}


def _record(name: str, world: World) -> dict[str, object]:
    """How the interface names a row: by its short name, its code or its number."""
    row = world.things[name]
    if name in ("space", "landparcel"):
        return {"pk": row.pk}
    return {"slug": row.slug} if hasattr(row, "slug") else {"code": row.code}
