"""The scoring of “help me choose”, for other systems."""

import pytest

from parks.models import ParkIndustry
from tests import cast

pytestmark = pytest.mark.django_db
URL = "/api/v1/recommendations/"


def test_parks_with_their_reasons(client, park_a, park_b):
    ParkIndustry.objects.create(park=park_a, industry=cast.make_industry("optics"))
    answer = client.get(URL, {"industry": "optics", "lang": "en"})
    assert answer.status_code == 200
    first, second = answer.json()
    assert first == {
        "park": "cbtc",
        "name": "cbtc park",
        "is_good": True,
        "points": 4,
        "findings": [
            {"criterion": "industry", "verdict": "fits", "reason": "The park names this industry as one of its own."},
            {"criterion": "state", "verdict": "fits", "reason": "The park is open."},
        ],
        "spaces": [],
    }
    assert (second["park"], second["is_good"], second["points"]) == ("parkb", False, 1)


@pytest.mark.parametrize(
    ("query", "fields"), [({}, []), ({"industry": "x"}, ["industry"]), ({"area_min": "big"}, ["area_min"])]
)
def test_what_is_not_understood_is_told_at_its_field(client, park_a, query, fields):
    answer = client.get(URL, {**query, "lang": "en"})
    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == fields
