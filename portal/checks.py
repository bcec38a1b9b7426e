"""System checks of the installation: what can start, but should not stay like this. `manage.py check --deploy`
runs those of production; the wording is for whoever installs the site, in English like Django's own."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.http.request import validate_host


def _backend_is(alias: dict[str, Any], *names: str) -> bool:
    return str(alias.get("BACKEND", alias.get("ENGINE", ""))).rpartition(".")[2] in names


@register("parkbridge", deploy=True)
def check_small_installation(**_: Any) -> list[CheckMessage]:
    """The embedded parts serve one machine well; a busier site outgrows them."""
    found: list[CheckMessage] = []
    if _backend_is(settings.DATABASES["default"], "sqlite3"):
        found.append(Warning("The database is SQLite.", hint="Set DATABASE_URL to PostgreSQL.", id="parkbridge.W001"))
    if settings.CELERY_BROKER_URL.startswith("filesystem://"):
        hint = "Set CELERY_BROKER_URL to Redis or RabbitMQ; a folder serves workers of one machine only."
        found.append(Warning("The broker is a folder.", hint=hint, id="parkbridge.W002"))
    if _backend_is(settings.CACHES["default"], "LocMemCache"):
        hint = "Set CACHE_URL to Redis: limits against abuse otherwise count in each process by itself."
        found.append(Warning("The cache is each process's own memory.", hint=hint, id="parkbridge.W003"))
    return found


@register("parkbridge", deploy=True)
def check_mail(**_: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        hint = "Set EMAIL_URL to a mail server: nothing leaves this machine otherwise."
        found.append(Warning("Mails are not sent by SMTP.", hint=hint, id="parkbridge.W004"))
    if "example.org" in settings.DEFAULT_FROM_EMAIL:
        hint = "Set DEFAULT_FROM_EMAIL to an address of your own: mail servers refuse mails from example.org."
        found.append(Warning("Mails come from example.org.", hint=hint, id="parkbridge.W005"))
    return found


@register("parkbridge")
def check_addresses(**_: Any) -> list[CheckMessage]:
    """Links in mails must lead to a host that answers."""
    host = urlsplit(settings.SITE_URL).hostname or ""
    if settings.ALLOWED_HOSTS and not validate_host(host, settings.ALLOWED_HOSTS):
        hint = f"Add {host} to ALLOWED_HOSTS or correct SITE_URL."
        return [Error("Links in mails lead to a host that is refused.", hint=hint, id="parkbridge.E001")]
    return []


@register("parkbridge", deploy=True)
def check_proxy(**_: Any) -> list[CheckMessage]:
    if settings.TRUST_PROXY_HEADERS and not settings.TRUSTED_PROXIES:
        hint = "Set TRUSTED_PROXIES to their number: otherwise all visitors share the proxy's address and its limits."
        return [Warning("A proxy is trusted, but not counted.", hint=hint, id="parkbridge.W006")]
    if settings.TRUSTED_PROXIES and not settings.TRUST_PROXY_HEADERS and settings.SECURE_SSL_REDIRECT:
        hint = "Set TRUST_PROXY_HEADERS=true when the proxy sets X-Forwarded-Proto: otherwise redirects never end."
        return [Warning("A proxy is counted, but not trusted.", hint=hint, id="parkbridge.W007")]
    return []


@register("parkbridge")
def check_languages(**_: Any) -> list[CheckMessage]:
    """The interface, the columns and the enumeration of languages must agree."""
    from common.enums import Language

    if {code for code, _ in settings.LANGUAGES} != set(Language.values):
        hint = "Bring LANGUAGES and common.enums.Language together; new columns need a migration."
        return [Error("Languages of pages and of records differ.", hint=hint, id="parkbridge.E002")]
    return []
