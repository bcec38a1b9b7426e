"""What counts as a second factor, once, and what happens to whoever guesses."""

import datetime

import pytest
from django.utils import timezone

from accounts import factors
from accounts.factors import State
from accounts.models import AuditEntry, Authenticator, Passkey, RecoveryCode, StaffSession
from accounts.passkeys import NewKey
from notifications.models import OutgoingEmail
from notifications.rendering import render
from tests.accounts.staff import code, give_app, wrong

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 11, 27, 12, 0, 10, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def enforced(settings):
    settings.STAFF_SECOND_FACTOR = True


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(START, tick=False)
    return time_machine


def told():
    """What the mails said, in order."""
    rows = OutgoingEmail.objects.filter(event="staff_security").order_by("pk")
    return [(row.to, row.context["what"]) for row in rows]


def actions():
    return list(AuditEntry.objects.order_by("pk").values_list("action", "details"))


def test_a_code_counts_once_and_so_does_every_older_one(clock, lin):
    secret = give_app(lin)
    now = timezone.now()
    assert factors.check_code(lin, code(secret, now)) is State.RIGHT
    assert factors.check_code(lin, code(secret, now)) is State.WRONG
    assert factors.check_code(lin, code(secret, now, -1)) is State.WRONG
    assert factors.check_code(lin, code(secret, now, 1)) is State.RIGHT


@pytest.mark.parametrize(("steps", "state"), [(-2, State.WRONG), (-1, State.RIGHT), (1, State.RIGHT), (2, State.WRONG)])
def test_clocks_may_differ_by_half_a_minute(clock, lin, steps, state):
    secret = give_app(lin)
    assert factors.check_code(lin, code(secret, timezone.now(), steps)) is state


@pytest.mark.parametrize("typed", ["", "12345", "0" * 5000, "١٢٣٤٥٦", "a\x00b"])
def test_nonsense_is_wrong(clock, lin, typed):
    give_app(lin)
    assert factors.check_code(lin, typed) is State.WRONG


def test_five_wrong_ones_shut_the_account_for_a_quarter_of_an_hour(clock, lin, bao):
    secret, other = give_app(lin), give_app(bao)
    bad = wrong(secret, timezone.now())
    states = [factors.check_code(lin, bad, address="192.0.2.7") for _ in range(5)]
    assert states == [State.WRONG] * 4 + [State.LOCKED]
    assert factors.check_code(lin, code(secret, timezone.now())) is State.LOCKED
    assert factors.check_code(bao, code(other, timezone.now())) is State.RIGHT
    assert [action for action, _details in actions()] == ["sign_in_failed"] * 5 + ["locked_out"]
    assert told() == [(lin.email, "locked")]
    assert OutgoingEmail.objects.get().context["minutes"] == 15
    clock.shift(15 * 60 + 1)
    assert factors.check_code(lin, code(secret, timezone.now())) is State.RIGHT


def test_thirty_wrong_ones_shut_it_for_the_day_and_one_mail_says_so(clock, lin):
    secret = give_app(lin)
    for _round in range(6):
        for _ in range(5):
            factors.check_code(lin, wrong(secret, timezone.now()))
        clock.shift(16 * 60)
    assert factors.check_code(lin, code(secret, timezone.now())) is State.LOCKED
    assert told() == [(lin.email, "locked")]
    clock.shift(24 * 3600)
    assert factors.check_code(lin, code(secret, timezone.now())) is State.RIGHT


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(15, "The account is locked for 15 minutes;"), (1440, "The account is locked for up to a day;")],
)
def test_the_mail_says_for_how_long(lin, minutes, said):
    lin.language = "en"
    factors.tell_lock(lin, "app", span=datetime.timedelta(minutes=minutes))
    words = render(OutgoingEmail.objects.get()).text
    assert said in words and "No one got in." in words


def test_the_secret_is_not_readable_in_the_database(lin):
    secret = give_app(lin)
    stored = Authenticator.objects.get().secret
    assert secret not in stored
    assert len(stored) > 50


def test_a_code_fits_after_the_key_of_the_site_changed_and_is_sealed_anew(clock, lin, settings):
    secret = give_app(lin)
    before = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, [before]
    assert factors.check_code(lin, code(secret, timezone.now())) is State.RIGHT
    settings.SECRET_KEY_FALLBACKS = []
    clock.shift(60)
    assert factors.check_code(lin, code(secret, timezone.now())) is State.RIGHT
    settings.SECRET_KEY = "m" * 60
    clock.shift(60)
    assert factors.check_code(lin, code(secret, timezone.now())) is State.WRONG


