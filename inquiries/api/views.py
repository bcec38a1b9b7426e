"""Inquiries from other systems: the same questions, the same judgement and the same `submit()` as the form's."""

import hashlib
import json
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_countries import countries
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.network import client_address
from common.rest import ErrorSerializer, JSONParser, LocalizedView
from inquiries import consents, screening, submission
from inquiries.api.schema import multipart_schema, request_schema
from inquiries.api.serializers import ConsentSerializer, OutcomeSerializer
from inquiries.enums import InquirySource
from inquiries.forms import Basket, InquiryForm
from inquiries.models import Inquiry
from parks.models import Operator, Park

KEY = OpenApiParameter(
    "Idempotency-Key",
    location=OpenApiParameter.HEADER,
    required=True,
    description=gettext_lazy(
        "16 to 255 characters of your choice, new for each inquiry. Repeating a request under its key returns the "
        "first inquiry; another request under a used key is refused with 409."
    ),
)
SHORTEST_KEY, LONGEST_KEY = 16, 255


class KeyMissing(exceptions.APIException):
    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "idempotency_key_missing"
    default_detail = gettext_lazy("Send a header Idempotency-Key of 16 to 255 characters, new for each inquiry.")


class KeyUsed(exceptions.APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "idempotency_conflict"
    default_detail = gettext_lazy("This Idempotency-Key was used before, for another inquiry.")


class Flood(exceptions.APIException):
    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_code = "flood"
    default_detail = gettext_lazy(
        "Very many inquiries came from your network in the last hour. Please send it again later."
    )


class ConsentView(LocalizedView, APIView):
    """The texts that an inquiry to these parks needs agreement to."""

    @extend_schema(
        description=gettext_lazy("The texts that an inquiry to these parks needs agreement to."),
        summary=gettext_lazy("Consents an inquiry needs"),
        parameters=[
            OpenApiParameter("park", many=True, description=gettext_lazy("Slugs of the parks to be asked.")),
            OpenApiParameter(
                "desk", bool, description=gettext_lazy("True instead of parks: the platform shall look for some.")
            ),
            OpenApiParameter(
                "country", required=True, description=gettext_lazy("Country or region of the enterprise, ISO 3166-1.")
            ),
        ],
        responses=ConsentSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        slugs = request.query_params.getlist("park")
        parks = Park.objects.accepting().select_related("operator").filter(slug__in=slugs[: submission.MAX_PARKS])
        country = request.query_params.get("country", "").upper()
        if not countries.name(country):
            raise exceptions.ValidationError({"country": _("Choose the country or region of the company.")})
        platform = Operator.objects.desk() if not parks and request.query_params.get("desk") == "true" else None
        if platform is not None:
            return Response(ConsentSerializer(consents.for_desk(platform, country, self.language), many=True).data)
        if not parks:
            raise exceptions.ValidationError({"park": _("Choose at least one park.")})
        texts = consents.needed([park.operator for park in parks], country, self.language)
        return Response(ConsentSerializer(texts, many=True).data)


class InquiryView(LocalizedView, APIView):
    """Takes one inquiry. Nothing can be read here: what follows is on the progress page that the answer names."""

    parser_classes = (JSONParser, MultiPartParser)

    @extend_schema(
        description=gettext_lazy(
            "Takes one inquiry. Nothing can be read here: what follows is on the progress page that the answer names."
        ),
        summary=gettext_lazy("Send a settlement inquiry"),
        parameters=[KEY],
        request={"application/json": request_schema(), "multipart/form-data": multipart_schema()},
        responses={
            201: OutcomeSerializer,
            200: OpenApiResponse(OutcomeSerializer, description=gettext_lazy("Repeated: the inquiry made before.")),
            400: OpenApiResponse(
                ErrorSerializer, description=gettext_lazy("`error.fields` names what is wrong with each answer.")
            ),
            409: OpenApiResponse(ErrorSerializer, description=gettext_lazy("The key was used for another request.")),
            429: OpenApiResponse(ErrorSerializer, description=gettext_lazy("Too many requests.")),
        },
    )
    def post(self, request: Request) -> Response:
        name = request.headers.get("Idempotency-Key", "").strip()
        if not SHORTEST_KEY <= len(name) <= LONGEST_KEY:
            raise KeyMissing
        try:
            inquiry, created = self._take(request, f"api:{hashlib.sha256(name.encode()).hexdigest()}")
        except submission.IdempotencyConflict as error:
            raise KeyUsed from error
        page = reverse("inquiries:progress", kwargs={"reference": inquiry.reference, "secret": inquiry.secret})
        data = OutcomeSerializer(inquiry, context={"page": page}).data
        return Response(data, status=status.HTTP_201_CREATED if created else status.HTTP_200_OK)

    def _take(self, request: Request, key: str) -> tuple[Inquiry, bool]:
        """The first inquiry under the key, else the one these answers make; and whether it is new."""
        answers = flatten(request.data)
        basket = Basket(QueryDict(), request.FILES.getlist("files"), "")
        digest = fingerprint(answers, basket, self.language)
        if first := submission.find(key, digest):
            return first, False
        form = InquiryForm(answers, basket=basket)
        if not form.is_valid():
            raise exceptions.ValidationError(problems_of(form))
        token = screening.FormToken("", key, screening.FASTEST)
        verdict = screening.assess(token, client_address(request), "")
        if verdict.refused:
            raise Flood
        outcome = submission.submit(
            form.submission(key, verdict.reasons, source=InquirySource.API, payload_hash=digest)
        )
        return outcome.inquiry, outcome.created


def flatten(data: Any) -> QueryDict:
    """JSON (or a posted form) as the values that the form reads. Nested objects are refused by name."""
    answers = QueryDict(mutable=True)
    if isinstance(data, QueryDict):
        for name, values in data.lists():
            answers.setlist(name, [value for value in values if isinstance(value, str)])  # the rest are files
        return answers
    if not isinstance(data, dict):
        raise exceptions.ValidationError(_("Send one JSON object."))
    for name, value in data.items():
        values = value if isinstance(value, list) else [value]
        if any(isinstance(one, dict | list) for one in values):
            raise exceptions.ValidationError({_printable(name): _("Send plain values here, no objects.")})
        answers.setlist(name, [_plain(one) for one in values if one is not None])
    return answers


def _printable(name: str) -> str:
    """A client's own word, fit to be sent back: JSON may hold halves of characters that UTF-8 cannot say."""
    return name.encode(errors="replace").decode()


def _plain(value: object) -> str:
    return ("on" if value else "") if isinstance(value, bool) else str(value)


def fingerprint(answers: QueryDict, basket: Basket, language: str) -> str:
    """Tells a repeat of a request from another one under the same key."""
    payload = [language, sorted(dict(answers.lists()).items()), sorted(file.sha256 for file in basket.files)]
    return hashlib.sha256(json.dumps(payload, ensure_ascii=True).encode()).hexdigest()


def problems_of(form: InquiryForm) -> dict[str, list[str]]:
    """Every sentence beside its field; consents that are missing stand under `consent`."""
    fields = {
        ("non_field_errors" if name == NON_FIELD_ERRORS else name): [str(message) for message in messages]
        for name, messages in form.errors.items()
    }
    refused = [f"{tick.text.key}: {tick.error}" for tick in form.ticks if tick.error]
    return {**fields, **({"consent": refused} if refused else {})}
