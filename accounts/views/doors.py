"""Who is signed in on the public site, and the door of pages that need somebody to be."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.access import CODE_BACKEND
from accounts.models import User
from common.privatepages import keep_private

View = Callable[..., HttpResponseBase]
NEXT = "sign_in_next"  # in the session: where somebody goes after signing in, when the address must not be in a link


def person(request: HttpRequest) -> User | None:
    """Who proved an address by a mailed code in this session; nobody of the back office.

    Without a session's cookie the session is not even looked at: an answer that asked it would vary with the cookie,
    and browsers would not keep a form for their Back button.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = request.user
    if not isinstance(user, User) or user.is_staff:
        return None
    return user if request.session.get(BACKEND_SESSION_KEY) == CODE_BACKEND else None


def is_own_path(request: HttpRequest, path: str) -> bool:
    """Whether this leads to a page of this site, so that nobody is sent elsewhere after signing in."""
    return path.startswith("/") and url_has_allowed_host_and_scheme(path, {request.get_host()}, request.is_secure())


def to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Sign in first, then back to the page of this request (it must have no secret in its address)."""
    return redirect(f"{reverse('accounts:sign_in')}?{urlencode({'next': request.get_full_path()})}")


def private(view: View) -> View:
    """Sets the headers of a personal page."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return keep_private(view(request, *args, **kwargs))

    return wrapped


def signed_in(view: View) -> View:
    """Hands the view who is signed in. Staff are told that this is not their place; everybody else signs in first."""

    @private
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = person(request)
        if found is not None:
            return view(request, found, *args, **kwargs)
        if getattr(request.user, "is_staff", False):
            raise PermissionDenied
        return to_sign_in(request)

    return wrapped
