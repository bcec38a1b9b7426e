"""Asking a server elsewhere whether an address answers, without becoming a way into our own network.

Every host is resolved here and each of its addresses judged before a connection is opened, to exactly the address that
was judged: a name that resolves otherwise a moment later changes nothing. Redirects are followed by hand, each judged
anew. Nothing of an answer but its first lines is read, no proxy of the environment is used, nothing is sent along.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

TIMEOUT = 10  # seconds for each wait
DEADLINE = 20  # seconds for one question with everything
REDIRECTS = 5
PORTS = {80, 443, 8080, 8443}
PERMANENT = {301, 308}
ELSEWHERE = {301, 302, 303, 307, 308}
# Ways to write an IPv4 address, or a local one, as an IPv6 address that looks public.
WRAPPED = tuple(ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
_QUOTED = "/%:=&?~#+!$,;'@()*[]-._"


class Trouble(TextChoices):
    """Why an address gave no answer at all."""

    ADDRESS = "address", _("This is no address of the web.")
    PRIVATE = "private", _("The address leads into a private network.")
    NAME = "name", _("The server's name is not known.")
    CONNECTION = "connection", _("The server cannot be reached.")
    TIMEOUT = "timeout", _("The server took too long.")
    CERTIFICATE = "certificate", _("The server's certificate is not valid.")
    REDIRECTS = "redirects", _("The address leads in a circle.")
    ANSWER = "answer", _("The server's answer makes no sense.")


@dataclass(frozen=True)
class Answer:
    """What a server said: its status, or why there is none; where the address has moved to for good."""

    status: int | None = None
    trouble: str = ""
    moved_to: str = ""


class _Refused(Exception):
    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


def is_public(address: str) -> bool:
    """Whether an IP address is one that everybody in the world could ask too."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    if found.version == 6 and any(found in net for net in WRAPPED):
        return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def _judged(parts: SplitResult, allow_private: bool) -> tuple[str, str, int]:
    """The host, the address to connect to and the port; `_Refused` for what must not be asked."""
    try:
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError):
        raise _Refused(Trouble.ADDRESS) from None
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.password:
        raise _Refused(Trouble.ADDRESS)
    port = port or (443 if parts.scheme == "https" else 80)
    if port not in PORTS and not allow_private:
        raise _Refused(Trouble.PRIVATE)
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise _Refused(Trouble.NAME) from None
    if not found:
        raise _Refused(Trouble.NAME)
    if not allow_private and not all(is_public(address) for address in found):
        raise _Refused(Trouble.PRIVATE)
    return host, found[0], port


def _connection(secure: bool, host: str, address: str, port: int) -> http.client.HTTPConnection:
    """Connected to `address`, whatever the name resolves to by now."""
    raw = socket.create_connection((address, port), TIMEOUT)
    try:
        ready = ssl.create_default_context().wrap_socket(raw, server_hostname=host) if secure else raw
    except BaseException:
        raw.close()
        raise
    made = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    made.sock, made.auto_open = ready, 0
    return made


def _path(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=_QUOTED)
    return f"{path}?{quote(parts.query, safe=_QUOTED)}" if parts.query else path


def _ask(method: str, url: str, agent: str, allow_private: bool) -> tuple[int, str]:
    """Status and `Location` of one answer. A server that drips is cut off at the deadline."""
    parts = urlsplit(url)
    host, address, port = _judged(parts, allow_private)
    with closing(_connection(parts.scheme == "https", host, address, port)) as connection:
        sock = connection.sock
        guard = threading.Timer(DEADLINE, lambda: sock.shutdown(socket.SHUT_RDWR))
        guard.start()
        try:
            standard = port == (443 if parts.scheme == "https" else 80)
            named = host if standard else f"{host}:{port}"
            headers = {"Host": named, "User-Agent": agent, "Accept": "*/*", "Connection": "close"}
            connection.request(method, _path(parts), headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location") or ""
        finally:
            guard.cancel()


def _followed(method: str, url: str, agent: str, allow_private: bool) -> Answer:
    moved, here, for_good = "", url, True
    for _turn in range(REDIRECTS + 1):
        status, location = _ask(method, here, agent, allow_private)
        if status not in ELSEWHERE or not location:
            return Answer(status=status, moved_to=moved if status < http.HTTPStatus.BAD_REQUEST else "")
        here = urljoin(here, location)
        for_good = for_good and status in PERMANENT
        if for_good:
            moved = here
    raise _Refused(Trouble.REDIRECTS)


def ask(url: str, agent: str, *, allow_private: bool = False) -> Answer:
    """Whether an address answers: HEAD first, and GET where HEAD is refused, as some servers do."""
    try:
        answer = _followed("HEAD", url, agent, allow_private)
        if answer.status is not None and answer.status >= http.HTTPStatus.BAD_REQUEST:
            answer = _followed("GET", url, agent, allow_private)
    except _Refused as refusal:
        return Answer(trouble=refusal.trouble)
    except ssl.SSLError:
        return Answer(trouble=Trouble.CERTIFICATE)
    except TimeoutError:
        return Answer(trouble=Trouble.TIMEOUT)
    except (http.client.HTTPException, ValueError):
        return Answer(trouble=Trouble.ANSWER)
    except OSError:
        return Answer(trouble=Trouble.CONNECTION)
    return answer
