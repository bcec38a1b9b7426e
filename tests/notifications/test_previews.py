"""Every mail of the product, rendered with invented content in both languages."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from common.enums import Language
from notifications import alarm, digest, previews
from notifications.models import OutgoingEmail
from tests import cast

FOLDER = Path(settings.BASE_DIR) / "templates" / "emails"
MSGID = re.compile(
    r"""\{%\s*translate\s+"([^"]+)"|\{%\s*blocktranslate[^%]*%\}(.*?)\{%\s*(?:plural|endblocktranslate)"""
)
# Said of a person or a company in any sample; a subject line is read on lock screens and in logs of mail servers.
PERSONAL = ("Anna", "Peeters", "王敏", "Lin Xiao", "林晓", "Tang Wei", "唐伟", "@", "Walloon", "瓦隆光学")
# What both languages say of the house at the foot of every mail, and its mark.
OURS = (
    "园桥 Parkbridge，连接中国与欧洲科技园区的招商平台",
    "Parkbridge, where parks in China and Europe meet companies",
    "园桥",
)
HAN, LATIN = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]")
# The mails that the product promises, by who reads them.
PROMISED = {
    "enquirer": (
        "inquiry_received more_info_requested message stage_public_change visit_confirmed visit_changed "
        "visit_cancelled visit_reminder proposal_sent hold_expiring signed_welcome draft_reminder "
        "service_request_update policy_alert event_ticket"
    ),
    "staff": (
        "inquiry_new inquiry_assigned enquirer_replied transferred_in visit_requested review_needed hold_requested "
        "sla_risk sla_breached no_activity pairing_idle fact_stale translation_stale"
    ),
    "platform": "mail_failure_digest worker_silent pipeline_summary",
}
ALL = [
    (event, language, number)
    for event in previews.events()
    for language in Language.values
    for number in range(len(previews.samples(event, language)))
]


def sources(name, seen):
    """The text of a template and of all that it includes or extends."""
    path = FOLDER.parent / name
    if name in seen or not path.exists():
        return ""
    seen.add(name)
    text = path.read_text(encoding="utf-8")
    inner = re.findall(r'\{%\s*(?:include|extends)\s+"([^"]+)"', text)
    return text + "".join(sources(one, seen) for one in inner)


def variables(event):
    """Names that the templates of an event read from their content."""
    text = "".join(sources(f"emails/{event}/{part}", set()) for part in ("subject.txt", "body.txt", "body.html"))
    inside = set(re.findall(r"\{%\s*for\s+(\w+)\s+in", text)) | set(re.findall(r"(\w+)=[\w.]+", text))
    inside |= set(re.findall(r"\sas\s+(\w+)\s*%\}", text))
    named = set(re.findall(r"\{\{\s*(\w+)", text)) | set(re.findall(r"\bin\s+(\w+)\s*%\}", text))
    for condition in re.findall(r"\{%\s*(?:el)?if\s+([^%]+)%\}", text):
        named |= set(re.findall(r"(?<![\"'\w.])([a-z_]+)(?!\w)", re.sub(r'"[^"]*"', "", condition)))
    words = {"and", "or", "not", "in", "is", "forloop", "block", "LANGUAGE_CODE", "language", "audience", "site_url"}
    return named - inside - words


def bare(text):
    """Without addresses and without what every mail says of the house."""
    text = re.sub(r"https?://\S+", "", re.sub(r"<[^>]+>", " ", text))
    for words in OURS:
        text = text.replace(words, "")
    return text


@pytest.mark.parametrize(
    ("audience", "event"), [(audience, event) for audience, named in PROMISED.items() for event in named.split()]
)
def test_every_promised_mail_exists(audience, event):
    assert event in previews.events()
    for language in Language.values:
        assert previews.samples(event, language)[0].audience == audience


def test_every_mail_has_a_sample():
    assert [event for event in previews.events() if not (FOLDER / event / "sample.json").is_file()] == []
    assert len(previews.events()) > 30


@pytest.mark.parametrize("event", previews.events())
def test_the_sample_has_what_the_wording_asks_for(event):
    for language in Language.values:
        given = set().union(*(sample.context for sample in previews.samples(event, language)))
        missing = variables(event) - given
        optional = {"kind", "call", "may_reply", "calendar", "to_park", "to_answer_by", "interpreter", "answer_by"}
        assert missing - optional == set()


@pytest.mark.parametrize(("event", "language", "number"), ALL)
def test_every_mail_can_be_read(event, language, number):
    sample = previews.sample(event, language, number)
    words = sample.words
    assert words.warning == ""
    assert 0 < len(words.subject) <= 78
    assert [word for word in PERSONAL if word in words.subject] == []
    for text in (words.subject, words.text, words.html):
        assert not re.search(r"\{\{|\}\}|\{%|%\}|%\(\w+\)|\{site\}|\{language\}|\bNone\b", text)
    assert words.html.lower().startswith("<!doctype html>")
    assert settings.SITE_URL in words.text
    assert f'<html lang="{language}"' in words.html.lower()
    assert len(bare(words.text)) > 40
    assert len(bare(words.html)) > 40


