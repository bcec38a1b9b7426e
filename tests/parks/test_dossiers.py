"""What a dossier is put together from."""

import datetime

import pytest

from parks import dossiers
from parks.models import Fragment, Park
from tests import cast

TODAY = datetime.date(2026, 11, 22)


def test_texts_cannot_break_out(operator_a):
    hostile = '"#source-1"><script>alert(1)</script>'
    park = cast.make_park(operator_a, "bad", name_en=hostile, summary_en=hostile, description_en=hostile)
    body = dossiers.body(park.pk, TODAY)
    assert "<script" not in body
    assert "&quot;#source-1&quot;&gt;&lt;script&gt;" in body


def test_the_content_is_kept_until_the_day_or_the_park_changes(park_a):
    first = dossiers.body(park_a.pk, TODAY)
    kept = Fragment.objects.get(kind=dossiers.KIND, language="zh-hans")
    assert kept.body == first
    assert dossiers.body(park_a.pk, TODAY) == first
    assert "2026-11-23" in dossiers.body(park_a.pk, TODAY + datetime.timedelta(days=1))
    Park.objects.get(pk=park_a.pk).save()
    assert Fragment.objects.get(kind=dossiers.KIND, language="zh-hans").stamp != kept.stamp


def test_a_park_that_was_withdrawn_meanwhile_has_none(operator_a):
    park = cast.make_park(operator_a, "gone", state_zh_hans="draft", state_en="draft")
    with pytest.raises(Park.DoesNotExist):
        dossiers.body(park.pk, TODAY)


def test_the_code_is_drawn_in_place_without_the_address():
    drawn = dossiers.qr("https://example.org/en/parks/cbtc/")
    assert drawn.startswith("<svg")
    assert "example.org" not in drawn
    assert "style=" not in drawn
