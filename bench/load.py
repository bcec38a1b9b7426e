"""A client that costs little beside the server it asks, and what the server's processes spent meanwhile."""

import os
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

TICKS = os.sysconf("SC_CLK_TCK")
HOST = "127.0.0.1"  # load never leaves this machine


@dataclass(frozen=True)
class Request:
    """Ready to send, with keep-alive."""

    raw: bytes

    @classmethod
    def get(cls, path: str, cookie: str = "") -> "Request":
        lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}", "Accept: text/html, */*;q=0.5"]
        return cls("\r\n".join([*lines, *([f"Cookie: {cookie}"] if cookie else []), "", ""]).encode())

    @classmethod
    def post(cls, path: str, fields: Sequence[tuple[str, str]], cookie: str = "", client: str = HOST) -> "Request":
        body = urlencode(fields).encode()
        lines = [
            f"POST {path} HTTP/1.1",
            f"Host: {HOST}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
            f"Cookie: {cookie}",
            f"X-Forwarded-For: {client}",
        ]
        return cls("\r\n".join([*lines, "", ""]).encode() + body)


@dataclass
class Outcome:
    """Answers by status, the seconds they took together, and the CPU seconds that the server spent."""

    statuses: dict[int, int]
    seconds: float
    cpu: float

    @property
    def count(self) -> int:
        return sum(self.statuses.values())

    @property
    def rate(self) -> float:
        return self.count / self.seconds

    @property
    def cpu_ms(self) -> float:
        return self.cpu * 1000 / self.count


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            found += family(int(child))
    return found


def cpu_seconds(pid: int) -> float:
    total = 0
    for member in family(pid):
        fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def exchange(connection: socket.socket, request: Request) -> int:
    """Sends one request and reads the whole answer; returns its status."""
    connection.sendall(request.raw)
    data = b""
    while b"\r\n\r\n" not in data:
        part = connection.recv(65536)
        if not part:
            raise ConnectionError("the server hung up")
        data += part
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line.partition(b":")[2]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    rest = length - len(body)
    while rest > 0:
        rest -= len(connection.recv(65536))
    return int(head.split(b" ", 2)[1])


def hammer(port: int, pid: int, requests: Sequence[Request], *, clients: int, seconds: float | None) -> Outcome:
    """`clients` connections at once. With `seconds` the requests repeat until then, without each is sent once."""
    source: Iterator[Request] = iter(cycle(requests) if seconds else requests)
    lock, statuses = threading.Lock(), dict[int, int]()
    began = time.perf_counter()
    spent = cpu_seconds(pid)

    def client() -> None:
        with socket.create_connection((HOST, port), timeout=60) as connection:
            while seconds is None or time.perf_counter() - began < seconds:
                with lock:
                    request = next(source, None)
                if request is None:
                    return
                status = exchange(connection, request)
                with lock:
                    statuses[status] = statuses.get(status, 0) + 1

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Outcome(statuses, time.perf_counter() - began, cpu_seconds(pid) - spent)
