"""Who may open the pages about signing in to the back office."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from accounts import sessions, staffpages
from accounts.access import CODE_BACKEND
from accounts.models import User
from accounts.views.doors import is_own_path, private

View = Callable[..., HttpResponseBase]


def password_shown(view: View) -> View:
    """Hands the view somebody of the back office whose password was right, with or without the second factor."""

    @private
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        is_staff = isinstance(user, User) and user.is_staff and user.is_active
        if is_staff and sessions.is_over(request):
            logout(request)
            is_staff = False
        if not is_staff or request.session.get(BACKEND_SESSION_KEY) == CODE_BACKEND:
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        return view(request, user, *args, **kwargs)

    return wrapped


def factor_shown(view: View) -> View:
    """The same, once the second factor was shown too."""

    @password_shown
    @wraps(view)
    def wrapped(request: HttpRequest, user: User, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not sessions.has_passed(request):
            return staffpages.to_factor(request, user)
        return view(request, user, *args, **kwargs)

    return wrapped


def factor_settable(view: View) -> View:
    """The same, or somebody who has no second factor at all yet. Who has one shows it before adding another."""

    @password_shown
    @wraps(view)
    def wrapped(request: HttpRequest, user: User, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not sessions.has_passed(request) and sessions.has_factor(user):
            return staffpages.to_factor(request, user)
        if sessions.current(request) is None:
            sessions.begin(request, user)
        return view(request, user, *args, **kwargs)

    return wrapped


def go_on(request: HttpRequest) -> HttpResponseBase:
    """To the page that was asked for before the second factor."""
    path = str(request.session.pop(staffpages.NEXT, ""))
    return redirect(path if is_own_path(request, path) else "admin:index")
