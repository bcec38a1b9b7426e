"""Every address of the project, found by walking the resolver, with arguments that point at A's rows."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from inquiries.models import Attachment
from tests.architecture.world import World

# Addresses without a name: the admin's own catch-alls, which answer 404 or send to the sign-in page.
UNNAMED = {"(?P<url>.*)$": "admin:catch_all", "<path:object_id>/": "admin:old_change"}


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
    return reverse(name, kwargs=_arguments(name, world))


def _arguments(name: str, world: World) -> dict[str, object]:
    case, inquiry, park = (world.things[key] for key in ("case", "inquiry", "park"))
    secret = {"reference": inquiry.reference, "secret": inquiry.secret}
    special = {
        "cover": {"slug": "open-b"},
        "photo": {"pk": world.things["photo"].pk},
        "parks:detail": {"slug": park.slug},
        "inquiries:progress": secret,
        "inquiries:receipt": secret,
        "inquiries:attachment": {**secret, "uuid": world.files["attachment"].uuid},
        "mailbox_mail": {"name": "none.eml"},
        "mailbox_html": {"name": "none.eml"},
        "admin:parks_park_publish": {"object_id": park.pk, "language": "en"},
        "admin:parks_park_withdraw": {"object_id": park.pk, "language": "en"},
        "admin:parks_park_photo": {"pk": park.pk, "photo": world.things["photo"].pk},
        "admin:inquiries_case_attachment": {"pk": case.pk, "uuid": Attachment.objects.get().uuid},
        "admin:auth_user_password_change": {"id": world.things["user"].pk},
    }
    if name in special:
        return special[name]
    if match := re.fullmatch(r"admin:inquiries_case_(?!changelist|add|change|delete|history)\w+", name):
        return {"pk": case.pk}
    if match := re.fullmatch(r"admin:[a-z]+_([a-z]+)_(change|delete|history)", name):
        return {"object_id": world.things[match[1]].pk}
    if name.startswith("api:") and name.endswith("-detail"):
        return {"slug": park.slug} if "park" in name else {"pk": world.things["space"].pk}
    return {}
