"""What people asked for about their personal data, and what became of it."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.enums import Language
from inquiries.enums import PrivacyKind, PrivacySource, PrivacyState
from inquiries.models.inquiry import Inquiry
from parks.scoping import ScopedQuerySet


def new_handle() -> str:
    """192 random bits; the digest of the mailed code is made with it."""
    return secrets.token_urlsafe(24)


class PrivacyRequestQuerySet(ScopedQuerySet["PrivacyRequest"]):
    """No seat reaches a row: what a person asks about its data is the platform's business."""


class PrivacyRequest(models.Model):
    """One wish about the data of one inquiry. It outlives the erasure and names nobody.

    While it is asked for it waits for the code that was mailed to the contact (`digest`); a confirmed erasure that was
    interrupted is taken up again by `privacy.retention`. `detail` says in codes what was withdrawn; `everything` that
    registrations for events and subscriptions of the same address go too.
    """

    MOST_ATTEMPTS = 5

    inquiry = models.ForeignKey(
        Inquiry, verbose_name=_("inquiry"), on_delete=models.PROTECT, related_name="privacy_requests"
    )
    kind = models.CharField(_("what"), max_length=10, choices=PrivacyKind.choices)
    source = models.CharField(_("asked by"), max_length=10, choices=PrivacySource.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("member of staff"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    state = models.CharField(_("state"), max_length=10, choices=PrivacyState.choices, default=PrivacyState.ASKED)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices)
    detail = models.CharField(_("details"), max_length=120, blank=True)
    everything = models.BooleanField(_("all of the address"), default=False)
    handle = models.CharField(max_length=64, unique=True, default=new_handle, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("asked at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    objects: ClassVar[PrivacyRequestQuerySet] = PrivacyRequestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("privacy request")
        verbose_name_plural = _("privacy requests")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inquiry", "kind"], condition=Q(state=PrivacyState.ASKED), name="privacy_asked_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=PrivacyKind.values), name="privacy_kind_known"),
            models.CheckConstraint(condition=Q(source__in=PrivacySource.values), name="privacy_source_known"),
            models.CheckConstraint(condition=Q(state__in=PrivacyState.values), name="privacy_state_known"),
            models.CheckConstraint(condition=Q(attempts__lte=5), name="privacy_few_attempts"),
            models.CheckConstraint(
                condition=~Q(state=PrivacyState.ASKED) | Q(expires_at__isnull=False), name="privacy_asked_expires"
            ),
            models.CheckConstraint(
                condition=Q(state=PrivacyState.DONE, done_at__isnull=False)
                | ~Q(state=PrivacyState.DONE) & Q(done_at__isnull=True),
                name="privacy_done_has_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=[PrivacyState.ASKED, PrivacyState.CONFIRMED]),
                name="privacy_unfinished",
            )
        ]

    def __str__(self) -> str:
        return f"{self.inquiry.reference} · {self.get_kind_display()}"