@pytest.mark.parametrize(("event", "language", "number"), ALL)
def test_every_mail_speaks_one_language(event, language, number):
    words = previews.sample(event, language, number).words
    for text in (words.subject, words.text, words.html):
        said = bare(text)
        if language == "en":
            assert HAN.findall(said) == []
        else:  # names and codes stay as they are
            assert len(HAN.findall(said)) > len(LATIN.findall(said)) / 4, said


@pytest.mark.parametrize("event", previews.events())
def test_no_chinese_mail_speaks_english(event):
    text = "".join(sources(f"emails/{event}/{part}", set()) for part in ("subject.txt", "body.txt", "body.html"))
    msgids = {found for pair in MSGID.findall(text) for found in pair if re.search(r"[A-Za-z]{3}", found)}
    plain = {msgid for msgid in msgids if "{{" not in msgid and "{%" not in msgid}
    for sample in previews.samples(event, "zh-hans"):
        words = sample.words
        said = f"{words.subject}\n{words.text}".replace("Parkbridge", "")  # the name holds a word of ours
        assert [msgid for msgid in plain if msgid in said] == []
        assert re.search(r"[\u4e00-\u9fff]", words.subject)
    for sample in previews.samples(event, "en"):
        assert not re.search(r"[\u4e00-\u9fff]", sample.words.subject)


def test_samples_are_json_that_names_known_parts():
    shared = json.loads((FOLDER / "parts" / "samples.json").read_text(encoding="utf-8"))
    for event in previews.events():
        told = json.loads((FOLDER / event / "sample.json").read_text(encoding="utf-8"))
        assert set(told.get("use", ())) <= set(shared)
        assert set(told) <= {"audience", "use", "context", "zh-hans", "en", "also"}


# --- In the back office -----------------------------------------------------------------------


@pytest.fixture
def doors(db):
    arguments = ["message", "en", 0]
    return {
        name: reverse(f"admin:notifications_outgoingemail_{name}", args=arguments if name != "previews" else [])
        for name in ("previews", "preview", "preview_html", "preview_send")
    }


def test_reading_writes_nothing(client, wei, doors, django_assert_num_queries):
    client.force_login(wei)
    for name in ("previews", "preview", "preview_html"):
        client.get(doors[name])
        with django_assert_num_queries(3):  # session, person, seats
            assert client.get(doors[name]).status_code == 200
    assert not OutgoingEmail.objects.exists()


def test_the_list_names_every_mail_in_the_readers_language(client, wei):
    client.force_login(wei)
    text = client.get("/en/admin/notifications/outgoingemail/previews/").content.decode()
    assert [event for event in previews.events() if f"<code>{event}</code>" not in text] == []
    assert "PB-2026-000123: Sample Science Park has written to you" in text
    assert (
        "PB-2026-000123：示例科技园给您留言"
        in client.get("/zh-hans/admin/notifications/outgoingemail/previews/").content.decode()
    )


def test_the_formatted_half_stands_in_a_frame_that_can_do_nothing(client, wei, doors):
    client.force_login(wei)
    page = client.get(doors["preview"]).content.decode()
    assert re.search(r'<iframe[^>]* sandbox [^>]*src="[^"]+/html/"', page)
    response = client.get(doors["preview_html"])
    policy = response["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_a_sample_is_sent_to_whoever_asks(client, wei, doors):
    client.force_login(wei)
    response = client.post(doors["preview_send"], {"to": "eve@x.org"})
    assert response["Location"] == doors["preview"]
    row = OutgoingEmail.objects.get()
    assert (row.to, row.event, row.language, row.about) == (wei.email, "message", "en", "preview")
    assert client.get(doors["preview_send"]).status_code == 302
    assert OutgoingEmail.objects.count() == 1


def test_a_sample_that_was_sent_counts_for_nothing(wei):
    for event in (alarm.EVENT, digest.EVENT):
        previews.send(previews.sample(event, "en", 0), to=wei.email)
    assert alarm.raised_at(OutgoingEmail.objects.first().created_at) is None


@pytest.mark.parametrize("role", ["", "platform_editor", "auditor"])
def test_nobody_else_reads_them(client, doors, role):
    client.force_login(cast.make_user("qin@x.org", platform_role=role))
    for name in ("previews", "preview", "preview_html"):
        assert client.get(doors[name]).status_code == 403
    assert client.post(doors["preview_send"]).status_code == 403
    assert not OutgoingEmail.objects.exists()


@pytest.mark.parametrize(
    "arguments", [("nothing", "en", 0), ("message", "fr", 0), ("message", "en", 99), ("parts", "en", 0)]
)
def test_what_is_not_there(client, wei, arguments):
    client.force_login(wei)
    assert client.get(reverse("admin:notifications_outgoingemail_preview", args=arguments)).status_code == 404
