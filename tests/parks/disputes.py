"""A park whose sources contradict each other."""

import datetime
from typing import Any

from parks.models import Fact, Metric, Source


def make_disputed(park: Any, prefix: str = "") -> None:
    """Two headline metrics: of the floor area another source says something else, of the staff nobody does."""
    source = Source.objects.create(code=f"{prefix}source")
    texts = {"name_zh_hans": "建筑面积", "name_en": "Floor area", "unit_label_zh_hans": "平方米", "unit_label_en": "m²"}
    area = Metric.objects.create(code=f"{prefix}floor_area", unit="m2", **texts)
    texts = {"name_zh_hans": "员工", "name_en": "Staff", "unit_label_zh_hans": "人", "unit_label_en": "people"}
    staff = Metric.objects.create(code=f"{prefix}staff", unit="people", **texts)
    year_2016, year_2025 = datetime.date(2016, 1, 1), datetime.date(2025, 1, 1)
    Fact.objects.create(park=park, metric=area, source=source, value=120000, headline=True)
    Fact.objects.create(park=park, metric=area, source=source, value=82000, as_of=year_2016)
    Fact.objects.create(park=park, metric=staff, source=source, value=450, as_of=year_2025, headline=True)
    Fact.objects.create(park=park, metric=staff, source=source, value=400, as_of=year_2016)
