"""The health page for machines and people, and the mailbox of the development server."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from notifications import alarm, heartbeat
from notifications.backends import kept_mail, kept_mails
from notifications.enums import MailState
from notifications.previews import MAIL_POLICY

View = Callable[..., HttpResponseBase]


@never_cache
@vary_on_headers("Accept", "Accept-Language", "Cookie")
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Plain JSON unless a browser asks. 503 only without a database: a silent worker must not stop the web.

    Says counts and ages, nothing about anybody. Whoever looks while the worker is silent raises the alarm, once.
    """
    now = timezone.now()
    try:
        facts = heartbeat.report(now)
        facts["worker_alarm_seconds_ago"] = _alarm(now)
    except DatabaseError:
        return JsonResponse({"status": "down", "database": False}, status=503)
    if request.get_preferred_type(["application/json", "text/html"]) != "text/html":
        return JsonResponse(facts)
    rows = [(state.label, facts["mails"][state.value]) for state in MailState]
    return render(request, "notifications/health.html", {"facts": facts, "rows": rows})


def _alarm(now: datetime) -> int | None:
    """Seconds since the administrators were told of the present silence; None when the worker is at work."""
    seen = heartbeat.worker_seen()
    if seen is None or not heartbeat.is_silent(seen, now):
        return None
    alarm.raise_alarm(now)
    told = alarm.raised_at(seen)
    return None if told is None else max(0, int((now - told).total_seconds()))


def development_only(view: View) -> View:
    """Not found on a server that is not in debug mode: mails hold personal data and secret links."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (settings.DEBUG and getattr(settings, "EMAIL_FILE_PATH", None)):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@development_only
@never_cache
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    return render(request, "notifications/mailbox.html", {"mails": kept_mails()})


@development_only
@never_cache
@require_safe
def mailbox_mail(request: HttpRequest, name: str) -> HttpResponse:
    if (mail := kept_mail(name)) is None:
        raise Http404
    return render(request, "notifications/mailbox_mail.html", {"mail": mail})


@development_only
@never_cache
@require_safe
@xframe_options_sameorigin
@csp_replace(MAIL_POLICY)  # type: ignore[arg-type]  # its stub knows only views without arguments
def mailbox_html(request: HttpRequest, name: str) -> HttpResponse:
    """The formatted half of a mail, for the frame on its page."""
    mail = kept_mail(name)
    if mail is None or not mail.html:
        raise Http404
    return HttpResponse(mail.html)
