"""What a company keeps about itself in its account, who belongs to it, and who was invited."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from accounts.models import User
from common.enums import Language
from enterprises.enums import EnterpriseType, MemberRole, SizeBand
from parks.models import Industry


class CompanyProfileQuerySet(models.QuerySet["CompanyProfile"]):
    def of(self, user: User) -> "CompanyProfileQuerySet":
        """The companies that this person belongs to, the one joined first at the top."""
        return self.filter(members__user=user).order_by("members__pk")


class CompanyProfile(models.Model):
    """A company as its own people keep it. `Enterprise` is what one inquiry said and never changes; this does.

    Staff of a park see it beside the descriptions in the inquiries that belong to it. Nothing here was verified.
    At least one of the two names is filled.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name_zh_hans = models.CharField(_("Chinese name"), max_length=200, blank=True)
    name_en = models.CharField(_("name in Latin script"), max_length=200, blank=True)
    country = CountryField(verbose_name=_("country/region"))
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    kind = models.CharField(_("type"), max_length=30, choices=EnterpriseType.choices, blank=True)
    industry = models.ForeignKey(
        Industry, verbose_name=_("industry"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    size_band = models.CharField(_("staff"), max_length=10, choices=SizeBand.choices, blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    founded_year = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    qualifications = models.JSONField(
        pgettext_lazy("enterprise", "qualifications"),
        default=list,
        blank=True,
        help_text=_("Codes of `common.enums.Qualification`."),
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)

    objects: ClassVar[CompanyProfileQuerySet] = CompanyProfileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("company profile")
        verbose_name_plural = _("company profiles")
        constraints = [
            models.CheckConstraint(condition=~Q(name_zh_hans="", name_en=""), name="company_profile_has_a_name")
        ]

    def __str__(self) -> str:
        return self.name_zh_hans or self.name_en


class Member(models.Model):
    """Somebody of a company. The last owner stays one: `enterprises.joining` sees to that under a lock."""

    company = models.ForeignKey(CompanyProfile, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="companies")
    role = models.CharField(_("role"), max_length=10, choices=MemberRole.choices)
    joined_at = models.DateTimeField(_("joined at"), default=timezone.now)

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["company", "user"], name="member_once_per_company"),
            models.CheckConstraint(condition=Q(role__in=MemberRole.values), name="member_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.company} · {self.get_role_display()}"

    @property
    def is_owner(self) -> bool:
        return self.role == MemberRole.OWNER


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        """Neither taken nor withdrawn. Whether the time is over is `expires_at`."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


class Invitation(models.Model):
    """A colleague was asked to join. The mailed link works only for whoever signs in with that address."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(CompanyProfile, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"), max_length=254)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "email"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_open_once",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True), name="invitation_one_end"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="invitation_in_order"),
        ]

    def __str__(self) -> str:
        return str(self.company)

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()
