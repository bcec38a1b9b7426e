"""The second factor of people of the back office: an app's codes, passkeys, recovery codes on paper.

Every attempt of one account is judged under a lock of its row, so that attempts at once count one after the other;
wrong ones are counted in the audit trail, not in the cache, which may be away. With `LIMITS` a guesser who knows the
password has about one chance in ten thousand a day.
"""

import enum
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import pyotp
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts import audit, mail, passkeys
from accounts.enums import AuditAction
from accounts.models import AuditEntry, Authenticator, Passkey, RecoveryCode, User
from accounts.passkeys import NewKey, Place
from common import sealing
from notifications import outbox

PURPOSE = "accounts.factors"
DAY = timedelta(days=1)
# Wrong attempts within a time after which nothing is judged any more until it is over.
LIMITS = ((timedelta(minutes=15), 5), (DAY, 30))
WAYS = ("app", "passkey", "recovery", "confirmation")
STEP = 30  # seconds that a code of an app stands for
DRIFT = 1  # steps before and after that are taken too: clocks differ
CODES = 10  # recovery codes
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
MOST_PASSKEYS = 10


class State(enum.Enum):
    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"


class LastFactor(Exception):
    """Without it nobody could sign in to this account."""


def new_secret() -> str:
    return pyotp.random_base32()


