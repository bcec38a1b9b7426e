from notifications.checks import every_event_is_complete, lease_outlives_a_mail


def test_a_lease_shorter_than_a_slow_mail_is_refused(settings):
    assert lease_outlives_a_mail() == []
    settings.OUTBOX_LEASE_SECONDS, settings.EMAIL_TIMEOUT = 59, 20
    assert [error.id for error in lease_outlives_a_mail()] == ["notifications.E001"]


def test_an_incomplete_event_is_named(settings, tmp_path):
    assert every_event_is_complete() == []
    event = tmp_path / "emails" / "welcome"
    event.mkdir(parents=True)
    (event / "subject.txt").write_text("s")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    assert [str(found.msg) for found in every_event_is_complete()] == [
        "Mail event 'welcome' has no body.txt.",
        "Mail event 'welcome' has no body.html.",
    ]
