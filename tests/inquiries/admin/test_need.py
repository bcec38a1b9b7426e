"""What staff read of an inquiry's need, and what of it is another park's business."""

import pytest
from django.utils import translation

from inquiries.admin.need import answers
from parks.models import Opportunity, Policy, Service
from tests.inquiries import builders

pytestmark = pytest.mark.django_db
PUBLIC = {"state_zh_hans": "published", "state_en": "published"}


def read(inquiry, *parks, language="en"):
    with translation.override(language):
        return {str(label): str(value) for label, value in answers(inquiry, list(parks))}


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            {
                "Asked for": "Call back",
                "When to call": "Evening, 18:00–20:00 (Brussels, Paris, Berlin)",
                "Recognitions": "National high-tech enterprise, Unicorn",
                "Land": "2.5 ha",
                "Desks": "12",
                "Services wanted": "Visa",
            },
        ),
        (
            "zh-hans",
            {
                "咨询类型": "回电",
                "回电时间": "晚上 18:00–20:00（布鲁塞尔、巴黎、柏林）",
                "荣誉资质": "国家高新技术企业、独角兽企业",
                "土地": "2.5公顷",
                "工位": "12",
                "所需服务": "签证",
            },
        ),
    ],
)
def test_a_call_and_what_goes_with_it(language, lines):
    inquiry = builders.make_inquiry(
        enterprise=builders.make_enterprise(qualifications=["hnte", "unicorn"]),
        need={"land_area": "2.5", "seats": 12},
        kind="callback",
        contact_phone="+32475123456",
        call_window="evening",
        call_zone="Europe/Brussels",
    )
    inquiry.mode = None
    visa = Service.objects.create(code="visa", name_en="Visa", name_zh_hans="签证", tier="general")
    inquiry.requirement.services.add(visa)
    assert read(inquiry, language=language) == lines


def test_projects_and_policies_of_another_park_stay_out(park_a, park_b):
    project = Opportunity.objects.create(
        operator=park_b.operator, park=park_b, slug="lab", title_en="Their lab", **PUBLIC
    )
    inquiry = builders.make_inquiry(opportunity=project)
    common = {"kind": "rent", "country": "BE", **PUBLIC}
    everybody = Policy.objects.create(slug="state", title_en="State aid", **common)
    theirs = Policy.objects.create(slug="theirs", title_en="Their rent", operator=park_b.operator, **common)
    inquiry.requirement.policies.add(everybody, theirs)
    ours, whole = read(inquiry, park_a), read(inquiry, park_b)
    assert ours["Policies wanted"] == "State aid" and "Investment project" not in ours
    assert whole["Investment project"] == "Their lab" and whole["Policies wanted"] == "State aid, Their rent"
