"""The audit trail: who saw, changed, exported, forced or erased what. Read only, for everybody.

The platform reads all of it, auditors without personal data, managers what concerns their own operators. It stands here
and not in `accounts`, which knows no operators.
"""

import json
from typing import Any

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.people import NoStrangers
from accounts.enums import AuditAction
from accounts.models import AuditEntry, User
from common.backoffice import BoundedPaginator, CarefulList
from parks.admin.scoping import held_everywhere
from parks.exporting import ListColumn
from parks.models import Operator
from parks.scoping import permissions_of

VIEW = "accounts.view_auditentry"
# Kinds of record whose label says nothing about a person.
IMPERSONAL = frozenset({"case", "park", "space", "operator", "inquiry", "outgoingemail", "holidayoverride"})
OFFERED = 200  # people and operators in a filter


def sees_people(user: User) -> bool:
    """Platform administrators see personal data; auditors and managers do not."""
    return user.has_perm("accounts.view_user")


def operators_of(user: User) -> QuerySet[Operator]:
    """Whose entries this person may read."""
    rows = Operator.objects.order_by("slug")
    if held_everywhere(user, VIEW):
        return rows
    roles = [role for role in user.seat_roles if VIEW in permissions_of(role)]
    return rows.filter(memberships__user=user, memberships__role__in=roles, is_active=True).distinct()


def entries_for(user: User) -> QuerySet[AuditEntry]:
    """Closed by default: an entry that is no operator's is the platform's."""
    if not user.is_staff or not user.has_perm(VIEW):
        return AuditEntry.objects.none()
    if held_everywhere(user, VIEW):
        return AuditEntry.objects.all()
    return AuditEntry.objects.filter(operator_number__in=operators_of(user).order_by().values("pk"))


class ActorFilter(admin.SimpleListFilter):
    title = gettext_lazy("who")
    parameter_name = "who"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        user: Any = request.user
        people = User.objects.filter(is_staff=True).order_by("name", "email")
        if not held_everywhere(user, VIEW):
            people = people.filter(memberships__operator__in=operators_of(user)).distinct()
        return [("system", _("the system")), *((str(one.pk), str(one)) for one in people[:OFFERED])]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value() or ""
        if value == "system":
            return queryset.filter(actor__isnull=True)
        return queryset.filter(actor=value) if value.isdecimal() and len(value) < 19 else queryset


class KindFilter(admin.SimpleListFilter):
    title = gettext_lazy("kind of record")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        """What has a page of its own here; nothing else is written down."""
        kinds = ContentType.objects.get_for_models(*admin.site._registry).values()
        return [(str(kind.pk), capfirst(str(kind.name))) for kind in sorted(kinds, key=lambda kind: kind.natural_key())]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value() or ""
        return queryset.filter(content_type=value) if value.isdecimal() and len(value) < 19 else queryset


class OperatorFilter(admin.SimpleListFilter):
    title = gettext_lazy("operator")
    parameter_name = "of"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        user: Any = request.user
        found = [(operator.slug, str(operator)) for operator in operators_of(user)[:OFFERED]]
        return [*found, ("none", _("the platform alone"))] if held_everywhere(user, VIEW) else found

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "none":
            return queryset.filter(operator_number__isnull=True)
        if self.value():
            return queryset.filter(operator_number__in=Operator.objects.filter(slug=self.value()).values("pk"))
        return queryset


