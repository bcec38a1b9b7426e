import pytest
from django.core.checks import run_checks
from django.core.checks.registry import registry

from portal import checks

SOUND = {
    "CELERY_BROKER_URL": "redis://127.0.0.1/0",
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}},
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "DEFAULT_FROM_EMAIL": "Parkbridge <noreply@parks.example.com>",
    "SITE_URL": "https://parks.example.com",
    "ALLOWED_HOSTS": [".example.com"],
    "TRUST_PROXY_HEADERS": True,
    "TRUSTED_PROXIES": 1,
    "SECURE_SSL_REDIRECT": True,
}
OURS = (
    checks.check_small_installation,
    checks.check_mail,
    checks.check_addresses,
    checks.check_proxy,
    checks.check_languages,
)


@pytest.fixture
def ids(settings, monkeypatch):
    def with_settings(engine="django.db.backends.postgresql", **changed):
        monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", engine)
        for name, value in {**SOUND, **changed}.items():
            setattr(settings, name, value)
        return [message.id for check in OURS for message in check()]

    return with_settings


def test_a_sound_installation_has_nothing_to_say(ids):
    assert ids() == []


@pytest.mark.parametrize(
    ("changed", "number"),
    [
        ({"engine": "django.db.backends.sqlite3"}, "W001"),
        ({"CELERY_BROKER_URL": "filesystem://localhost"}, "W002"),
        ({"CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}}, "W003"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}, "W004"),
        ({"DEFAULT_FROM_EMAIL": "noreply@parkbridge.example.org"}, "W005"),
        ({"TRUSTED_PROXIES": 0}, "W006"),
        ({"TRUST_PROXY_HEADERS": False}, "W007"),
        ({"SITE_URL": "https://elsewhere.example.net"}, "E001"),
        ({"LANGUAGES": [("zh-hans", "中文"), ("fr", "Français")]}, "E002"),
    ],
)
def test_each_misconfiguration_has_its_number(ids, changed, number):
    assert ids(**changed) == [f"parkbridge.{number}"]


def test_they_are_registered():
    assert set(OURS) <= registry.registered_checks | registry.deployment_checks
    assert [message for message in run_checks() if message.id.startswith("parkbridge")] == []
