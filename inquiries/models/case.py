"""One park's handling of one inquiry."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.lookups import IsNull
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from enterprises.models import Enterprise
from inquiries.enums import (
    OPEN_STAGES,
    DuplicateAnswer,
    LostReason,
    Readiness,
    Screening,
    Stage,
    YesNoUnknown,
)
from inquiries.models.inquiry import NUMBER, Inquiry
from parks.models import Industry, Operator, Park, SettlementMode
from parks.scoping import ScopedQuerySet

OPEN = Q(stage__in=OPEN_STAGES)
# The enterprise had the last word, and its consent stands: the condition of the list is that of its indexes.
WRITTEN = Q(enterprise_wrote_at__isnull=False, consent_withdrawn_at__isnull=True)
# Unanswered before answered, nobody's before somebody's, the earliest promise first. The same expressions make the
# index and the order of the list: databases use the one for the other only where both are written alike.
URGENT = (
    IsNull(F("first_response_at"), False).asc(),
    IsNull(F("owner"), False).asc(),
    F("answer_by").asc(),
    F("id").asc(),
)
FEW_OF = ("park", "operator", "owner")  # what many cases of a list have in common
DEFAULT_PROMISE = 16  # working hours: two working days, as operators promise by default


class CaseQuerySet(ScopedQuerySet["Case"]):
    """Private to the operator that the enterprise consented to, not to the operators above its park."""

    SEAT_PATHS = ("operator__memberships",)

    def let_in(self) -> Self:
        """Those whose inquiry is not in quarantine. Few are, and an index knows them: no other inquiry is read."""
        held = Inquiry.objects.order_by().filter(pk=OuterRef("inquiry"), screening=Screening.QUARANTINED)
        return self.filter(~Exists(held))

    def live(self) -> Self:
        """Open cases of inquiries that are not in quarantine."""
        return self.let_in().filter(stage__in=OPEN_STAGES)

    def unanswered(self) -> Self:
        """Open cases without a first response, most urgent first."""
        return self.live().filter(first_response_at__isnull=True).order_by("answer_by", "pk")

    def listed(self) -> Self:
        """With what a list shows of each: its company in the same query; parks, operators and officers, of whom there
        are few, once each and not on every row."""
        return self.select_related("inquiry__enterprise").prefetch_related(*FEW_OF)

    def running(self) -> Self:
        """Whose promise of a first answer is still open; the clock of some of them stands still."""
        return self.live().filter(first_response_at__isnull=True, promise_kept__isnull=True)

    def locked(self, pk: int) -> "Case":
        """One case as it is now, with what every verb reads; nobody else changes it until the transaction ends."""
        return (
            self.select_for_update(of=("self",))
            .select_related("inquiry__enterprise", "inquiry__mode", "park", "operator", "owner")
            .get(pk=pk)
        )


class Case(models.Model):
    """`stage` is written by `inquiries.workflow.transitions` only.

    `mode` is that of the inquiry, which nobody changes once it is sent: copied, so that the list by it reads one index.

    `answer_by` is the promise given to the enterprise, `promised_hours` what it was counted from when the case was
    opened (the operator's value may change later), `warn_at` the moment when three quarters of it have passed.
    `promise_kept` is frozen when the case is contacted or ends, or when the promise is broken; see `workflow.promise`.
    `enterprise_wrote_at` is the moment of its last message while nobody at the park has answered it.
    Once `consent_withdrawn_at` is set, the operator's staff see neither the enterprise nor what it said.
    """

    inquiry = models.ForeignKey(
        Inquiry,
        verbose_name=_("inquiry"),
        db_index=False,  # the constraint below has one
        on_delete=models.PROTECT,
        related_name="cases",
    )
    park = models.ForeignKey(Park, verbose_name=_("park"), on_delete=models.PROTECT, related_name="cases")
    operator = models.ForeignKey(
        Operator,
        verbose_name=_("operator"),
        db_index=False,  # several indexes of the lists begin with it
        on_delete=models.PROTECT,
        related_name="cases",
    )
    mode = models.ForeignKey(
        SettlementMode,
        verbose_name=_("settlement mode"),
        null=True,
        blank=True,
        editable=False,
        db_index=False,  # the indexes of the lists begin with it
        on_delete=models.PROTECT,
        related_name="+",
    )
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices, default=Stage.NEW)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("officer in charge"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="cases",
    )
    promised_hours = models.PositiveSmallIntegerField(_("promised within (working hours)"), default=DEFAULT_PROMISE)
    answer_by = models.DateTimeField(_("answer promised by"))
    warn_at = models.DateTimeField(_("warn the staff at"), null=True, blank=True, editable=False)
    first_response_at = models.DateTimeField(_("first answered at"), null=True, blank=True)
    promise_kept = models.BooleanField(_("promise kept"), null=True, blank=True)
    awaiting_enterprise_since = models.DateTimeField(_("waiting for the enterprise since"), null=True, blank=True)
    awaiting_question = models.TextField(_("question to the enterprise"), blank=True)
    on_hold_until = models.DateField(_("on hold until"), null=True, blank=True)
    on_hold_reason = models.CharField(_("reason for the hold"), max_length=300, blank=True)
    next_action = models.CharField(_("next action"), max_length=200, blank=True)
    next_action_on = models.DateField(_("next action on"), null=True, blank=True)
    lost_reason = models.CharField(_("lost because"), max_length=20, choices=LostReason.choices, blank=True)
    end_note = models.CharField(_("note on the end"), max_length=500, blank=True)
    enterprise_wrote_at = models.DateTimeField(_("waits for an answer since"), null=True, blank=True, editable=False)
    consent_withdrawn_at = models.DateTimeField(_("consent withdrawn at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("received at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects: ClassVar[CaseQuerySet] = CaseQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["-created_at", "-pk"]
        permissions = [("force_case", _("Can force a stage"))]
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "park"], name="case_once_per_park"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="case_stage_known"),
            models.CheckConstraint(condition=~Q(stage=Stage.LOST) | ~Q(lost_reason=""), name="case_lost_has_reason"),
            models.CheckConstraint(
                condition=Q(awaiting_enterprise_since__isnull=True) | ~Q(awaiting_question=""),
                name="case_waiting_has_question",
            ),
            models.CheckConstraint(
                condition=Q(on_hold_until__isnull=True) | ~Q(on_hold_reason=""), name="case_hold_has_reason"
            ),
            models.CheckConstraint(condition=Q(promised_hours__gte=1), name="case_promise_real"),
        ]
        indexes = [
            models.Index(
                fields=["warn_at"],
                condition=Q(first_response_at__isnull=True, promise_kept__isnull=True, stage__in=OPEN_STAGES),
                name="case_promise_running",
            ),
            models.Index(fields=["park"], condition=Q(promise_kept__isnull=False), name="case_promise_settled"),
            models.Index(fields=["operator", "stage", "answer_by"], name="case_operator_stage"),
            models.Index(fields=["operator", "-created_at"], name="case_operator_newest"),
            # The list at a million rows: of one operator, and of the platform, which sees all.
            models.Index(F("operator"), *URGENT, condition=OPEN, name="case_operator_urgent"),
            models.Index(*URGENT, condition=OPEN, name="case_urgent"),
            models.Index(F("owner"), *URGENT, condition=OPEN, name="case_owner_urgent"),
            models.Index(F("operator"), F("mode"), *URGENT, condition=OPEN, name="case_operator_mode"),
            models.Index(F("mode"), *URGENT, condition=OPEN, name="case_mode_urgent"),
            models.Index(fields=["stage", "answer_by"], name="case_stage_due"),
            models.Index(fields=["-created_at", "-id"], name="case_newest"),
            models.Index(
                fields=["operator", "answer_by"], condition=OPEN & Q(first_response_at__isnull=True), name="case_owed"
            ),
            models.Index(
                fields=["operator", "awaiting_enterprise_since"],
                condition=Q(awaiting_enterprise_since__isnull=False),
                name="case_waiting",
            ),
            models.Index(fields=["on_hold_until"], condition=Q(on_hold_until__isnull=False), name="case_on_hold"),
            models.Index(fields=["enterprise_wrote_at", "id"], condition=WRITTEN, name="case_written"),
            models.Index(
                fields=["operator", "enterprise_wrote_at", "id"], condition=WRITTEN, name="case_operator_written"
            ),
            models.Index(fields=["created_at"], name="case_received"),
        ]

    def __str__(self) -> str:
        return f"{self.inquiry.reference} · {self.park}"

    @property
    def mail_reference(self) -> str:
        """What mails about this case carry in `OutgoingEmail.about`."""
        return f"case:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN_STAGES

    @property
    def is_shut(self) -> bool:
        """Nobody at the operator may see whose case it is: the consent was withdrawn, or all of it is erased."""
        return self.consent_withdrawn_at is not None or self.inquiry.erased_at is not None


class Qualification(models.Model):
    """What staff found out about the need; starts as a copy of the inquiry, and the gates read it.

    `cannot_say` lists the fields to which the enterprise answered “we cannot say”: a valid, recorded answer.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="qualification")
    duplicate_answer = models.CharField(
        _("known already?"), max_length=20, choices=DuplicateAnswer.choices, blank=True, default=DuplicateAnswer.OPEN
    )
    duplicate_of = models.ForeignKey(
        Enterprise, verbose_name=_("known company"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    duplicate_note = models.CharField(_("why not a duplicate"), max_length=300, blank=True)
    industry = models.ForeignKey(
        Industry, verbose_name=_("industry"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    mode = models.ForeignKey(
        SettlementMode,
        verbose_name=_("settlement mode"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    readiness = models.CharField(_("readiness"), max_length=20, choices=Readiness.choices, blank=True)
    meeting_language = models.CharField(
        _("language of meetings"), max_length=60, blank=True, help_text=_("And whether an interpreter is needed.")
    )
    area_min = models.DecimalField(_("area from (m²)"), max_digits=12, decimal_places=2, **NUMBER)
    area_max = models.DecimalField(_("area to (m²)"), max_digits=12, decimal_places=2, **NUMBER)
    move_in_from = models.DateField(_("move in from"), null=True, blank=True)
    budget_note = models.CharField(_("budget or counter-offer"), max_length=200, blank=True)
    industry_checked = models.BooleanField(_("industry checked against the space's limits"), default=False)
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    not_yet_registered = models.BooleanField(_("not yet registered"), default=False)
    emissions = models.CharField(_("air emissions"), max_length=10, choices=YesNoUnknown.choices, blank=True)
    waste_water = models.CharField(_("industrial waste water"), max_length=10, choices=YesNoUnknown.choices, blank=True)
    noise = models.CharField(_("noise at night"), max_length=10, choices=YesNoUnknown.choices, blank=True)
    hazardous = models.CharField(_("hazardous substances"), max_length=10, choices=YesNoUnknown.choices, blank=True)
    admission_decided_on = models.DateField(_("admission decided on"), null=True, blank=True)
    admission_reason = models.CharField(_("reason of the decision"), max_length=500, blank=True)
    cannot_say = models.JSONField(_("client cannot say"), default=list, blank=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("qualification")
        verbose_name_plural = _("qualifications")

    def __str__(self) -> str:
        return str(self.case)


class StageChange(models.Model):
    """The log of stages; never changed. `missing` keeps what a forced move skipped."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="stage_changes")
    from_stage = models.CharField(pgettext_lazy("stage", "from"), max_length=20, choices=Stage.choices, blank=True)
    to_stage = models.CharField(pgettext_lazy("stage", "to"), max_length=20, choices=Stage.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    note = models.CharField(_("note"), max_length=500, blank=True)
    forced = models.BooleanField(_("forced"), default=False)
    missing = models.JSONField(_("missing then"), default=list, blank=True)

    class Meta:
        verbose_name = _("stage change")
        verbose_name_plural = _("stage changes")
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["to_stage", "at"], name="stage_change_to"),
            models.Index(fields=["case", "at"], name="stage_change_case"),
        ]

    def __str__(self) -> str:
        return f"{self.from_stage} → {self.to_stage}"
