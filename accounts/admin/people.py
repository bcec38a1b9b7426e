"""People. Platform administrators keep accounts."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import BooleanField, Case, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from accounts import confirming, factors, links, sessions
from accounts.admin.trail import Audited
from accounts.forms import GivenPasswordForm, NewUserForm, UserForm
from accounts.models import User
from common.backoffice import CarefulList
from common.freshness import FreshPages
from common.network import client_address

# Roles come from seats and the platform role; Django's groups would be a second, unread truth.
if admin.site.is_registered(Group):
    admin.site.unregister(Group)

# What a person may do: audited with its values.
RIGHTS = ("platform_role", "is_staff", "is_active")


def with_factor(person: str) -> Case:
    """`sessions.factor_of` as a column of a list."""
    return Case(When(sessions.factor_of(person), then=True), default=False, output_field=BooleanField())


class NoStrangers:
    """A row out of reach and a row that never was look the same."""

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponseBase:
        raise Http404(_("There is nothing at this address."))


@admin.register(User)
class UserAdmin(FreshPages, Audited, CarefulList, NoStrangers, DjangoUserAdmin):
    """Accounts are closed by “active”. Who may enter the back office follows from seats and platform role."""

    form = UserForm
    add_form = NewUserForm
    change_password_form = GivenPasswordForm
    change_form_template = "admin/accounts/user.html"
    add_form_template = None  # Django's own speaks of a second step that is not needed here
    export_personal = ("email", "name")
    list_display = (
        "email",
        "name",
        "platform_role",
        "is_staff",
        "is_active",
        "last_login",
        "second_factor",
    )
    list_filter = ("is_active", "is_staff", "platform_role", "language")
    search_fields = ("email", "name")
    search_help_text = _("E-mail address or name.")
    ordering = ("email",)
    filter_horizontal = ()
    readonly_fields = ("is_staff", "second_factor", "last_login", "date_joined")
    show_full_result_count = False
    fieldsets = (
        (None, {"description": _("The e-mail address is the login."), "fields": ("email", "password", "name")}),
        (_("Language"), {"description": _("Pages and mails use this language."), "fields": ("language",)}),
        (
            _("Rights"),
            {
                "description": _("Park roles are seats at an operator. Close an account instead of deleting it."),
                "fields": ("platform_role", "is_staff", "is_active", "second_factor"),
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

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.reset_factor)
        return [path("<int:pk>/reset-factor/", view, name="accounts_user_reset_factor"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(has_factor=with_factor("pk"))

    @admin.display(description=_("second factor"), ordering="has_factor", boolean=True)
    def second_factor(self, user: User) -> bool:
        return user.has_factor  # type: ignore[attr-defined]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        """People's rights are changed only by somebody who showed lately who they are."""
        is_allowed = self.has_change_permission(request) if object_id else self.has_add_permission(request)
        if request.method == "POST" and is_allowed and (page := confirming.ask(request)) is not None:
            return page
        return super().changeform_view(request, object_id, form_url, extra_context)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponseBase:
        """Ends the person's sessions and tells them, in one transaction with the password."""
        user = self.get_object(request, id)
        if user is None or not self.has_change_permission(request, user) or request.method != "POST":
            return super().user_change_password(request, id, form_url)
        if (page := confirming.ask(request)) is not None:
            return page
        with transaction.atomic():
            response = super().user_change_password(request, id, form_url)
            if response.status_code == 302:
                actor: Any = request.user
                kept = sessions.current(request) if user.pk == actor.pk else None
                address, pk = client_address(request), kept.pk if kept else None
                links.password_changed(user, actor=actor, address=address, by="administrator", kept=pk)
        return response

    def reset_factor(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """For somebody who lost phone and recovery codes. A GET asks, a POST does it."""
        user = self.get_object(request, str(pk))
        if not self.has_change_permission(request):
            raise PermissionDenied
        if user is None:
            raise Http404(_("There is nothing at this address."))
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if request.method == "POST":
            if (page := confirming.ask(request)) is not None:
                return page
            actor: Any = request.user
            factors.reset(user, actor=actor, address=client_address(request))
            messages.success(request, _("The second factor was removed. The person was told by mail."))
            return redirect(reverse("admin:accounts_user_change", args=[user.pk]))
        context = {**self.admin_site.each_context(request), "opts": self.model._meta, "person": user}
        return TemplateResponse(
            request, "admin/accounts/reset_factor.html", {**context, "title": _("Reset the second factor")}
        )

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Opens or closes the back office as the platform role now says; whoever is shut out is signed out.

        The row is locked first: a seat given or taken at the same moment waits, and then sees this role.
        """
        if change:
            form.initial["is_staff"] = User.objects.select_for_update().get(pk=obj.pk).is_staff
        obj.is_staff = obj.belongs_inside
        super().save_model(request, obj, form, change)
        if change and not (obj.is_staff and obj.is_active):
            actor: Any = request.user
            sessions.end_others(obj, None, actor=actor, address=client_address(request))

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
