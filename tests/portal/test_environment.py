from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.environment import Environment


def refusal(method, value, *arguments, **options):
    reader = Environment({"NAME": value})
    with pytest.raises(ImproperlyConfigured) as raised:
        getattr(reader, method)("NAME", *arguments, **options)
    sentence = str(raised.value)
    assert sentence.startswith("NAME ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


class TestSimpleValues:
    @pytest.mark.parametrize(
        ("value", "answer"),
        [("true", True), ("On", True), ("1", True), ("no", False), ("0", False), ("", True), ("  ", True)],
    )
    def test_flag(self, value, answer):
        assert Environment({"NAME": value}).flag("NAME", True) is answer

    @pytest.mark.parametrize("value", ["maybe", "2", "truee", "是"])
    def test_a_flag_that_is_neither_yes_nor_no_is_refused(self, value):
        assert repr(value) in refusal("flag", value, False)

    @pytest.mark.parametrize("value", ["-1", "1.5", "ten", "٣", "1e3", "10"])
    def test_a_number_outside_its_range_is_refused(self, value):
        refusal("number", value, 1, maximum=9)

    def test_number(self):
        assert Environment({"NAME": " 7 "}).number("NAME", 1, maximum=9) == 7
        assert Environment({}).number("NAME", 3) == 3

    def test_choice(self):
        assert Environment({}).choice("NAME", "a", ("a", "b")) == "a"
        assert refusal("choice", "c", "a", ("a", "b")) == "NAME must be a or b, not 'c'."

    def test_pairs(self):
        assert Environment({"NAME": "TW=中国台湾; HK=中国香港;"}).pairs("NAME") == {"TW": "中国台湾", "HK": "中国香港"}
        refusal("pairs", "TW")
        refusal("pairs", "TW=")

    @pytest.mark.parametrize("value", ["https://a.org", "a.org:80", "a.org/x", "a b"])
    def test_hosts_are_names_alone(self, value):
        refusal("hosts", value, [])

    def test_hosts(self):
        assert Environment({"NAME": "a.org, .b.org,[::1]"}).hosts("NAME", []) == ["a.org", ".b.org", "[::1]"]

    @pytest.mark.parametrize("value", ["a.org", "ftp://a.org", "https://", "https://a.org/path", "https://a.org?x"])
    def test_origins_have_scheme_and_host_alone(self, value):
        refusal("origins", value, [])

    def test_origins(self):
        reader = Environment({"NAME": "https://a.org/,http://b.org:8000"})
        assert reader.origins("NAME", []) == ["https://a.org", "http://b.org:8000"]

    def test_time_zone(self):
        assert Environment({"NAME": "Europe/Brussels"}).time_zone("NAME", "UTC") == "Europe/Brussels"
        refusal("time_zone", "Mars/Olympus", "UTC")

    @pytest.mark.parametrize("value", ["nobody", "@a.org", "A <b>", "a@b@c"])
    def test_a_sender_needs_an_address(self, value):
        refusal("mailbox", value, "")


class TestServers:
    def test_the_default_database_is_a_file(self):
        found = Environment({}).database("NAME", Path("/srv/a b#c/db.sqlite3"))
        assert found == {"ENGINE": "django.db.backends.sqlite3", "NAME": "/srv/a b#c/db.sqlite3"}

    def test_a_postgres_address(self):
        found = Environment({"NAME": "postgres://me:p%40ss@db.example.org:5433/park"}).database("NAME", Path("x"))
        assert found["ENGINE"] == "django.db.backends.postgresql"
        assert (found["NAME"], found["HOST"], found["PORT"]) == ("park", "db.example.org", 5433)
        assert (found["USER"], found["PASSWORD"]) == ("me", "p@ss")

    @pytest.mark.parametrize("value", ["foo", "mysql://a/b", "postgres://h:port/db", "postgres://h/", "sqlite://"])
    def test_a_nonsense_database_is_refused(self, value):
        refusal("database", value, Path("x"))

    def test_a_password_is_never_repeated(self):
        assert "s3cret" not in refusal("database", "postgres://me:s3cret@host:port/db", Path("x"))
        assert "s3cret" not in refusal("broker", "ampq://me:s3cret@host/")
        assert "s3cret" not in refusal("mail", "smpt://me:s3cret@host", Path("x"))

    @pytest.mark.parametrize("value", ["redis", "memory://x", "redis://h:port"])
    def test_a_nonsense_cache_is_refused(self, value):
        refusal("cache", value, "locmemcache://x")

    def test_a_redis_cache(self):
        found = Environment({"NAME": "redis://127.0.0.1:6379/1"}).cache("NAME", "")
        assert found["BACKEND"] == "django.core.cache.backends.redis.RedisCache"
        assert found["LOCATION"] == "redis://127.0.0.1:6379/1"

    def test_mail_goes_to_files_by_default(self):
        found = Environment({}).mail("NAME", Path("/srv/mail box"))
        assert found["EMAIL_BACKEND"].endswith("MailboxBackend")
        assert found["EMAIL_FILE_PATH"] == "/srv/mail box"

    @pytest.mark.parametrize(
        ("scheme", "port", "tls", "ssl"),
        [("smtp", 25, False, False), ("smtp+tls", 587, True, False), ("smtp+ssl", 465, False, True)],
    )
    def test_an_smtp_server(self, scheme, port, tls, ssl):
        found = Environment({"NAME": f"{scheme}://me:pw@mail.example.org"}).mail("NAME", Path("x"))
        assert found["EMAIL_HOST"] == "mail.example.org"
        assert found["EMAIL_PORT"] == port
        assert found.get("EMAIL_USE_TLS", False) is tls
        assert found.get("EMAIL_USE_SSL", False) is ssl
        assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("me", "pw")

    @pytest.mark.parametrize("value", ["smtp://", "mailto:x@y", "smtps://a.org", "filemail://", "smtp://a.org:x"])
    def test_a_nonsense_mail_server_is_refused(self, value):
        refusal("mail", value, Path("x"))

    @pytest.mark.parametrize(
        "value", ["reply", "a@b", "Re <reply@x.org>", "re+ply@x.org", f"{'a' * 31}@x.org", "a b@x.org"]
    )
    def test_a_nonsense_reply_address_is_refused(self, value):
        refusal("reply_address", value)

    def test_reply_addresses(self):
        assert Environment({}).reply_address("NAME") == ""
        assert Environment({"NAME": "Reply@Parks.Example.org"}).reply_address("NAME") == "reply@parks.example.org"

    @pytest.mark.parametrize(
        "value",
        [
            "mail.example.org",
            "pop3://me:pw@mail.example.org",
            "imaps://mail.example.org",
            "imaps://me@mail.example.org",
            "imaps://me:pw@mail.example.org:x",
            "imaps://me:p#w@mail.example.org",
            "imap://me:pw@mail.example.org",
        ],
    )
    def test_a_nonsense_mailbox_is_refused(self, value):
        assert "p#w" not in refusal("imap", value)

    def test_mailboxes(self):
        assert Environment({}).imap("NAME") == {}
        assert Environment({"NAME": "imaps://me%40x.org:p%23w@mail.example.org/Park%20mails"}).imap("NAME") == {
            "scheme": "imaps",
            "host": "mail.example.org",
            "port": 993,
            "user": "me@x.org",
            "password": "p#w",
            "folder": "Park mails",
        }
        assert Environment({"NAME": "imap+tls://me:pw@mail.example.org"}).imap("NAME")["port"] == 143
        assert Environment({"NAME": "imap://me:pw@127.0.0.1:1143"}).imap("NAME")["folder"] == "INBOX"

    @pytest.mark.parametrize("value", ["redis", "memory://", "redis://", "amqp://h:port//"])
    def test_a_nonsense_broker_is_refused(self, value):
        refusal("broker", value)

    def test_brokers(self):
        assert Environment({}).broker("NAME") == "filesystem://localhost"
        assert Environment({"NAME": "amqp://guest:guest@127.0.0.1//"}).broker("NAME").startswith("amqp://")


class TestFile:
    def test_the_process_wins_over_the_file(self, tmp_path, monkeypatch):
        (tmp_path / "env").write_text("PB_TEST_ONE=file\nPB_TEST_TWO=file\n")
        monkeypatch.setenv("ENV_FILE", str(tmp_path / "env"))
        monkeypatch.setenv("PB_TEST_ONE", "process")
        monkeypatch.setenv("PB_TEST_TWO", "")
        monkeypatch.delenv("PB_TEST_TWO")
        reader = Environment.with_file(tmp_path / "unused")
        assert reader.text("PB_TEST_ONE") == "process"
        assert reader.text("PB_TEST_TWO") == "file"

    def test_a_named_file_must_exist(self, tmp_path, monkeypatch):
        monkeypatch.setenv("ENV_FILE", str(tmp_path / "missing"))
        with pytest.raises(ImproperlyConfigured, match="which does not exist"):
            Environment.with_file(tmp_path / "unused")

    def test_the_default_file_may_be_missing(self, tmp_path, monkeypatch):
        monkeypatch.delenv("ENV_FILE", raising=False)
        assert Environment.with_file(tmp_path / "missing").text("PB_TEST_NOT_SET", "x") == "x"

    def test_it_remembers_what_was_asked_for(self):
        reader = Environment({})
        reader.flag("A", True)
        reader.words("B", [])
        assert reader.names == {"A", "B"}
