import datetime
import json

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.test import Client
from django.urls import path
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.response import Response
from rest_framework.views import APIView

from common.openapi import LANGUAGE
from common.rest import LocalizedView, Pagination, negotiate_language
from parks.models import Region

pytestmark = pytest.mark.urls("tests.common.test_rest")


class ContactForm(serializers.Serializer):
    email = serializers.EmailField()


class InquiryForm(serializers.Serializer):
    name = serializers.CharField()
    contact = ContactForm()
    spaces = serializers.ListField(child=serializers.IntegerField(), required=False)

    def validate(self, attrs):
        if attrs["name"] == "whole":
            raise serializers.ValidationError("The whole is wrong.")
        return attrs


class EchoView(LocalizedView, APIView):
    def get(self, request):
        return Response({"language": self.language, "active": get_language(), "word": gettext_lazy("no data")})

    def post(self, request):
        form = InquiryForm(data=request.data)
        form.is_valid(raise_exception=True)
        return Response(form.validated_data, status=201)


class FailingView(LocalizedView, APIView):
    def get(self, request):
        raise {
            "404": Http404("No Park matches the given query."),
            "403": PermissionDenied("Not your park."),
            "django": ValidationError({"park": [ValidationError("Closed.")], "__all__": ["Too late."]}),
            "plain": ValidationError("Too late."),
            "bug": RuntimeError("bug"),
        }[request.GET["how"]]


class RegionSerializer(serializers.Serializer):
    code = serializers.CharField()
    language = serializers.SerializerMethodField()

    def get_language(self, region):
        return self.context["language"]


class RegionsView(LocalizedView, ListAPIView):
    queryset = Region.objects.all()
    serializer_class = RegionSerializer


urlpatterns = [
    path("echo/", EchoView.as_view()),
    path("fail/", FailingView.as_view()),
    path("regions/", RegionsView.as_view()),
]


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def post(client, body, **headers):
    body = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post("/echo/", body, content_type="application/json", headers=headers)


@pytest.mark.parametrize(
    ("query", "accept", "language"),
    [
        ("?lang=en", "zh-CN", "en"),
        ("?lang=zh", "en", "zh-hans"),
        ("?lang=zh-hans", "", "zh-hans"),
        ("?lang=zh_CN", "en", "zh-hans"),
        ("?lang=fr", "en-GB,en;q=0.8", "en"),
        ("", "fr-BE, en;q=0.5, zh;q=0.9", "zh-hans"),
        ("", "fr", "zh-hans"),
        ("", "nonsense;;q=x", "zh-hans"),
        ("", "", "zh-hans"),
        ("?lang=" + "x" * 5000, "en", "en"),
    ],
)
def test_language(rf, client, query, accept, language):
    assert negotiate_language(rf.get("/" + query, headers={"Accept-Language": accept})) == language
    answer = client.get("/echo/" + query, headers={"Accept-Language": accept})
    assert answer.json()["language"] == answer.json()["active"] == language
    assert answer.json()["word"] == {"zh-hans": "无数据", "en": "no data"}[language]
    assert answer.headers["Content-Language"] == {"zh-hans": "zh-Hans", "en": "en"}[language]
    assert "Accept-Language" in answer.headers["Vary"]


def test_the_language_does_not_leak_out_of_the_view(rf):
    with translation.override("zh-hans"):
        assert b"no data" in EchoView.as_view()(rf.get("/echo/?lang=en")).content
        assert get_language() == "zh-hans"


def test_pages_of_twenty_and_at_most_a_hundred(client, db, django_assert_num_queries):
    Region.objects.bulk_create(
        Region(code=f"r{number:03}", kind="country", country="CN", name_zh_hans="区") for number in range(120)
    )
    with django_assert_num_queries(2):
        first = client.get("/regions/?lang=en").json()
    assert (first["count"], len(first["results"]), first["previous"]) == (120, 20, None)
    assert first["next"] == "http://testserver/regions/?lang=en&page=2"
    assert first["results"][0] == {"code": "r000", "language": "en"}
    assert len(client.get("/regions/?page_size=1000").json()["results"]) == 100
    assert len(client.get("/regions/?page_size=-5").json()["results"]) == 20
    for page in ("7", "0", "x", "9" * 5000):
        answer = client.get(f"/regions/?lang=en&page={page}")
        assert answer.status_code == 404
        assert answer.json()["error"]["message"] == "There is nothing at this address."
    assert Pagination.max_page_size == 100


