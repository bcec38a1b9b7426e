"""A real SMTP server on a real socket that keeps what it accepts and misbehaves on demand."""

import asyncio
import email
import logging
import socket
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from email import policy
from enum import StrEnum

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

logging.getLogger("mail.log").setLevel(logging.ERROR)


class Fault(StrEnum):
    """What the server does with one mail."""

    NONE = "none"
    LATER = "later"  # 451 at MAIL FROM
    GREYLIST = "greylist"  # 450 at RCPT TO
    UNKNOWN_RECIPIENT = "unknown_recipient"  # 550 at RCPT TO
    REFUSE_CONTENT = "refuse_content"  # 554 after DATA
    CONTENT_LATER = "content_later"  # 452 after DATA
    SHUT_DOWN = "shut_down"  # 421 at MAIL FROM, then closed
    DROP_IN_DATA = "drop_in_data"  # connection reset while the content arrives
    DROP_AFTER_DATA = "drop_after_data"  # content kept, connection reset instead of an answer: a duplicate to come
    PATIENT = "patient"  # accepts, but only after `delay` seconds
    SLOW = "slow"  # says nothing for `delay` seconds after DATA


@dataclass(frozen=True)
class Received:
    """One mail that the server kept."""

    message_id: str
    recipients: tuple[str, ...]
    content: bytes
    confirmed: bool

    @property
    def parsed(self):
        return email.message_from_bytes(self.content, policy=policy.default)


@dataclass
class Sink:
    """`script` names the fault of the next mails, one each; after them `fault` holds. Safe to change at any time."""

    port: int = 0
    fault: Fault = Fault.NONE
    delay: float = 3.0
    script: deque = field(default_factory=deque)
    refused: set = field(default_factory=set)
    received: list[Received] = field(default_factory=list)
    faults_shown: Counter = field(default_factory=Counter)
    connections: int = 0
    in_data: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self):
        self.port = self.port or free_port()
        self._controller = None

    def start(self):
        self._controller = _Controller(self)
        self._controller.start()
        return self

    def stop(self):
        if self._controller:
            self._controller.stop(no_assert=True)
            self._controller = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    @property
    def message_ids(self) -> Counter:
        """How often each Message-ID was kept."""
        return Counter(mail.message_id for mail in self.received)

    @property
    def duplicates(self) -> int:
        return sum(count - 1 for count in self.message_ids.values())

    def wait_for(self, count, seconds=15):
        wait_until(lambda: len(self.received) >= count, seconds, lambda: f"{len(self.received)} of {count} mails")
        return self.received

    def next_fault(self) -> Fault:
        fault = self.script.popleft() if self.script else self.fault
        self.faults_shown[fault] += 1
        return fault


class _Controller(Controller):
    def __init__(self, sink):
        self.sink = sink
        super().__init__(_Handler(sink), hostname="127.0.0.1", port=sink.port)

    def factory(self):
        return _Server(self.handler, sink=self.sink, hostname="sink.example.org", enable_SMTPUTF8=True)


class _Server(SMTP):
    def __init__(self, *args, sink, **kwargs):
        self.sink = sink
        super().__init__(*args, **kwargs)

    def connection_made(self, transport):
        self.sink.connections += 1
        super().connection_made(transport)

    async def smtp_DATA(self, arg):
        self.sink.in_data.set()
        if self.envelope and getattr(self.envelope, "fault", None) == Fault.DROP_IN_DATA:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._reader.readline()
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class _Handler:
    def __init__(self, sink):
        self.sink = sink

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.fault = self.sink.next_fault()
        if envelope.fault == Fault.LATER:
            return "451 4.3.0 Try again later"
        if envelope.fault == Fault.SHUT_DOWN:
            server.transport.write(b"421 4.3.2 Shutting down\r\n")
            server.transport.close()
            return "421 4.3.2 Shutting down"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if envelope.fault == Fault.GREYLIST:
            return "450 4.2.0 Greylisted"
        if envelope.fault == Fault.UNKNOWN_RECIPIENT or address in self.sink.refused:
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.fault == Fault.REFUSE_CONTENT:
            return "554 5.6.0 Content refused"
        if envelope.fault == Fault.CONTENT_LATER:
            return "452 4.3.1 Disk full"
        if envelope.fault == Fault.SLOW:
            await asyncio.sleep(self.sink.delay)
            return "451 4.3.0 Too slow today"
        if envelope.fault == Fault.PATIENT:
            await asyncio.sleep(self.sink.delay)
        headers = email.message_from_bytes(envelope.content)
        kept = Received(
            headers["Message-ID"],
            tuple(envelope.rcpt_tos),
            envelope.content,
            confirmed=envelope.fault != Fault.DROP_AFTER_DATA,
        )
        self.sink.received.append(kept)
        if envelope.fault == Fault.DROP_AFTER_DATA:
            server.transport.abort()
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, seconds=15, describe=lambda: "condition"):
    """Wait for something to become true; fail with a description of how far it came."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"still waiting after {seconds} s: {describe()}"
        time.sleep(0.05)
