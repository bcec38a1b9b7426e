"""Cases made for measurements."""

import datetime
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from enterprises import likeness
from enterprises.models import Enterprise
from inquiries import indexing, search
from inquiries.models import Case, Inquiry, SearchKeys

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def columns():
    return sorted(
        Case.objects.values_list("inquiry__reference", "stage", "park__slug", "inquiry__enterprise__name_zh_hans")
    )


@pytest.fixture
def few_parks(monkeypatch):
    monkeypatch.setattr("inquiries.management.commands.generate_cases.PARKS", 6)


def test_the_same_cases_every_time_and_none_twice(few_parks, wei, capsys):
    call_command("generate_cases", 3)
    call_command("generate_cases", 3)
    assert "0 generated cases made, 3 were there." in capsys.readouterr().out
    first = columns()
    assert len(first) == 3
    for model in (SearchKeys, Case, Inquiry):
        model.objects.all().delete()
    call_command("generate_cases", 3)
    assert columns() == first
    [case] = search.find_cases(wei, search.candidates(wei, "PB-2025-0000002"), 5)
    before = SearchKeys.objects.get(inquiry=case.inquiry).tokens
    indexing.rebuild()
    assert SearchKeys.objects.get(inquiry=case.inquiry).tokens == before
    for company in Enterprise.objects.all():
        keys = (likeness.key(company.name_zh_hans), likeness.key(company.name_en))
        assert (company.name_key_zh, company.name_key_latin) == keys


def test_a_log_leads_to_where_each_case_is_and_one_operator_has_a_third(few_parks, wei):
    call_command("generate_cases", 60)
    for case in Case.objects.prefetch_related("stage_changes"):
        moves = [(move.from_stage, move.to_stage) for move in case.stage_changes.all()]
        assert (moves[0][0], moves[-1][1]) == ("", case.stage)
        assert [move[0] for move in moves[1:]] == [move[1] for move in moves[:-1]]
    most = Counter(Case.objects.values_list("operator", flat=True)).most_common(1)[0][1]
    assert most >= 20


def test_a_case_copies_the_mode_of_its_inquiry_and_few_cases_cover_as_long_a_time_as_many(few_parks, wei):
    call_command("generate_cases", 3, minutes_apart=1440)
    first, second, third = cases = list(Case.objects.select_related("inquiry").order_by("pk"))
    assert [case.mode_id for case in cases] == [case.inquiry.mode_id for case in cases]
    assert (first.created_at - second.created_at, second.created_at - third.created_at) == (DAY, DAY)


def test_nonsense_is_refused(settings):
    with pytest.raises(CommandError):
        call_command("generate_cases", -1)
    with pytest.raises(CommandError):
        call_command("generate_cases", 1, minutes_apart=0)
    settings.PRODUCTION = True
    with pytest.raises(CommandError):
        call_command("generate_cases", 1)
