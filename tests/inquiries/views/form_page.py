"""How tests talk to the form page and read what it says."""

import html
import re

from inquiries.models import Inquiry
from notifications.models import OutgoingEmail

URL = {"en": "/en/inquiry/", "zh-hans": "/zh-hans/inquiry/"}


def send(client, data, language="en"):
    return client.post(URL[language], data)


def sentences(response):
    """What the error summary says."""
    found = re.search(r'id="problems".*?</ul>', response.content.decode(), re.DOTALL)
    return [html.unescape(text) for text in re.findall(r"<li>(?:<a[^>]*>)?(.*?)<", found[0])] if found else []


def value_of(response, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    return html.unescape(found[1]) if found else None


def refused(client, data, language="en"):
    """Posts, checks that nothing was saved and the page came back, and returns what it said."""
    response = send(client, data, language)
    assert response.status_code == 422, response.status_code
    assert not Inquiry.objects.exists() and not OutgoingEmail.objects.exists()
    return response, sentences(response)
