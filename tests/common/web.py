"""A web server on this machine, for whoever has to ask one."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def _answer(self):
        self.server.asked.append((self.command, self.path, self.headers.get("User-Agent", "")))
        status, location = self.server.pages.get((self.command, self.path)) or self.server.pages.get(
            self.path, (404, "")
        )
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET = _answer

    def log_message(self, *args):
        """Nothing on the terminal."""


@contextmanager
def served(pages):
    """`pages`: path, or method and path → status and `Location`. Gives the address and the server, whose `asked` is
    the log."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.pages, server.asked = pages, []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
