"""A small IMAP server on a real socket: one folder of mails with flags, enough of RFC 3501 for a reader."""

import re
import socketserver
import ssl
import threading


class Handler(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        self.say("* OK ready")
        while line := self.rfile.readline():
            tag, _space, rest = line.decode().strip().partition(" ")
            verb, _space, arguments = rest.partition(" ")
            if verb.upper() == "UID":
                verb, _space, arguments = arguments.partition(" ")
            self.server.commands.append(verb.upper())
            answer = getattr(self, f"do_{verb.lower()}", self.unknown)(arguments)
            self.say(f"{tag} {answer or 'OK done'}")
            if verb.upper() == "LOGOUT":
                return

    def unknown(self, _arguments):
        return "BAD unknown"

    def do_capability(self, _arguments):
        self.say("* CAPABILITY IMAP4rev1")

    def do_login(self, arguments):
        return None if arguments == f'{self.server.user} "{self.server.password}"' else "NO wrong"

    def do_select(self, arguments):
        if arguments != '"INBOX"':
            return "NO no such folder"
        self.say(f"* {len(self.server.mails)} EXISTS")
        return None

    def do_search(self, _arguments):
        unseen = [str(uid) for uid in sorted(self.server.mails) if "\\Seen" not in self.server.flags.get(uid, "")]
        self.say(" ".join(["* SEARCH", *unseen]))

    def do_fetch(self, arguments):
        uid, _space, what = arguments.partition(" ")
        raw = self.server.mails.get(int(uid))
        if raw is None:
            return
        size = self.server.sizes.get(int(uid), len(raw))
        if "RFC822.SIZE" in what:
            self.say(f"* {uid} FETCH (UID {uid} RFC822.SIZE {size})")
            return
        part = re.search(r"<0\.(\d+)>", what)
        content = raw[: int(part[1])] if part else raw
        name = "BODY[]<0>" if part else "BODY[]"
        self.wfile.write(f"* {uid} FETCH (UID {uid} {name} {{{len(content)}}}\r\n".encode() + content + b")\r\n")
        return

    def do_store(self, arguments):
        uid, _space, flags = arguments.partition(" ")
        self.server.flags[int(uid)] = flags

    def do_logout(self, _arguments):
        self.say("* BYE")


class Server(socketserver.ThreadingTCPServer):
    """`mails` by number; with a certificate it speaks TLS from the first byte."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, mails, certificate=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.mails = dict(enumerate(mails, 1))
        self.flags, self.sizes, self.commands = {}, {}, []
        self.user, self.password = "reader", "p@ss/word"
        if certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)

    def handle_error(self, request, client_address):
        """A client that does not trust the certificate hangs up."""

    @property
    def place(self):
        return {
            "scheme": "imap",
            "host": "127.0.0.1",
            "port": self.server_address[1],
            "user": self.user,
            "password": self.password,
            "folder": "INBOX",
        }

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_error):
        self.shutdown()
        self.server_close()
