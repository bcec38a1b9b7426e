"""Which heading is which column."""

import pytest

from parks.tables import TABLES
from parks.tables.mapping import guess


@pytest.mark.parametrize(
    ("headings", "found"),
    [
        (["park", "code", "area_min"], {"park": "park", "code": "code", "area_min": "area_min"}),
        (
            ["Park", "Number of the space", "Area from (m²)"],
            {"park": "Park", "code": "Number of the space", "area_min": "Area from (m²)"},
        ),
        (
            ["park", "code", "name_zh", "Name"],
            {"park": "park", "code": "code", "name_zh_hans": "name_zh", "name_en": "Name"},
        ),
        (["something", ""], {}),
    ],
)
def test_headings_are_guessed_by_code_label_and_custom(headings, found):
    assert {name: choice.heading for name, choice in guess(TABLES["spaces"], headings).items()} == found