def test_setting_up_an_app_wants_a_code_and_gives_recovery_codes_once(clock, lin):
    secret, now = factors.new_secret(), timezone.now()
    assert factors.set_app(lin, secret, wrong(secret, now)) is None
    assert not Authenticator.objects.exists()
    codes = factors.set_app(lin, secret, code(secret, now), address="192.0.2.7")
    assert len(codes) == 10 and len(set(codes)) == 10
    assert factors.check_code(lin, code(secret, now)) is State.WRONG, "the code of the set-up was used"
    clock.shift(60)
    another = factors.new_secret()
    assert factors.set_app(lin, another, code(another, timezone.now())) == []
    assert Authenticator.objects.get().user == lin
    assert told() == [(lin.email, "app_set"), (lin.email, "app_set")]
    assert AuditEntry.objects.filter(action="factor_set", actor=lin, details={"kind": "app"}).count() == 2


def test_a_recovery_code_signs_in_once_however_it_is_typed(clock, lin):
    secret = factors.new_secret()
    first, second, *_rest = factors.set_app(lin, secret, code(secret, timezone.now()))
    assert RecoveryCode.objects.filter(digest__contains=first.replace("-", "")).count() == 0
    assert factors.check_recovery(lin, first.upper().replace("-", " ")) is State.RIGHT
    assert factors.check_recovery(lin, first) is State.WRONG
    assert factors.check_recovery(lin, second) is State.RIGHT
    mails = OutgoingEmail.objects.filter(context__what="recovery_used").order_by("pk")
    assert [row.context["left"] for row in mails] == [9, 8]


def test_recovery_codes_of_somebody_else_and_replaced_ones_do_not_fit(clock, lin, bao):
    secret = factors.new_secret()
    codes = factors.set_app(lin, secret, code(secret, timezone.now()))
    assert factors.check_recovery(bao, codes[0]) is State.WRONG
    fresh = factors.renew_codes(lin)
    assert factors.check_recovery(lin, codes[0]) is State.WRONG
    assert factors.check_recovery(lin, fresh[0]) is State.RIGHT
    assert factors.codes_left(lin) == 9


def test_the_last_factor_stays_where_one_is_wanted(clock, lin, settings):
    give_app(lin)
    with pytest.raises(factors.LastFactor):
        factors.remove(lin, None)
    factors.add_passkey(lin, NewKey("key", b"public", 0), "Laptop")
    assert factors.remove(lin, None) is True
    assert factors.remove(lin, None) is False
    with pytest.raises(factors.LastFactor):
        factors.remove(lin, Passkey.objects.get().pk)
    settings.STAFF_SECOND_FACTOR = False
    assert factors.remove(lin, Passkey.objects.get().pk) is True
    assert not RecoveryCode.objects.exists()
    assert told() == [(lin.email, what) for what in ("passkey_set", "app_removed", "passkey_removed")]


def test_nobody_removes_the_passkey_of_somebody_else(lin, bao):
    give_app(lin)
    factors.add_passkey(bao, NewKey("key", b"public", 0), "Laptop")
    assert factors.remove(lin, Passkey.objects.get().pk) is False
    assert Passkey.objects.get().user == bao


def test_a_credential_belongs_to_one_person_and_there_are_not_endless_ones(lin, bao):
    assert factors.add_passkey(lin, NewKey("key", b"public", 0), "A") is not None
    assert factors.add_passkey(bao, NewKey("key", b"public", 0), "B") is None
    for number in range(factors.MOST_PASSKEYS):
        factors.add_passkey(lin, NewKey(f"key{number}", b"public", 0), "C")
    assert lin.passkeys.count() == factors.MOST_PASSKEYS


def test_a_reset_takes_everything_ends_the_sessions_and_tells(clock, lin, wei):
    secret = factors.new_secret()
    factors.set_app(lin, secret, code(secret, timezone.now()))
    factors.add_passkey(lin, NewKey("key", b"public", 0), "Laptop")
    StaffSession.objects.create(user=lin)
    factors.reset(lin, actor=wei, address="192.0.2.9")
    assert [model.objects.count() for model in (Authenticator, Passkey, RecoveryCode, StaffSession)] == [0, 0, 0, 0]
    entry = AuditEntry.objects.get(action="factor_reset")
    assert (entry.actor, entry.object_id, entry.address) == (wei, str(lin.pk), "192.0.2.9")
    assert told()[-1] == (lin.email, "factor_reset")
