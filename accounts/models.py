"""People who sign in, what they prove themselves with, and the trail of what they did."""

import secrets
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.enums import AuditAction, LinkPurpose, PlatformRole
from common.addresses import is_address
from common.enums import Language


class UserManager(BaseUserManager["User"]):
    """Makes users who sign in by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Without a password the account exists but nobody can sign in to it."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(
            email, password, is_superuser=True, is_staff=True, platform_role=PlatformRole.ADMIN, **fields
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(is_address("email", username or ""))

    def of_address(self, email: str) -> "User | None":
        """Whose address this is."""
        return self.filter(is_address("email", email)).first()


GUESTS_OWN = frozenset({"name", "language", "last_login"})  # columns that an object without its rights may store


def new_handle() -> str:
    """192 random bits."""
    return secrets.token_urlsafe(24)


class User(AbstractBaseUser, PermissionsMixin):
    """One person. The e-mail address is the login and is stored in lower case.

    One person can have both sides: a seat, entered by password and second factor, and an account of an enterprise,
    entered by a mailed code. A session of a code holds the person `as_guest`. `guest_mark`, where it is set, is what
    such sessions carry a digest of, as others do of the password.
    """

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(
        _("preferred language"),
        max_length=10,
        choices=Language.choices,
        default=Language.ZH_HANS,
        help_text=_("Mails to this person are written in this language."),
    )
    platform_role = models.CharField(
        _("platform role"), max_length=20, choices=PlatformRole.choices, default=PlatformRole.NONE, blank=True
    )
    is_staff = models.BooleanField(
        _("may enter the back office"),
        default=False,
        help_text=_("Without a seat or a platform role nothing is visible there."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined at"), default=timezone.now)
    enters_by_code = models.BooleanField(_("has signed in by mailed code"), default=False, editable=False)
    guest_mark = models.CharField(max_length=64, blank=True, editable=False)
    toured_at = models.DateTimeField(_("tour of the back office closed at"), null=True, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    is_guest = False  # of this object, not of the row

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """An object without its rights stores no rights."""
        if self.is_guest and not GUESTS_OWN.issuperset(kwargs.get("update_fields") or ["*"]):
            raise ValueError("This object was stripped of its rights and cannot be stored whole.")
        super().save(*args, **kwargs)

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        if self.is_guest:
            self.as_guest()

    def as_guest(self) -> "User":
        """This object without any right of the back office, whatever the row says; every check of rights reads these.

        A mailed code proves a mailbox and nothing else.
        """
        self.is_guest = True
        self.is_staff = self.is_superuser = False
        self.platform_role = PlatformRole.NONE
        self.__dict__["seats"] = self.__dict__["seat_roles"] = frozenset()
        return self

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        if self.is_guest and self.guest_mark:
            return salted_hmac("accounts.guest", self.guest_mark, secret=secret, algorithm="sha256").hexdigest()
        return super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name or self.email

    @cached_property
    def seats(self) -> frozenset[tuple[int, str]]:
        """This person's seats at active operators (`parks.Membership`): the operator's number and the role, read once
        per object. Which rows a seat reaches is decided by these numbers, so a list needs no join to the seats."""
        return frozenset(self.memberships.filter(operator__is_active=True).values_list("operator_id", "role"))

    @cached_property
    def seat_roles(self) -> frozenset[str]:
        """The roles among them."""
        return frozenset(role for _operator, role in self.seats)

    @property
    def belongs_inside(self) -> bool:
        """Whether the back office is this person's place: a seat (even at a closed operator) or a platform role.

        `is_staff` stores the answer; `parks.seats` and saving a platform role keep it.
        """
        has_role = self.is_superuser or bool(self.platform_role)
        return has_role or (self.pk is not None and not self.is_guest and self.memberships.exists())

    @property
    def is_platform_admin(self) -> bool:
        """May do everything: a platform administrator or the break-glass superuser."""
        return self.is_active and (self.is_superuser or self.platform_role == PlatformRole.ADMIN)

    @property
    def is_platform_staff(self) -> bool:
        """Sees every operator's records (each role still limits what it may do with them)."""
        return self.is_active and (self.is_superuser or bool(self.platform_role))


