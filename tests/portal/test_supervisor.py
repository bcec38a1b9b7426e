"""The supervisor with real processes."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.process

ROOT = Path(__file__).resolve().parents[2]
FAMILY = """import os, signal, subprocess, sys, time
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
os.write(1, f"family {os.getpid()} {grandchild.pid}\\n".encode())  # in one piece, beside others
time.sleep(60)
"""
OBEDIENT = FAMILY
STUBBORN = FAMILY.replace("grandchild =", "signal.signal(signal.SIGTERM, signal.SIG_IGN)\ngrandchild =")
SHORT = "import os, sys; os.write(1, f'short {os.getpid()} {os.getpid()}\\n'.encode()); sys.exit(7)"  # in one piece


def start(*children, grace=1.0):
    """A supervisor over these Python programs in a process of its own, and the pids of all that it started."""
    script = f"""
        import sys
        from portal.supervisor import Child, Supervisor
        children = [Child(f"Child {{n}}", [sys.executable, "-c", code]) for n, code in enumerate(sys.argv[1:])]
        with Supervisor(children, grace={grace}) as supervisor:
            supervisor.start()
            reason = supervisor.wait()
        print("reason:", reason, flush=True)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), *children], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    pids = [int(pid) for _ in children for pid in process.stdout.readline().split()[1:]]
    assert len(pids) == 2 * len(children)
    return process, pids


def alive(pids):
    """Those still running; a zombie that waits for its parent counts as gone."""
    found = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            continue
        if state != "Z":
            found.append(pid)
    return found


def wait_until_gone(pids, seconds=10):
    deadline = time.monotonic() + seconds
    while alive(pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    return alive(pids) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_leaves_nobody(number):
    process, pids = start(OBEDIENT, OBEDIENT)
    assert alive(pids) == pids
    process.send_signal(number)
    rest, _ = process.communicate(timeout=20)
    assert rest == "reason: \n"
    assert process.returncode == 0
    assert wait_until_gone(pids)


def test_a_child_that_does_not_listen_is_killed_after_the_grace():
    process, pids = start(STUBBORN, grace=1.0)
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert 0.9 < time.monotonic() - began < 10
    assert wait_until_gone(pids)


def test_a_second_signal_ends_the_patience():
    process, pids = start(STUBBORN, grace=60)
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert wait_until_gone(pids)


def test_a_child_that_ends_stops_the_rest_and_is_named():
    process, pids = start(OBEDIENT, SHORT)
    rest, _ = process.communicate(timeout=20)
    assert rest == "reason: Child 1 ended unexpectedly (exit code 7); stopping the rest.\n"
    assert wait_until_gone(pids)


def test_a_killed_supervisor_takes_its_children_along():
    process, pids = start(OBEDIENT)
    process.kill()
    process.wait(timeout=10)
    child, grandchild = pids
    assert wait_until_gone([child])
    for pid in alive([grandchild]):  # a real child ends its own helpers; this one's was only asleep
        os.kill(pid, signal.SIGKILL)
    process.stdout.close()


def test_nobody_else_is_touched():
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    process, pids = start(OBEDIENT)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert wait_until_gone(pids)
    assert bystander.poll() is None
    bystander.kill()
    bystander.wait()
