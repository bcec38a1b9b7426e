"""A browser without script: reads a page's forms as they are, keeps cookies, posts multipart."""

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """One form of a page. `values` is what a browser would post now; `offers` are the ticks and radios it shows."""

    action: str
    values: list[tuple[str, str]] = field(default_factory=list)
    offers: list[tuple[str, str]] = field(default_factory=list)

    def fill(self, **answers):
        """Type or choose; replaces what stood there."""
        self.values = [(name, value) for name, value in self.values if name not in answers]
        for name, answer in answers.items():
            self.values += [(name, one) for one in (answer if isinstance(answer, list) else [answer])]
        return self

    def tick_all(self, name):
        """Tick every box of this name."""
        return self.fill(**{name: [value for offered, value in self.offers if offered == name]})


@dataclass
class Page:
    status: int
    url: str
    html: str

    def form(self, field_name):
        """The form that has a field of this name."""
        reader = _Reader(self.url)
        reader.feed(self.html)
        for form in reader.forms:
            if any(name == field_name for name, _value in [*form.values, *form.offers]):
                return form
        raise AssertionError(f"no form with a field {field_name!r} at {self.url}")


class Browser:
    """Cookies of one visitor; every answer comes back as a Page, errors too."""

    def __init__(self, base, language="en", timeout=30):
        self.base, self.language, self.timeout = base, language, timeout
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies)
        )

    def get(self, path):
        return self._open(urllib.request.Request(urllib.parse.urljoin(self.base, path)))

    def post(self, form, **extra):
        boundary = uuid.uuid4().hex
        fields = [*form.values, *extra.items()]
        body = "".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields
        )
        request = urllib.request.Request(
            form.action,
            data=f"{body}--{boundary}--\r\n".encode(),
            headers={"Content-Type": f"multipart/form-data; boundary={boundary}", "Referer": form.action},
        )
        return self._open(request)

    def _open(self, request):
        request.add_header("Accept-Language", self.language)
        request.add_header("Accept", "text/html")
        try:
            with self.opener.open(request, timeout=self.timeout) as response:
                return Page(response.status, response.url, response.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Page(error.code, error.url, error.read().decode())


class _Reader(HTMLParser):
    def __init__(self, url):
        super().__init__()
        self.url, self.forms, self.open = url, [], None
        self.select = self.textarea = None

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            self.open = Form(urllib.parse.urljoin(self.url, found.get("action") or self.url))
            self.forms.append(self.open)
        if self.open is None:
            return
        name, value = found.get("name"), found.get("value") or ""
        if tag == "input" and name:
            self._input(found.get("type", "text"), name, value, "checked" in found)
        elif tag == "select" and name:
            self.select = name
            self.open.offers.append((name, ""))
        elif tag == "option" and self.select and "selected" in found:
            self.open.values.append((self.select, value))
        elif tag == "textarea" and name:
            self.textarea = [name, ""]

    def _input(self, kind, name, value, checked):
        if kind in ("checkbox", "radio"):
            self.open.offers.append((name, value))
            if checked:
                self.open.values.append((name, value or "on"))
        elif kind not in ("submit", "file", "image", "button", "reset"):
            self.open.values.append((name, value))

    def handle_data(self, data):
        if self.textarea:
            self.textarea[1] += data

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.textarea and self.open:
            self.open.values.append((self.textarea[0], self.textarea[1].removeprefix("\n")))
            self.textarea = None
