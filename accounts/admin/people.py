"""People and the audit trail. Platform administrators keep accounts; auditors read the trail."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from accounts.admin.trail import Audited
from accounts.forms import GivenPasswordForm, NewUserForm, UserForm
from accounts.models import AuditEntry, User
from common.backoffice import CarefulList

# Roles come from seats and the platform role; Django's groups would be a second, unread truth.
if admin.site.is_registered(Group):
    admin.site.unregister(Group)

# What a person may do: audited with its values.
RIGHTS = ("platform_role", "is_staff", "is_active")
# Kinds of record whose label says nothing about a person.
IMPERSONAL = frozenset({"case", "park", "space", "operator", "inquiry", "outgoingemail"})


def sees_people(request: HttpRequest) -> bool:
    """Platform administrators see personal data; auditors do not."""
    return request.user.has_perm("accounts.view_user")


class NoStrangers:
    """A row out of reach and a row that never was look the same."""

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponseBase:
        raise Http404(_("There is nothing at this address."))


@admin.register(User)
class UserAdmin(Audited, CarefulList, NoStrangers, DjangoUserAdmin):
    """Accounts are closed by “active”. Who may enter the back office follows from seats and platform role."""

    form = UserForm
    add_form = NewUserForm
    change_password_form = GivenPasswordForm
    add_form_template = None  # Django's own speaks of a second step that is not needed here
    list_display = ("email", "name", "language", "platform_role", "is_staff", "is_active", "last_login")
    list_filter = ("is_active", "is_staff", "platform_role", "language")
    search_fields = ("email", "name")
    search_help_text = _("E-mail address or name.")
    ordering = ("email",)
    filter_horizontal = ()
    readonly_fields = ("is_staff", "last_login", "date_joined")
    show_full_result_count = False
    fieldsets = (
        (None, {"description": _("The e-mail address is the login."), "fields": ("email", "password", "name")}),
        (_("Language"), {"description": _("Pages and mails use this language."), "fields": ("language",)}),
        (
            _("Rights"),
            {
                "description": _("Park roles are seats at an operator. Close an account instead of deleting it."),
                "fields": ("platform_role", "is_staff", "is_active"),
            },
        ),
        (_("Dates"), {"description": _("Times of this account."), "fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "description": _("Hand the first password over in person; its owner changes it after signing in."),
                "fields": ("email", "name", "language", "platform_role", "password1", "password2"),
            },
        ),
    )

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Opens or closes the back office as the platform role now says.

        The row is locked first: a seat given or taken at the same moment waits, and then sees this role.
        """
        if change:
            form.initial["is_staff"] = User.objects.select_for_update().get(pk=obj.pk).is_staff
        obj.is_staff = obj.belongs_inside
        super().save_model(request, obj, form, change)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> dict[str, Any]:
        """Also what the person was allowed before and after; no other value of a person is written down."""
        details = super().construct_change_message(request, form, formsets, add)
        if not hasattr(form, "instance"):  # setting a password touches no rights
            return details
        for field in RIGHTS:
            after = getattr(form.instance, field)
            before = None if add else form.initial.get(field, after)
            if before != after:
                details[field] = {"before": before, "after": after}
        return details

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """The break-glass account is changed by itself only: its password would open every door."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """People are switched off, never deleted: the trail keeps naming them."""
        return False


@admin.register(AuditEntry)
class AuditEntryAdmin(CarefulList, NoStrangers, admin.ModelAdmin):
    """Read only. An auditor reads who did what to which record, without personal data."""

    list_display = ("at", "actor", "action", "content_type", "record")
    list_filter = ("action", ("at", admin.DateFieldListFilter))
    list_select_related = ("actor", "content_type")
    date_hierarchy = "at"
    show_full_result_count = False
    list_per_page = 50
    ordering = ("-at", "-pk")

    def get_fields(self, request: HttpRequest, obj: AuditEntry | None = None) -> tuple[str, ...]:
        shown = ("at", "actor", "action", "content_type", "object_id", "record")
        return (*shown, "details", "address") if sees_people(request) else shown

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        return (*self.list_display, "address") if sees_people(request) else self.list_display

    def get_readonly_fields(self, request: HttpRequest, obj: AuditEntry | None = None) -> tuple[str, ...]:
        return self.get_fields(request, obj)

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return ("label", "actor__email") if sees_people(request) else ()

    @admin.display(description=_("record"))
    def record(self, entry: AuditEntry) -> str:
        """Names of people stay out, for everybody: the kind and the number lead there for who may go."""
        kind = entry.content_type.model if entry.content_type else ""
        return entry.label if kind in IMPERSONAL else "—"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}
