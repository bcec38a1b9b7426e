import hashlib
import re
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import translation

from notifications import delivery
from notifications.models import OutgoingEmail
from notifications.outbox import Mail, queue
from notifications.rendering import one_line, render, template_version

EMAILS = Path(django_settings.BASE_DIR) / "templates" / "emails"
EVENTS = sorted(path.name for path in EMAILS.iterdir() if path.is_dir() and path.name != "parts")


def row(event="probe", language="en", audience="enquirer", **context):
    return OutgoingEmail(event=event, to="anna@firm.example.org", language=language, audience=audience, context=context)


@pytest.fixture
def templates(settings, tmp_path):
    """Writes templates of an event of this test's own."""
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path, *engine["DIRS"]]}]

    def write(event="probe", **parts):
        folder = tmp_path / "emails" / event
        folder.mkdir(parents=True, exist_ok=True)
        for name, source in parts.items():
            (folder / name.replace("_", ".")).write_text(source, encoding="utf-8")

    return write


def test_every_event_has_all_three_templates():
    assert EVENTS
    missing = [
        f"{event}/{part}"
        for event in EVENTS
        for part in ("subject.txt", "body.txt", "body.html")
        if not (EMAILS / event / part).is_file()
    ]
    assert missing == []


def counted(event):
    """The variables that an event's templates count with: these alone cannot be absent."""
    sources = "".join(path.read_text(encoding="utf-8") for path in (EMAILS / event).iterdir())
    found = re.findall(r"blocktrans\w* (?:trimmed )?count \w+=(\w+)(\|length)?", sources)
    return {name: [{}, {}] if length else 2 for name, length in found}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("event", EVENTS)
def test_every_events_templates_parse_and_render_in_both_languages(event, language, caplog):
    words = render(row(event, language, **counted(event)))
    assert words.subject
    assert "bilingual fallback" not in words.warning, words.warning
    assert "text only" not in words.warning, words.warning
    assert "园桥 Parkbridge" in words.text
    assert f'lang="{language}"' in words.html.lower()
    for remote in ("<img", "<link", "url(", "@import", "<script", "background="):
        assert remote not in words.html.lower(), f"{event}: {remote}"


def test_words_are_in_the_readers_language_whatever_the_callers(templates):
    templates(
        subject_txt="{% load i18n %}{% translate 'Yes' %}{{ reference }}",
        body_txt="{% load i18n %}{% get_current_language as code %}{{ code }}",
        body_html="<p>x</p>",
    )
    with translation.override("zh-hans"):
        english = render(row(language="en"))
        assert translation.get_language() == "zh-hans"
    with translation.override("en"):
        chinese = render(row(language="zh-hans"))
    assert (english.text, chinese.text) == ("en\n", "zh-hans\n")
    assert english.subject != chinese.subject
    assert english.warning == chinese.warning == ""


def test_text_is_not_escaped_and_html_is(templates):
    templates(subject_txt="{{ name }}", body_txt="{{ name }}", body_html="<p>{{ name }}</p>")
    words = render(row(name="Müller & Söhne <b>"))
    assert words.subject == "Müller & Söhne <b>"
    assert words.text == "Müller & Söhne <b>\n"
    assert "<p>Müller &amp; Söhne &lt;b&gt;</p>" in words.html


def test_styles_are_inlined(templates):
    templates(
        subject_txt="s",
        body_txt="t",
        body_html="{% extends 'emails/base.html' %}{% block content %}<p>x</p>{% endblock %}",
    )
    html = render(row()).html
    assert "<style" not in html
    assert '<p style="margin: 0 0 14px 0;">x</p>' in html


@pytest.mark.parametrize(
    "hostile", ["Hi\r\nBcc: all@example.org", "Hi\nBcc: all@example.org", "Hi\x00\u2028Bcc: x", "Hi\x07Bcc: x"]
)
def test_a_subject_is_one_line(templates, hostile):
    templates(subject_txt="{{ name }}\n", body_txt="t", body_html="<p>x</p>")
    subject = render(row(name=hostile)).subject
    assert subject.splitlines() == [subject]
    assert subject.startswith("Hi Bcc:")


def test_one_line_cuts_what_the_column_cannot_hold():
    assert one_line("园" * 300) == "园" * 250


def test_a_missing_html_sends_the_text_alone_with_a_warning(templates):
    templates(subject_txt="s", body_txt="t")
    words = render(row())
    assert (words.subject, words.text, words.html) == ("s", "t\n", "")
    assert words.warning == "text only: missing template: emails/probe/body.html"


def test_wording_broken_in_one_language_goes_out_in_both_chinese_first(templates):
    templates(
        subject_txt="{% load i18n %}{% get_current_language as code %}{{ code }}",
        body_txt="{% load i18n %}{% get_current_language as code %}"
        "{% if code == 'en' %}{% include 'nowhere.txt' %}{% endif %}中文正文",
        body_html="<p>x</p>",
    )
    words = render(row(language="en", link="https://parks.example.org/p", reference="PB-2026-000001"))
    assert words.subject == "zh-hans / News from Parkbridge"
    chinese, english = words.text.split("─" * 24)
    assert "中文正文" in chinese
    assert "PB-2026-000001" in english
    assert "https://parks.example.org/p" in english
    assert "中文正文" in words.html
    assert words.warning.startswith("bilingual fallback: missing template: nowhere.txt")
    assert render(row(language="zh-hans")).warning == "", "the language that works is untouched"


@pytest.mark.django_db
def test_a_mail_without_any_template_still_leaves(sink):
    queue(Mail("no_such_event", "anna@firm.example.org", "en", "enquirer", {"link": "https://parks.example.org/p<x>"}))
    assert delivery.drain().sent == 1
    stored = OutgoingEmail.objects.get()
    parsed = sink.received[0].parsed
    text = parsed.get_body(("plain",)).get_content()
    assert "https://parks.example.org/p<x>" in text
    assert "p&lt;x&gt;" in parsed.get_body(("html",)).get_content()
    assert stored.warning == "bilingual fallback: missing template: emails/no_such_event/subject.txt"


def test_a_context_that_is_no_mapping_and_a_foreign_language_do_not_stop_a_mail():
    mail = row("mail_failure_digest", language="fr")
    mail.context = ["x"]
    words = render(mail)
    assert words.text
    assert "fr" in words.warning


def test_no_nul_character_reaches_the_database(templates):
    templates(subject_txt="s", body_txt="a{{ x }}b", body_html="<p>a{{ x }}b</p>")
    words = render(row(x="\0"))
    assert words.text == "ab\n"
    assert "\0" not in words.html


def test_the_version_changes_with_any_source(templates):
    templates(subject_txt="s", body_txt="t", body_html="<p>x</p>")
    version = template_version("probe")
    assert len(version) == 16
    assert version == template_version("probe")
    assert version != template_version("mail_failure_digest")
    assert version != hashlib.sha256(b"").hexdigest()[:16]
