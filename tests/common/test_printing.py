"""PDF files: made from our own text alone, kept, and thrown out again."""

import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from common import printing
from common.printing import Document


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


class Noting(BaseHTTPRequestHandler):
    asked: list[str] = []

    def do_GET(self):
        self.asked.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        pass


def test_nothing_is_fetched_from_the_network_or_the_disk(own_folder):
    server = HTTPServer(("127.0.0.1", 0), Noting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (own_folder / "secret.txt").write_text("secret")
    web = f"http://127.0.0.1:{server.server_port}"
    html = f"""<html lang="en"><link rel="stylesheet" href="{web}/a.css"><style>@import "{web}/b.css";
      body {{ background: url({web}/c.png) }}</style><img src="{web}/d.png"><object data="{web}/e"></object>
      <link rel="attachment" href="file://{own_folder}/secret.txt"><img src="file:///etc/hostname"><p>x</p></html>"""
    try:
        body = printing.make(Document(html))
    finally:
        server.shutdown()
        server.server_close()
    assert body.startswith(b"%PDF-")
    assert Noting.asked == []
    assert b"/EmbeddedFile" not in body


def test_a_file_is_found_again_until_anything_it_is_made_from_changes():
    document = Document("<p>园</p>", ("css/document.css",))
    assert printing.kept(document) is None
    body = printing.make(document)
    assert printing.kept(document) == body
    assert printing.kept(Document("<p>园</p>", ("css/document.css",))) == body
    assert printing.kept(Document("<p>桥</p>", ("css/document.css",))) is None
    assert printing.kept(Document("<p>园</p>")) is None


def test_what_was_not_asked_for_longest_is_thrown_out(own_folder, monkeypatch):
    monkeypatch.setattr(printing, "KEPT", 2)
    first, second, third = (Document(f"<p>{number}</p>") for number in range(3))
    for age, document in ((300, first), (200, second)):
        printing.make(document)
        path = own_folder / "pdf" / f"{document.digest}.pdf"
        os.utime(path, (path.stat().st_mtime - age,) * 2)
    assert printing.kept(first)  # asked for just now
    printing.make(third)
    assert [bool(printing.kept(document)) for document in (first, second, third)] == [True, False, True]


def test_a_folder_that_cannot_be_written_costs_only_the_next_reader(own_folder):
    (own_folder / "pdf").write_text("a file where the folder should be")
    document = Document("<p>x</p>")
    assert printing.make(document).startswith(b"%PDF-")
    assert printing.kept(document) is None


def test_a_style_sheet_that_does_not_exist_is_an_error():
    with pytest.raises(FileNotFoundError):
        printing.make(Document("<p>x</p>", ("css/nothing.css",)))
    for _slot in range(printing.AT_ONCE):  # and the slot is free again
        assert printing.SLOTS.acquire(blocking=False)
    for _slot in range(printing.AT_ONCE):
        printing.SLOTS.release()


@pytest.mark.parametrize(("deaths", "made"), [(0, True), (1, True), (2, False)])
def test_a_process_that_is_killed_is_started_once_more(own_folder, monkeypatch, deaths, made):
    """A machine short of memory kills the process that took most of it."""
    mortal = f"""
import os, pathlib, runpy, signal, sys
lives = pathlib.Path({str(own_folder / "lives")!r})
lives.write_text((lives.read_text() if lives.exists() else "") + "x")
if len(lives.read_text()) <= {deaths}:
    os.kill(os.getpid(), signal.SIGKILL)
sys.argv = sys.argv[:1]
runpy.run_module("common.pdfprocess", run_name="__main__")
"""
    monkeypatch.setattr(printing, "COMMAND", [sys.executable, "-c", mortal])
    if made:
        assert printing.make(Document("<p>x</p>")).startswith(b"%PDF-")
    else:
        with pytest.raises(printing.Busy):
            printing.make(Document("<p>x</p>"))
    assert len((own_folder / "lives").read_text()) == min(deaths, 1) + 1