def test_field_errors_have_one_shape(client):
    answer = post(client, {"contact": {"email": "x"}, "spaces": [1, "two"]}, **{"Accept-Language": "en"})
    assert answer.status_code == 400
    assert answer.json() == {
        "error": {
            "code": "invalid",
            "message": "Some answers need another look.",
            "fields": {
                "name": ["This field is required."],
                "contact.email": ["Enter a valid email address."],
                "spaces.1": ["A valid integer is required."],
            },
        }
    }


def test_field_errors_in_chinese(client):
    error = post(client, {"contact": {"email": "x"}}).json()["error"]
    assert error["message"] == "部分内容需要修改。"
    assert error["fields"]["contact.email"] == ["请输入合法的邮件地址。"]
    assert not any(ord(char) < 128 and char.isalpha() for words in error["fields"].values() for char in words[0])


def test_an_error_about_the_whole_is_the_message(client):
    body = {"name": "whole", "contact": {"email": "a@example.org"}}
    assert post(client, body).json()["error"] == {"code": "invalid", "message": "The whole is wrong.", "fields": {}}


@pytest.mark.parametrize(
    "body",
    ["{", b"\xff\xfe", '{"name": NaN}', "[" * 200_000, "1" * 10_000, '"' + "x" * 100],
)
def test_what_is_no_json(client, body):
    answer = post(client, body, **{"Accept-Language": "en"})
    assert answer.status_code == 400
    assert answer.json()["error"] == {
        "code": "parse_error",
        "message": "The request cannot be read. It must be valid JSON in UTF-8.",
        "fields": {},
    }


@pytest.mark.parametrize("body", ["[]", "null", '"text"', "1"])
def test_json_of_another_shape(client, body):
    assert post(client, body).status_code == 400


def test_too_much_is_refused_unread(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = post(client, {"name": "x" * 2000})
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")
    assert answer.json()["error"]["message"] == "请求内容过大。"


def test_other_types_and_methods(client):
    answer = client.post("/echo/?lang=en", "<a/>", content_type="text/xml")
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "unsupported_media_type")
    answer = client.delete("/echo/?lang=zh")
    assert (answer.status_code, answer.json()["error"]["message"]) == (405, "该地址不接受此类请求。")
    answer = client.get("/echo/?lang=en", headers={"Accept": "text/xml"})
    assert (answer.status_code, answer.json()["error"]["message"]) == (406, "Answers are available as JSON only.")


@pytest.mark.parametrize(
    ("how", "status", "error"),
    [
        ("404", 404, {"code": "not_found", "message": "There is nothing at this address.", "fields": {}}),
        ("403", 403, {"code": "permission_denied", "message": "Not your park.", "fields": {}}),
        ("django", 400, {"code": "invalid", "message": "Too late.", "fields": {"park": ["Closed."]}}),
        ("plain", 400, {"code": "invalid", "message": "Too late.", "fields": {}}),
    ],
)
def test_errors_of_django(client, how, status, error):
    answer = client.get(f"/fail/?lang=en&how={how}")
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_a_bug_is_not_dressed_up(client):
    with pytest.raises(RuntimeError, match="bug"):
        client.get("/fail/?how=bug")


@pytest.fixture
def rates(settings):
    settings.REST_FRAMEWORK = {
        **settings.REST_FRAMEWORK,
        "DEFAULT_THROTTLE_RATES": {"read": "3/minute", "write": "1/hour"},
    }


def test_reading_and_writing_are_throttled_apart(client, rates):
    with time_machine.travel(datetime.datetime(2026, 11, 22, 12, 0, 30, tzinfo=datetime.UTC), tick=False) as clock:
        assert [client.get("/echo/").status_code for _ in range(4)] == [200, 200, 200, 429]
        assert [post(client, {}).status_code for _ in range(2)] == [400, 429]
        answer = client.get("/echo/")
        assert answer.headers["Retry-After"] == "30"
        assert answer.json()["error"] == {
            "code": "throttled",
            "message": "请求过于频繁，请在 30 秒后重试。",
            "fields": {},
        }
        english = client.get("/echo/?lang=en").json()["error"]["message"]
        assert english == "Too many requests. Try again in 30 seconds."
        assert Client(REMOTE_ADDR="198.51.100.9").get("/echo/").status_code == 200
        clock.shift(30)
        assert client.get("/echo/").status_code == 200


def test_the_schema_names_the_language_parameter():
    from drf_spectacular.generators import SchemaGenerator

    schema = SchemaGenerator(patterns=urlpatterns[2:]).get_schema(request=None, public=True)
    names = [parameter["name"] for parameter in schema["paths"]["/regions/"]["get"]["parameters"]]
    assert LANGUAGE.name in names