class SignInCode(models.Model):
    """A code that was mailed to an address, good for a quarter of an hour in the browser that asked for it.

    The browser's session holds `handle`; the code itself is kept as a digest only. Of one address one code is live:
    asking again closes the one before. The rows of the last day are also what an address is limited by.
    """

    MOST_ATTEMPTS = 5

    email = models.EmailField(_("e-mail address"), max_length=254)
    handle = models.CharField(max_length=64, unique=True, default=new_handle, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("sign-in code")
        verbose_name_plural = _("sign-in codes")
        indexes = [models.Index(fields=["email", "created_at"], name="sign_in_code_email")]
        constraints = [
            models.UniqueConstraint(
                fields=["email"], condition=models.Q(closed_at__isnull=True), name="sign_in_code_live_once"
            ),
            models.CheckConstraint(condition=models.Q(attempts__lte=5), name="sign_in_code_few_attempts"),
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"


class StaffSession(models.Model):
    """One browser of somebody of the back office. Its session holds `handle`; without this row it is signed out.

    `passed_at`: the second factor was shown (or none is wanted). `confirmed_at`: the password or a passkey was last
    asked for, which exports and changes of members want to be recent.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="staff_sessions")
    handle = models.CharField(max_length=64, unique=True, default=new_handle, editable=False)
    started_at = models.DateTimeField(_("signed in at"), default=timezone.now)
    seen_at = models.DateTimeField(_("last seen at"), default=timezone.now)
    passed_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(default=timezone.now)
    address = models.GenericIPAddressField(_("from address"), null=True, blank=True)
    agent = models.CharField(_("browser"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("session of staff")
        verbose_name_plural = _("sessions of staff")
        indexes = [models.Index(fields=["seen_at"], name="staff_session_seen")]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"


class Authenticator(models.Model):
    """The app that makes codes from the time. The secret is sealed (`common.sealing`); a code counts once: `last_step`
    is the half minute of the newest code taken, and older ones are refused."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="authenticator")
    secret = models.CharField(max_length=250, editable=False)
    last_step = models.BigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("set up at"), default=timezone.now)

    class Meta:
        verbose_name = _("authenticator app")
        verbose_name_plural = _("authenticator apps")

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"


class Passkey(models.Model):
    """A key that a device or a password manager keeps; only its public half is here."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(_("name"), max_length=60)
    credential = models.CharField(max_length=1400, unique=True, editable=False)
    public_key = models.BinaryField(editable=False)
    sign_count = models.BigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(_("set up at"), default=timezone.now)
    used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("passkey")
        verbose_name_plural = _("passkeys")

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """One of ten codes on paper, kept as a digest, good once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, editable=False)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return str(self.pk)


class StaffLink(models.Model):
    """A mailed link with which somebody of the back office sets a password, once. The secret in it is kept as a digest;
    of a person one link of each purpose is live: asking again closes the one before."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="staff_links")
    purpose = models.CharField(max_length=10, choices=LinkPurpose.choices)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("link for staff")
        verbose_name_plural = _("links for staff")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose"], condition=models.Q(closed_at__isnull=True), name="staff_link_live_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"


class AuditEntry(models.Model):
    """Who did what to which row, when and from where. Written by `accounts.audit`, never changed.

    `operator_number` is the id of the operator whose business the row is; empty where it is the platform's alone.
    `once` keeps an entry from being written twice, such as that of one person opening one record on one day.
    """

    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        User, verbose_name=_("who"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    action = models.CharField(_("what"), max_length=20, choices=AuditAction.choices)
    content_type = models.ForeignKey(
        ContentType,
        verbose_name=_("kind of record"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    object_id = models.CharField(_("record number"), max_length=64, blank=True)
    label = models.CharField(_("record"), max_length=250, blank=True, db_index=True)
    details = models.JSONField(_("details"), default=dict, blank=True)
    address = models.GenericIPAddressField(_("from address"), null=True, blank=True)
    operator_number = models.PositiveBigIntegerField(_("number of the operator"), null=True, blank=True)
    once = models.CharField(max_length=120, unique=True, null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="audit_object"),
            models.Index(fields=["operator_number", "-at", "-id"], name="audit_operator_newest"),
            models.Index(fields=["action", "-at", "-id"], name="audit_action_newest"),
        ]

    def __str__(self) -> str:
        """Without the label, which may name a person: auditors read this in titles."""
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_action_display()}"


class AuditKey(models.Model):
    """While a row stands here the database lets entries of the trail be changed or deleted (triggers, see migrations).

    `audit.unlocked` writes one and takes it away within a transaction, so that nobody else ever sees it.
    """

    class Meta:
        verbose_name = _("key to the audit trail")
        verbose_name_plural = _("keys to the audit trail")

    def __str__(self) -> str:
        return f"{self.pk}"
