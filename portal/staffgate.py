"""Nothing of the back office opens to a session that was ended, or that has not shown its second factor.

`BackOffice.has_permission` refuses the same; this says where to go instead.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from accounts import sessions, staffpages
from accounts.models import User

Handler = Callable[[HttpRequest], HttpResponse]


class StaffGate:
    """Stands after AuthenticationMiddleware; pages outside the back office cost nothing."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is None or "admin" not in match.namespaces or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        user = request.user
        if not isinstance(user, User) or not user.is_staff:
            return None
        if sessions.is_over(request):
            logout(request)
            return redirect_to_login(request.get_full_path(), reverse("admin:login"))
        if sessions.has_passed(request) or match.url_name == "login":
            return None
        return staffpages.to_factor(request, user)
