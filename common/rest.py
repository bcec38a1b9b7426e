"""The manners of the public interface: its language, its pages, its limits and the one shape of its errors.

This module must not import `rest_framework.views`: the framework loads these classes while it loads its views.
"""

import datetime
import hashlib
import time
from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
    ValidationError,
)
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.functional import Promise
from django.utils.http import http_date
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.utils.translation.trans_real import parse_accept_lang_header
from rest_framework import exceptions, pagination, parsers, serializers, throttling
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings

from common import contentversion, ratelimit
from common.languages import html_code, supported
from common.network import client_address

READING = ("GET", "HEAD", "OPTIONS")
# What a page elsewhere may send and read; it may never write, and no cookie goes along.
SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, Content-Language, ETag, Last-Modified, Retry-After",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": ", ".join(READING),
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-Modified-Since, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}


def negotiate_language(request: HttpRequest) -> str:
    """`?lang=` before `Accept-Language` before the default; languages we do not speak are passed over."""
    try:
        asked = supported(request.GET.get("lang"))
    except TooManyFieldsSent:  # the view meets it again, where it becomes an answer
        asked = None
    if asked:
        return asked
    for tag, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        spoken = supported(tag)
        if spoken:
            return spoken
    return settings.LANGUAGE_CODE


class LocalizedView:
    """Answers, errors included, in the reader's language. Goes before the framework's classes.

    The answer is rendered here, so that lazy words inside it are in that language too. Serializers find the
    code as `language` in their context.
    """

    language: str = settings.LANGUAGE_CODE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.language = negotiate_language(request)
        with translation.override(self.language):
            response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
            if isinstance(response, Response):
                response.render()
        response.headers["Content-Language"] = html_code(self.language)
        patch_vary_headers(response, ["Accept-Language"])
        return response

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "language": self.language}  # type: ignore[misc]


class _Seen:
    """When this process first met the present content version: the content is at least as old as that."""

    token: str | None = None
    moment: datetime.datetime = datetime.datetime.min.replace(tzinfo=datetime.UTC)

    def since(self) -> datetime.datetime | None:
        """Whole seconds; None while it is too fresh for headers that count in seconds, or cannot be told.

        What is in force or over depends on the day, so nothing is older than the present day.
        """
        token, now = contentversion.current(), timezone.now()
        if token is None:
            return None
        if token != self.token:
            self.token, self.moment = token, now
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        whole = max(self.moment, midnight).astimezone(datetime.UTC).replace(microsecond=0)
        since = whole + datetime.timedelta(seconds=1)
        return since if since < now else None


SEEN = _Seen()


class OpenData(LocalizedView):
    """Public data: pages of other sites may read it (CORS), and an unchanged answer is not sent again (304)."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        since = SEEN.since() if request.method in ("GET", "HEAD") else None
        response = super().dispatch(request, *args, **kwargs)
        if request.method not in READING:
            return response
        if isinstance(response, HttpResponse) and response.status_code == 200 and request.method != "OPTIONS":
            response = _conditional(request, response, since)
        for name, value in {**SHARED, **(PREFLIGHT if request.method == "OPTIONS" else {})}.items():
            response.headers[name] = value
        return response

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "origin": origin(self.request)}  # type: ignore[attr-defined]


def origin(request: Any) -> str:
    """Scheme and host of the request, for absolute addresses."""
    return f"{request.scheme}://{request.get_host()}"


def _conditional(request: HttpRequest, response: HttpResponse, since: datetime.datetime | None) -> HttpResponseBase:
    """The answer with its ETag and, where known, the moment since when it holds; 304 when the reader has it."""
    own = f'W/"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
    etag = response.headers.get("ETag", own)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    seconds = int(since.timestamp()) if since else None
    if seconds is not None:
        response.headers["Last-Modified"] = http_date(seconds)
    return get_conditional_response(request, etag=etag, last_modified=seconds, response=response) or response


class Pagination(pagination.PageNumberPagination):
    """20 records a page; `page_size` up to 100."""

    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100


class RequestTooLarge(exceptions.APIException):
    status_code = 413
    default_code = "too_large"
    default_detail = _("The request is too large.")


class JSONParser(parsers.JSONParser):
    """JSON whose nesting is too deep for the parser is a parse error, not a crash."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise exceptions.ParseError from error


