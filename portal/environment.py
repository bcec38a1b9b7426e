"""Strict reading of environment variables: a value that makes no sense refuses the start, in one sentence.

Values that may hold a password (addresses of servers, the secret key) are never repeated in the sentence.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import available_timezones

import environ
from django.core.exceptions import ImproperlyConfigured

YES = {"true", "yes", "on", "1"}
NO = {"false", "no", "off", "0"}
DATABASES = ("sqlite", "postgres", "postgresql")
CACHES = ("locmemcache", "rediscache", "redis", "rediss", "pymemcache", "dbcache", "filecache")
MAILS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465, "filemail": None, "consolemail": None}
MAILBOXES = {"imaps": 993, "imap+tls": 143, "imap": 143}
LOOPBACK = {"127.0.0.1", "::1", "localhost"}
REPLY_ADDRESS = re.compile(r"[a-z0-9][a-z0-9._-]{0,29}@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
BROKERS = ("filesystem", "redis", "rediss", "amqp", "amqps")
Parser = Callable[[str], dict[str, Any]]


class Environment:
    """The variables of one process. `names` collects every variable asked for, so that a test can compare them
    with `.env.example`. An empty value counts as a missing one."""

    def __init__(self, values: Mapping[str, str] = os.environ) -> None:
        self.values = values
        self.names: set[str] = set()

    @classmethod
    def with_file(cls, default: Path) -> "Environment":
        """The process's variables, completed (never replaced) by the file that `ENV_FILE` or `default` names."""
        reader = cls()
        named = reader.text("ENV_FILE")
        path = Path(named) if named else default
        if path.exists():
            environ.Env.read_env(path)
        elif named:
            raise ImproperlyConfigured(f"ENV_FILE names {named!r}, which does not exist.")
        return reader

    def text(self, name: str, default: str = "") -> str:
        self.names.add(name)
        return self.values.get(name, "").strip() or default

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in allowed:
            raise ImproperlyConfigured(f"{name} must be {' or '.join(allowed)}, not {value!r}.")
        return value

    def flag(self, name: str, default: bool) -> bool:
        value = self.text(name, "true" if default else "false").lower()
        if value not in YES | NO:
            raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
        return value in YES

    def number(self, name: str, default: int, *, minimum: int = 0, maximum: int | None = None) -> int:
        value = self.text(name, str(default))
        fits = value.isascii() and value.isdigit() and minimum <= int(value)
        if not fits or (maximum is not None and int(value) > maximum):
            limit = f"from {minimum} to {maximum}" if maximum is not None else f"of {minimum} or more"
            raise ImproperlyConfigured(f"{name} must be a whole number {limit}, not {value!r}.")
        return int(value)

    def numbers(self, name: str, default: list[float]) -> list[float]:
        """Positive numbers separated by commas; fractions are allowed."""
        found = self.words(name, [f"{number:g}" for number in default])
        if not all(re.fullmatch(r"\d+(\.\d+)?", word) and float(word) > 0 for word in found):
            raise ImproperlyConfigured(f"{name} must be positive numbers separated by commas, not {','.join(found)!r}.")
        return [float(word) for word in found]

    def words(self, name: str, default: list[str]) -> list[str]:
        """A list separated by commas."""
        return [word.strip() for word in self.text(name, ",".join(default)).split(",") if word.strip()]

    def pairs(self, name: str) -> dict[str, str]:
        """`CODE=Text;CODE=Text`."""
        found = {}
        for pair in filter(None, (part.strip() for part in self.text(name).split(";"))):
            key, separator, value = pair.partition("=")
            if not (separator and key.strip() and value.strip()):
                raise ImproperlyConfigured(f"{name} must look like CODE=Text;CODE=Text, not {pair!r}.")
            found[key.strip()] = value.strip()
        return found

    def hosts(self, name: str, default: list[str]) -> list[str]:
        """Host names as Django's ALLOWED_HOSTS wants them: no scheme, no port, no path."""
        found = self.words(name, default)
        for host in found:
            if "/" in host or (":" in host and not host.startswith("[")) or any(c.isspace() for c in host):
                raise ImproperlyConfigured(f"{name} must list host names without scheme, port or path, not {host!r}.")
        return found

    def origins(self, name: str, default: list[str]) -> list[str]:
        """Addresses like `https://host[:port]`, without path or trailing slash."""
        found = [word.rstrip("/") for word in self.words(name, default)]
        for origin in found:
            parts = urlsplit(origin)
            if (
                parts.scheme not in {"http", "https"}
                or not parts.hostname
                or origin != f"{parts.scheme}://{parts.netloc}"
            ):
                raise ImproperlyConfigured(f"{name} must look like https://www.example.org, not {origin!r}.")
        return found

    def time_zone(self, name: str, default: str) -> str:
        value = self.text(name, default)
        if value not in available_timezones():
            raise ImproperlyConfigured(f"{name} must be a time zone like Asia/Shanghai, not {value!r}.")
        return value

    def mailbox(self, name: str, default: str) -> str:
        """A sender: `Name <address@host>` or a plain address."""
        value = self.text(name, default)
        _, address = parseaddr(value)
        if address.count("@") != 1 or not all(address.split("@")) or "\n" in value:
            raise ImproperlyConfigured(f"{name} must be a sender like Parkbridge <noreply@example.org>, not {value!r}.")
        return value

    def database(self, name: str, default: Path) -> dict[str, Any]:
        """Django's settings of one database; a missing value means SQLite in the file `default`."""
        if not (url := self.text(name)):
            return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(default)}
        return self._parse(name, url, DATABASES, environ.Env.db_url_config, needs=("NAME",))

    def cache(self, name: str, default: str) -> dict[str, Any]:
        return self._parse(name, self.text(name, default), CACHES, environ.Env.cache_url_config, needs=("LOCATION",))

    def mail(self, name: str, default: Path) -> dict[str, Any]:
        """Django's EMAIL_… settings; a missing value means one file a mail in the folder `default`."""
        if not (url := self.text(name)):
            return {
                "EMAIL_BACKEND": "notifications.backends.MailboxBackend",
                "EMAIL_FILE_PATH": str(default),
            }
        found = self._parse(name, url, MAILS, environ.Env.email_url_config)
        scheme = url.partition(":")[0]
        needed = "EMAIL_HOST" if scheme.startswith("smtp") else "EMAIL_FILE_PATH" if scheme == "filemail" else ""
        if needed and not found.get(needed):
            raise ImproperlyConfigured(f"{name} names no {'host' if needed == 'EMAIL_HOST' else 'folder'}.")
        found["EMAIL_PORT"] = found.get("EMAIL_PORT") or MAILS[scheme] or 25
        return {key: value if value is not None else "" for key, value in found.items()}

    def broker(self, name: str) -> str:
        """Celery's broker; `filesystem://…` (the default) is a folder of this machine, whatever host it names."""
        url = self.text(name, "filesystem://localhost")
        self._parse(name, url, BROKERS, lambda _: {})
        if not url.startswith("filesystem://") and not urlsplit(url).hostname:
            raise ImproperlyConfigured(f"{name} names no host.")
        return url

    def reply_address(self, name: str) -> str:
        """A plain address in lower case, short enough to take `+` and 32 characters before its @; empty for none."""
        value = self.text(name).lower()
        if value and not REPLY_ADDRESS.fullmatch(value):
            raise ImproperlyConfigured(
                f"{name} must be a plain address like reply@parks.example.org with at most 30 characters before the @."
            )
        return value

    def imap(self, name: str) -> dict[str, Any]:
        """A mailbox: `imaps://user:password@host[:port]/folder`; empty for none. Without TLS only on this machine."""
        if not (url := self.text(name)):
            return {}
        self._parse(name, url, MAILBOXES, lambda _: {})
        parts = urlsplit(url)
        if not (parts.hostname and parts.username and parts.password):
            raise ImproperlyConfigured(f"{name} must name user, password and host.")
        if parts.query or parts.fragment:
            raise ImproperlyConfigured(f"{name} holds a ? or #: percent-encode what is special in user and password.")
        if parts.scheme == "imap" and parts.hostname not in LOOPBACK:
            raise ImproperlyConfigured(f"{name} must begin with imaps:// or imap+tls://, except on this machine.")
        return {
            "scheme": parts.scheme,
            "host": parts.hostname,
            "port": parts.port or MAILBOXES[parts.scheme],
            "user": unquote(parts.username),
            "password": unquote(parts.password),
            "folder": unquote(parts.path.strip("/")) or "INBOX",
        }

    def _parse(
        self, name: str, url: str, schemes: Iterable[str], parse: Parser, needs: Iterable[str] = ()
    ) -> dict[str, Any]:
        scheme, separator, _ = url.partition("://")
        if not separator or scheme not in schemes:
            raise ImproperlyConfigured(f"{name} must begin with {', '.join(f'{known}://' for known in schemes)}.")
        try:
            urlsplit(url).port  # noqa: B018 — a port that is no number raises here
            found = parse(url)
        except (ValueError, ImproperlyConfigured):
            raise ImproperlyConfigured(f"{name} is no valid address (its port must be a number).") from None
        for key in needs:
            if not found.get(key) or found[key] == ":memory:":
                raise ImproperlyConfigured(f"{name} is incomplete.")
        return found
