"""People who sign in, by password or by a mailed code, and the trail of what they did."""

import secrets
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.enums import AuditAction, PlatformRole
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


class User(AbstractBaseUser, PermissionsMixin):
    """One person. The e-mail address is the login and is stored in lower case."""

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

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.name or self.email

    @cached_property
    def seat_roles(self) -> frozenset[str]:
        """The roles of this person's seats at active operators (`parks.Membership`), read once per object."""
        return frozenset(self.memberships.filter(operator__is_active=True).values_list("role", flat=True))

    @property
    def belongs_inside(self) -> bool:
        """Whether the back office is this person's place: a seat (even at a closed operator) or a platform role.

        `is_staff` stores the answer; `parks.seats` and saving a platform role keep it.
        """
        has_role = self.is_superuser or bool(self.platform_role)
        return has_role or (self.pk is not None and self.memberships.exists())

    @property
    def is_platform_admin(self) -> bool:
        """May do everything: a platform administrator or the break-glass superuser."""
        return self.is_active and (self.is_superuser or self.platform_role == PlatformRole.ADMIN)

    @property
    def is_platform_staff(self) -> bool:
        """Sees every operator's records (each role still limits what it may do with them)."""
        return self.is_active and (self.is_superuser or bool(self.platform_role))


def new_handle() -> str:
    """192 random bits."""
    return secrets.token_urlsafe(24)


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


class AuditEntry(models.Model):
    """Who did what to which row, when and from where. Written by `accounts.audit.record`, never changed."""

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
    label = models.CharField(_("record"), max_length=250, blank=True)
    details = models.JSONField(_("details"), default=dict, blank=True)
    address = models.GenericIPAddressField(_("from address"), null=True, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit trail")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="audit_object")]

    def __str__(self) -> str:
        """Without the label, which may name a person: auditors read this in titles."""
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_action_display()}"