class ForcedFilter(admin.SimpleListFilter):
    """The entries that somebody should be able to explain."""

    title = gettext_lazy("to be explained")
    parameter_name = "show"

    CHOICES = {
        "forced": (gettext_lazy("forced stages"), (AuditAction.FORCED,)),
        "people": (
            gettext_lazy("personal data seen or taken along"),
            (AuditAction.REVEALED, AuditAction.EXPORTED, AuditAction.VIEWED),
        ),
        "erased": (gettext_lazy("erasures and deletions"), (AuditAction.ERASED, AuditAction.DELETED)),
    }

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        return [(code, label) for code, (label, _actions) in self.CHOICES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        found = self.CHOICES.get(self.value() or "")
        return queryset.filter(action__in=found[1]) if found else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(CarefulList, NoStrangers, admin.ModelAdmin):
    """Nobody adds, changes or deletes: retention alone erases, and erasures of people empty what names them."""

    list_display = ("at", "actor", "action", "kind", "record")
    list_filter = (
        ForcedFilter,
        "action",
        KindFilter,
        OperatorFilter,
        ActorFilter,
        ("at", admin.DateFieldListFilter),
    )
    list_select_related = ("actor", "content_type")
    date_hierarchy = None  # it would read the whole table for its years
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # they would count all of it for each choice
    paginator = BoundedPaginator
    list_per_page = 50
    ordering = ("-at", "-pk")
    search_fields = ("label",)
    search_help_text = gettext_lazy("Reference or name of the record, from its beginning.")
    actions = None
    change_list_template = "admin/accounts/audit_list.html"
    export_personal = ()  # said column by column, in `export_columns`

    def get_list_filter(self, request: HttpRequest) -> tuple[Any, ...]:
        """Auditors read who did something, but get no list of all staff."""
        user: Any = request.user
        if sees_people(user) or not held_everywhere(user, VIEW):
            return self.list_filter
        return tuple(item for item in self.list_filter if item is not ActorFilter)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        return entries_for(request.user).order_by(*self.ordering)  # type: ignore[arg-type]

    def get_fields(self, request: HttpRequest, obj: AuditEntry | None = None) -> tuple[str, ...]:
        shown = ("at", "actor", "action", "kind", "object_id", "record")
        user: Any = request.user
        return (*shown, "details", "address") if sees_people(user) else shown

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        return (*self.list_display, "address") if sees_people(request.user) else self.list_display  # type: ignore[arg-type]

    def get_readonly_fields(self, request: HttpRequest, obj: AuditEntry | None = None) -> tuple[str, ...]:
        return self.get_fields(request, obj)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """By the beginning of the label, which an index knows; people are found by who may see them."""
        term = search_term.replace("\x00", "").strip()[:100]
        if not term:
            return queryset, False
        found = Q(label__startswith=term) | Q(label__startswith=term.upper())
        if not sees_people(request.user):  # type: ignore[arg-type]
            found &= Q(content_type__model__in=IMPERSONAL)
        return queryset.filter(found), False

    @admin.display(description=gettext_lazy("kind of record"))
    def kind(self, entry: AuditEntry) -> str:
        """What people call it, without the part of the program that it belongs to."""
        return _kind(entry)

    @admin.display(description=gettext_lazy("record"))
    def record(self, entry: AuditEntry) -> str:
        """Names of people stay out, for everybody: the kind and the number lead there for who may go."""
        return entry.label if _is_impersonal(entry) else "—"

    def has_view_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        if not request.user.has_perm(VIEW):
            return False
        return obj is None or entries_for(request.user).filter(pk=obj.pk).exists()  # type: ignore[arg-type]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def export_columns(self, request: HttpRequest) -> list[ListColumn]:
        """Names of people, what entries say beyond their record, and addresses are for those who see people."""
        return [
            ListColumn("at", gettext_lazy("at"), lambda entry: entry.at, is_moment=True),
            ListColumn("actor", gettext_lazy("who"), lambda entry: str(entry.actor or "")),
            ListColumn("action", gettext_lazy("what"), lambda entry: entry.get_action_display()),
            ListColumn("kind", gettext_lazy("kind of record"), lambda entry: str(_kind(entry))),
            ListColumn("object_id", gettext_lazy("record number"), lambda entry: entry.object_id),
            ListColumn("record", gettext_lazy("record"), lambda entry: entry.label if _is_impersonal(entry) else ""),
            ListColumn("person", gettext_lazy("person or company"), _named, personal=True),
            ListColumn("details", gettext_lazy("details"), _details, personal=True),
            ListColumn("address", gettext_lazy("from address"), lambda entry: entry.address or "", personal=True),
        ]


def _kind(entry: AuditEntry) -> str:
    return str(entry.content_type.name) if entry.content_type else ""


def _details(entry: AuditEntry) -> str:
    return json.dumps(entry.details, ensure_ascii=False) if entry.details else ""


def _is_impersonal(entry: AuditEntry) -> bool:
    return entry.content_type is not None and entry.content_type.model in IMPERSONAL


def _named(entry: AuditEntry) -> str:
    return "" if _is_impersonal(entry) else entry.label
