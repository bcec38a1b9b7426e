"""Every mail of the product has words for the people who look after it."""

from django.conf import settings
from django.utils.translation import override

from inquiries.mail.occasions import occasion

TEMPLATES = settings.BASE_DIR / "templates" / "emails"


def test_every_mail_has_words_of_its_own_in_both_languages():
    events = sorted(path.parent.name for path in TEMPLATES.glob("*/subject.txt"))
    for language in ("zh-hans", "en"):
        with override(language):
            words = [str(occasion(event)) for event in events]
        assert [event for event, said in zip(events, words, strict=True) if said == event] == []
        assert len(set(words)) == len(events) > 60


def test_a_mail_of_former_days_keeps_its_code():
    assert occasion("carrier_pigeon") == "carrier_pigeon"