def address_for_app(user: User, secret: str) -> str:
    """What the QR code says to an app."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name="Parkbridge")


def check_code(user: User, typed: str, *, address: str = "") -> State:
    """A code of the app. One that was taken before, or is older than that one, is wrong."""

    def fits(person: User) -> bool:
        row = Authenticator.objects.filter(user=person).first()
        if row is None:
            return False
        try:
            secret = sealing.unseal(PURPOSE, row.secret)
        except sealing.Unreadable:
            return False
        step = _step_of(secret, typed)
        if step is None:
            return False
        # Sealed anew, so that a former SECRET_KEY can be taken out once everybody has signed in.
        fresh = {"last_step": step, "secret": sealing.seal(PURPOSE, secret)}
        return bool(Authenticator.objects.filter(pk=row.pk, last_step__lt=step).update(**fresh))

    return _judge(user, "app", address, fits)


def check_recovery(user: User, typed: str, *, address: str = "") -> State:
    """A recovery code, which is then used up; its owner hears of it."""

    def fits(person: User) -> bool:
        digests = [_digest(person, typed, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
        fresh = RecoveryCode.objects.filter(user=person, used_at__isnull=True, digest__in=digests)
        if not fresh.update(used_at=timezone.now()):
            return False
        outbox.queue(mail.staff_security(person, "recovery_used", left=codes_left(person)))
        return True

    return _judge(user, "recovery", address, fits)


def check_passkey(user: User, answer: str, *, place: Place, challenge: str, address: str = "") -> State:
    def fits(person: User) -> bool:
        try:
            key = person.passkeys.filter(credential=passkeys.named_in(answer)).first()
            if key is None or not challenge:
                return False
            count = passkeys.check_answer(place, challenge, answer, key)
        except passkeys.Refused:
            return False
        Passkey.objects.filter(pk=key.pk).update(sign_count=count, used_at=timezone.now())
        return True

    return _judge(user, "passkey", address, fits)


def check_password(user: User, typed: str, *, address: str = "") -> State:
    """The password once more, of somebody who is signed in."""
    return _judge(user, "confirmation", address, lambda person: person.check_password(typed))


def set_app(user: User, secret: str, typed: str, *, address: str = "") -> list[str] | None:
    """Keep the app's secret once a code of it fits, in the place of a former app. None when the code is wrong.

    Returns the recovery codes that were made with the first factor, else an empty list.
    """
    step = _step_of(secret, typed)
    if step is None:
        return None
    with transaction.atomic():
        _locked(user)
        fresh = {"secret": sealing.seal(PURPOSE, secret), "last_step": step, "created_at": timezone.now()}
        Authenticator.objects.update_or_create(user=user, defaults=fresh)
        return _set(user, "app", address)


def add_passkey(user: User, key: NewKey, name: str, *, address: str = "") -> list[str] | None:
    """Keep a passkey; None when somebody has it already, or there are very many. Returns what `set_app` does."""
    with transaction.atomic():
        _locked(user)
        known = Passkey.objects.filter(credential=key.credential).exists()
        if known or user.passkeys.count() >= MOST_PASSKEYS:
            return None
        Passkey.objects.create(
            user=user, name=name, credential=key.credential, public_key=key.public_key, sign_count=key.sign_count
        )
        return _set(user, "passkey", address)


def remove(user: User, passkey: int | None, *, address: str = "") -> bool:
    """Take away a passkey, or with None the app; False when it is not there. Raises LastFactor."""
    with transaction.atomic():
        _locked(user)
        apps, keys = Authenticator.objects.filter(user=user), Passkey.objects.filter(user=user)
        chosen = apps if passkey is None else keys.filter(pk=passkey)
        if not chosen.exists():
            return False
        is_last = apps.count() + keys.count() == 1
        if is_last and settings.STAFF_SECOND_FACTOR:
            raise LastFactor
        chosen.delete()
        if is_last:
            RecoveryCode.objects.filter(user=user).delete()
        kind = "app" if passkey is None else "passkey"
        audit.record(AuditAction.FACTOR_REMOVED, user, actor=user, address=address or None, kind=kind)
        outbox.queue(mail.staff_security(user, f"{kind}_removed"))
    return True


def reset(user: User, *, actor: User | None, address: str = "") -> None:
    """Take away everything, for somebody who lost it: sessions end, the next sign-in sets up a new one."""
    with transaction.atomic():
        _locked(user)
        for rows in (Authenticator, Passkey, RecoveryCode):
            rows._default_manager.filter(user=user).delete()
        user.staff_sessions.all().delete()
        audit.record(AuditAction.FACTOR_RESET, user, actor=actor, address=address or None)
        outbox.queue(mail.staff_security(user, "factor_reset"))


def renew_codes(user: User, *, address: str = "") -> list[str]:
    """Ten new recovery codes; the former ones no longer work."""
    with transaction.atomic():
        _locked(user)
        codes = _new_codes(user)
        audit.record(AuditAction.FACTOR_SET, user, actor=user, address=address or None, kind="recovery")
        outbox.queue(mail.staff_security(user, "recovery_new"))
    return codes


def tell_lock(user: User, by: str, *, address: str = "", span: timedelta = LIMITS[0][0]) -> None:
    """Record that so many attempts lock the account for `span`; its owner hears of it once a day at most."""
    with transaction.atomic():
        audit.record(AuditAction.LOCKED_OUT, user, address=address or None, by=by)
        if user.is_staff and user.is_active:
            minutes, is_long = round(span.total_seconds() / 60), span >= DAY
            outbox.queue(mail.staff_security(user, "locked", minutes=minutes, is_long=is_long))


def codes_left(user: User) -> int:
    return user.recovery_codes.filter(used_at__isnull=True).count()


def _judge(user: User, way: str, address: str, fits: Callable[[User], bool]) -> State:
    """1. Lock the person. 2. Too many wrong ones lately: nothing is looked at. 3. Judge; what is wrong is recorded, and
    the one that fills a limit locks the account and tells its owner."""
    now = timezone.now()
    with transaction.atomic():
        person = _locked(user)
        if _full(person, now):
            return State.LOCKED
        if fits(person):
            return State.RIGHT
        audit.record(AuditAction.SIGN_IN_FAILED, person, address=address or None, by=way)
        if not (spans := _full(person, now)):
            return State.WRONG
        tell_lock(person, way, address=address, span=max(spans))
    return State.LOCKED


def _full(user: User, now: datetime) -> list[timedelta]:
    """For how long nothing is judged any more: the spans whose limit is reached."""
    longest = max(span for span, _most in LIMITS)
    kind = ContentType.objects.get_for_model(User)
    wrong = AuditEntry.objects.filter(content_type=kind, object_id=str(user.pk), action=AuditAction.SIGN_IN_FAILED)
    times = list(wrong.filter(details__by__in=WAYS, at__gt=now - longest).values_list("at", flat=True))
    return [span for span, most in LIMITS if sum(at > now - span for at in times) >= most]


def _set(user: User, kind: str, address: str) -> list[str]:
    """In the caller's transaction: recovery codes with the first factor, the trail and the mail."""
    codes = [] if user.recovery_codes.exists() else _new_codes(user)
    audit.record(AuditAction.FACTOR_SET, user, actor=user, address=address or None, kind=kind)
    outbox.queue(mail.staff_security(user, f"{kind}_set"))
    return codes


def _new_codes(user: User) -> list[str]:
    codes = ["".join(secrets.choice(LETTERS) for _ in range(10)) for _ in range(CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, digest=_digest(user, code, settings.SECRET_KEY)) for code in codes
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _step_of(secret: str, typed: str) -> int | None:
    """The half minute that this code stands for, around now. Every one is compared, in constant time."""
    totp, now = pyotp.TOTP(secret), int(timezone.now().timestamp()) // STEP
    found = None
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed.encode()):
            found = step
    return found


def _digest(user: User, code: str, key: str) -> str:
    plain = "".join(letter for letter in code.lower() if letter in LETTERS)
    return salted_hmac(f"{PURPOSE}.recovery", f"{user.pk}:{plain}", secret=key, algorithm="sha256").hexdigest()


def _locked(user: User) -> User:
    return User.objects.select_for_update().get(pk=user.pk)
