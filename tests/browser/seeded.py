"""The demo behind the real server, and every page that its links lead to."""

import re
import urllib.error
import urllib.request
from collections import OrderedDict
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

from django.urls import Resolver404, resolve
from django.utils.translation import override

HREF = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"')
# Not followed: what changes something, what is somebody's own, and the back office.
CLOSED = re.compile(r"/(admin|api|static|photos|covers)/|\.pdf$")
STATES = 3  # so many addresses that differ in the query alone are kept of each page


class Site:
    """Addresses found by walking links from the two home pages, with status and body."""

    def __init__(self, url):
        self.url = url
        self.statuses, self.bodies, self.linked_from = {}, {}, {}

    def walk(self):
        waiting = OrderedDict((f"/{code}/", "") for code in ("en", "zh-hans"))
        queries = {}
        while waiting:
            path, source = waiting.popitem(last=False)
            self.linked_from[path] = source
            status, kind, body = fetch(self.url + path)
            self.statuses[path] = status
            if "text/html" not in kind:
                continue
            self.bodies[path] = body
            for href in HREF.findall(body):
                found = urlsplit(urldefrag(urljoin(self.url + path, unescape(href)))[0])
                target = found.path + (f"?{found.query}" if found.query else "")
                if f"{found.scheme}://{found.netloc}" != self.url or CLOSED.search(found.path):
                    continue
                if target in self.statuses or target in waiting:
                    continue
                if found.query:
                    name = name_of(found.path)
                    if queries.get(name, 0) >= STATES * 2:
                        continue
                    queries[name] = queries.get(name, 0) + 1
                waiting[target] = path
        return self

    def kinds(self, language, queries=False):
        """One address for each kind of page in this language, the first that was found; or the first with a query."""
        found = {}
        for path in self.bodies:
            parts = urlsplit(path)
            if path.startswith(f"/{language}/") and bool(parts.query) == queries:
                found.setdefault(name_of(parts.path), path)
        return list(found.values())


def name_of(path):
    """The name of its page, whatever language the path is in."""
    try:
        with override(path.split("/")[1]):
            return resolve(path).view_name
    except Resolver404:
        return path


def fetch(url):
    try:
        with urllib.request.urlopen(url, timeout=30) as response:
            kind = response.headers.get("Content-Type", "")
            if response.url != url:  # what it leads to is walked under its own address
                return response.status, "", ""
            return response.status, kind, response.read().decode("utf-8", "replace") if "text" in kind else ""
    except urllib.error.HTTPError as error:
        return error.code, "", ""