class AddressThrottle(throttling.BaseThrottle):
    """So many requests of one kind from one address in a window; see `common.ratelimit` for what is exact.

    The rate stands in `REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"]` under `scope`, written `600/hour`.
    """

    scope: ClassVar[str]

    def counts(self, request: Request) -> bool:
        """Whether this throttle looks at the request at all."""
        raise NotImplementedError

    def allow_request(self, request: Request, view: Any) -> bool:
        if not self.counts(request):
            return True
        amount, _slash, period = str(api_settings.DEFAULT_THROTTLE_RATES[self.scope]).partition("/")
        self.seconds = SECONDS[period]
        return not ratelimit.hit(f"api-{self.scope}", client_address(request), int(amount), self.seconds)

    def wait(self) -> float:
        """Seconds until the window closes."""
        return self.seconds - time.time() % self.seconds


class ReadThrottle(AddressThrottle):
    scope = "read"

    def counts(self, request: Request) -> bool:
        return request.method in READING


class WriteThrottle(AddressThrottle):
    scope = "write"

    def counts(self, request: Request) -> bool:
        return request.method not in READING


class ErrorBody(serializers.Serializer):
    code = serializers.CharField(help_text=_("Stable word, such as invalid, not_found, throttled."))
    message = serializers.CharField(help_text=_("A sentence in the reader's language."))
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField()),
        help_text=_("Sentences by field; nested fields with dots."),
    )


class ErrorSerializer(serializers.Serializer):
    """The body of every answer that is no success; for the schema."""

    error = ErrorBody()


# Where the framework's own words are technical, missing in Chinese or tell too much.
_SENTENCES: dict[type[exceptions.APIException], str | Promise] = {
    exceptions.NotFound: _("There is nothing at this address."),
    exceptions.MethodNotAllowed: _("This address does not take requests of this kind."),
    exceptions.ParseError: _("The request cannot be read. It must be valid JSON in UTF-8."),
    exceptions.UnsupportedMediaType: _("Requests must be JSON (Content-Type: application/json)."),
    exceptions.NotAcceptable: _("Answers are available as JSON only."),
    exceptions.NotAuthenticated: _("Sign in first."),
    exceptions.AuthenticationFailed: _("The sign-in is not valid."),
}


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """`{"error": {"code", "message", "fields"}}` for everything a client can cause; None (a real error) otherwise."""
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    elif isinstance(exc, DjangoPermissionDenied):
        exc = exceptions.PermissionDenied(*exc.args)
    elif isinstance(exc, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        exc = RequestTooLarge()
    elif isinstance(exc, ValidationError):
        exc = exceptions.ValidationError(_from_django(exc))
    if not isinstance(exc, exceptions.APIException):
        return None
    headers = {}
    if isinstance(exc, exceptions.Throttled):
        headers["Retry-After"] = str(_wait(exc))
    if hasattr(exc, "auth_header"):
        headers["WWW-Authenticate"] = str(exc.auth_header)
    fields = _flatten(exc.detail)
    general = fields.pop("", [])
    error = {"code": _code(exc), "message": _message(exc, general), "fields": fields}
    return Response({"error": error}, status=exc.status_code, headers=headers)


def _code(exc: exceptions.APIException) -> str:
    codes = exc.get_codes()
    return codes if isinstance(codes, str) else exc.default_code


def _wait(exc: exceptions.Throttled) -> int:
    """Whole seconds, rounded up by the framework."""
    return int(getattr(exc, "wait", None) or 1)


def _message(exc: exceptions.APIException, general: list[str]) -> str:
    """One sentence for the whole request."""
    if isinstance(exc, exceptions.Throttled):
        seconds = _wait(exc)
        return ngettext(
            "Too many requests. Try again in %(seconds)s second.",
            "Too many requests. Try again in %(seconds)s seconds.",
            seconds,
        ) % {"seconds": seconds}
    for kind, sentence in _SENTENCES.items():
        if isinstance(exc, kind):
            return str(sentence)
    return " ".join(general) or str(_("Some answers need another look."))


def _from_django(error: ValidationError) -> dict[str, list[str]] | list[str]:
    if not hasattr(error, "error_dict"):
        return error.messages
    return {("" if name == NON_FIELD_ERRORS else name): words for name, words in error.message_dict.items()}


def _flatten(detail: Any, path: str = "") -> dict[str, list[str]]:
    """Sentences by dotted path; those about the whole stand under the empty path (or their parent's)."""
    if isinstance(detail, Mapping):
        items = [("" if key == api_settings.NON_FIELD_ERRORS_KEY else str(key), value) for key, value in detail.items()]
    elif isinstance(detail, list | tuple):
        items = [("" if isinstance(value, str) else str(index), value) for index, value in enumerate(detail)]
    else:
        return {path: [str(detail)]}
    found: dict[str, list[str]] = {}
    for key, value in items:
        for where, sentences in _flatten(value, ".".join(part for part in (path, key) if part)).items():
            found.setdefault(where, []).extend(sentences)
    return found
