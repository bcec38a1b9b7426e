"""Keeps a few child processes running together: all start, all stop, and the end of one ends the rest."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

PR_SET_PDEATHSIG = 1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def end_with_parent() -> None:
    """Asks Linux to end this child when its supervisor dies, even by SIGKILL. Runs between fork and exec."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    name: str
    command: list[str]
    process: "subprocess.Popen[bytes]" = field(init=False, repr=False)

    def start(self) -> None:
        # A process group of its own: Ctrl-C in the terminal reaches the supervisor alone, which decides the order.
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )

    def has_ended(self) -> bool:
        """True once the main process is gone. It stays a zombie until `bury`, so that its group id stays its own."""
        if self.process.returncode is not None:
            return True
        flags = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.process.pid, flags) is not None

    def bury(self) -> int:
        """Kills what is left of the group, then collects the exit code."""
        if self.process.returncode is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        return self.process.wait()


class Supervisor:
    """Starts children in order and waits. Only processes that it started itself are ever signalled."""

    def __init__(self, children: list[Child], grace: float = 15.0) -> None:
        """`grace`: seconds that children get to end by themselves."""
        self.children = children
        self.grace = grace
        self.stopping = threading.Event()
        self.started: list[Child] = []

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self.stopping.is_set():
            self.grace = 0  # asked twice: no more patience
        self.stopping.set()

    def __enter__(self) -> "Supervisor":
        for number in STOP_SIGNALS:
            signal.signal(number, self._on_signal)
        return self

    def __exit__(self, *_: Any) -> None:
        self.stop()

    def start(self) -> None:
        for child in self.children:
            if not self.stopping.is_set():
                child.start()
                self.started.append(child)

    def ended(self) -> Child | None:
        """The first child that is no longer there."""
        return next((child for child in self.started if child.has_ended()), None)

    def wait(self) -> str:
        """Until asked to stop (an empty answer) or a child ends (the sentence that says which)."""
        while not self.stopping.wait(0.2):
            if (child := self.ended()) is not None:
                return f"{child.name} ended unexpectedly (exit code {child.bury()}); stopping the rest."
        return ""

    def stop(self) -> None:
        """1. ask every child to end; 2. wait at most `grace` seconds; 3. kill each group with what is left in it."""
        began = time.monotonic()
        for child in self.started:
            if not child.has_ended():
                child.process.terminate()
        while time.monotonic() - began < self.grace and not all(child.has_ended() for child in self.started):
            time.sleep(0.05)
        for child in self.started:
            child.bury()
