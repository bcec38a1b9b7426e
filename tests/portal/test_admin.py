"""The back office as a place: its frame, its languages, its security headers."""

import json
import re

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from portal.admin import GROUPS
from tests.inquiries import builders

pytestmark = pytest.mark.django_db
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json)|<style|\sstyle=|\son[a-z]+=\"|javascript:", re.I
)
FOREIGN = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""", re.I)


def test_the_language_switch_keeps_page_and_filters(client, lin):
    client.force_login(lin)
    page = client.get("/zh-hans/admin/inquiries/case/?show=overdue&q=光学").content.decode()
    assert 'href="/en/admin/inquiries/case/?show=overdue&amp;q=' in page
    assert '<html lang="zh-hans"' in page


def test_every_model_has_its_place_in_a_group(client, wei):
    named = {key for _name, keys in GROUPS for key in keys}
    assert {model._meta.label_lower for model in admin.site._registry} == named
    client.force_login(wei)
    groups = client.get("/en/admin/").context["app_list"]
    assert [str(group["name"]) for group in groups] == [str(name) for name, _keys in GROUPS]


def test_the_jump_by_content_type_is_gone():
    with pytest.raises(NoReverseMatch):
        reverse("admin:view_on_site", args=[1, 1])


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_hold_to_the_strict_policy(client, wei, park_a, language):
    case = builders.make_case(park_a)
    client.force_login(wei)
    for path in (
        "",
        "inquiries/case/",
        f"inquiries/case/{case.pk}/change/",
        f"parks/park/{park_a.pk}/change/",
        "parks/space/add/",
        "accounts/user/add/",
        "password_change/",
    ):
        response = client.get(f"/{language}/admin/{path}")
        assert response.status_code == 200, path
        assert "default-src 'self'" in response["Content-Security-Policy"]
        assert "unsafe" not in response["Content-Security-Policy"]
        body = response.content.decode()
        assert not INLINE.search(body), (path, INLINE.search(body))
        assert not FOREIGN.search(body), (path, FOREIGN.search(body))


def test_the_sign_in_page_says_who_it_is_for(client):
    page = client.get("/zh-hans/admin/login/").content.decode()
    assert "电子邮箱" in page
    assert "供园区和平台人员使用" in page


def test_the_calendar_speaks_chinese(client, lin):
    """Django's own Chinese catalogue keeps the English letters of the weekdays."""
    client.force_login(lin)
    script = client.get("/zh-hans/admin/jsi18n/").content.decode()
    letters = re.findall(r'"one letter (\w+)\\u0004\w": "([^"]+)"', script)
    days = {day: json.loads(f'"{letter}"') for day, letter in letters}
    assert "".join(days[day] for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")) == "一二三四五"
    assert (days["Saturday"], days["Sunday"]) == ("六", "日")
