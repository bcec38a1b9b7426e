"""Which parks fit: the questions of the page “help me choose”, judged by the same scoring."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from common.languages import local_text
from common.rest import OpenData
from inquiries.forms.choosing import ChooseForm
from inquiries.matching.recommend import Recommended, recommend
from inquiries.matching.scoring import Criterion, Verdict

QUESTIONS = (
    ("industry", gettext_lazy("Code of an industry.")),
    ("mode", gettext_lazy("Code of a way to settle.")),
    ("place", gettext_lazy("ISO 3166-1 code of a country, or code of a region.")),
    ("wanted_direction", gettext_lazy("outbound, inbound or domestic; a place says more.")),
    ("area_min", gettext_lazy("In m².")),
    ("area_max", gettext_lazy("In m².")),
    ("seats", gettext_lazy("Number of desks.")),
    ("by", gettext_lazy("The last day to move in.")),
)


class FindingSerializer(serializers.Serializer):
    """One criterion: whether the park fits it, and why."""

    criterion = serializers.ChoiceField(choices=Criterion.values)
    verdict = serializers.ChoiceField(choices=Verdict.values)
    reason = serializers.CharField()


class RecommendedSerializer(serializers.Serializer):
    """One park with everything that was found about it, and the spaces to ask for."""

    park = serializers.CharField(source="park.slug")
    name = serializers.SerializerMethodField()
    is_good = serializers.BooleanField(
        source="match.is_good",
        help_text=gettext_lazy("Nothing asked for does not fit, and at least half of it is known to fit."),
    )
    points = serializers.IntegerField(source="match.points")
    findings = FindingSerializer(source="match.findings", many=True)
    spaces = serializers.SerializerMethodField()

    def get_name(self, one: Recommended) -> str:
        return local_text(one.park, "name").text

    def get_spaces(self, one: Recommended) -> list[int]:
        return [space.pk for space in one.spaces]


class RecommendationView(OpenData, APIView):
    """Up to three parks that fit the answers best, with the reasons for and against each."""

    @extend_schema(
        description=gettext_lazy(
            "Up to three parks that fit the answers best, with the reasons for and against each. What is unknown is "
            "never counted as fitting. Nothing is stored."
        ),
        summary=gettext_lazy("Parks that fit"),
        parameters=[
            *(OpenApiParameter(name, description=words) for name, words in QUESTIONS),
            OpenApiParameter("language", many=True, description=gettext_lazy("Codes of languages, such as zh or en.")),
        ],
        responses=RecommendedSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        form = ChooseForm(request.query_params)
        if not form.is_valid():
            errors: dict[str, Any] = {name: [str(said) for said in found] for name, found in form.errors.items()}
            raise exceptions.ValidationError(errors)
        wish = form.wish()
        if wish.is_open:
            raise exceptions.ValidationError(_("Answer at least one question."))
        return Response(RecommendedSerializer(recommend(wish).found, many=True).data)
