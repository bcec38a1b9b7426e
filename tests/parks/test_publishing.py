"""Each language version goes out, and comes back, on its own."""

import pytest
from django.utils import timezone
from django.utils.translation import override

from accounts.enums import AuditAction
from accounts.models import AuditEntry
from common.enums import Language, PublicationState
from parks import publishing
from parks.enums import SeatRole
from parks.models import Park, Photo, SearchEntry, TextSource
from parks.publishing import PublicationRefused
from tests import cast

ZH, EN = Language.ZH_HANS, Language.EN


@pytest.fixture
def draft(operator_a):
    """A park of Lin's operator, complete in Chinese, without an English description."""
    return cast.make_park(
        operator_a,
        "draft",
        description_zh_hans="园区介绍",
        state_zh_hans=PublicationState.DRAFT,
        state_en=PublicationState.MISSING,
    )


@pytest.fixture
def editor(operator_a):
    editor = cast.make_user("elise@cbtc.example.org", name="Elise")
    cast.make_seat(editor, operator_a, SeatRole.EDITOR)
    return editor


def entries(park):
    return list(AuditEntry.objects.filter(object_id=str(park.pk), content_type__model="park").order_by("pk"))


def test_one_language_goes_out_and_the_other_stays(draft, editor):
    publishing.publish(draft, ZH, actor=editor)
    stored = Park.objects.get(pk=draft.pk)
    assert stored.is_public_in(ZH) and not stored.is_public_in(EN)
    assert stored.state_en == PublicationState.MISSING
    assert stored.last_reviewed_on is not None
    assert draft.state_zh_hans == PublicationState.PUBLISHED and draft.updated_at == stored.updated_at


def test_publishing_is_audited_and_found_by_search(draft, editor):
    publishing.publish(draft, ZH, actor=editor)
    [entry] = entries(draft)
    assert (entry.action, entry.actor) == (AuditAction.PUBLISHED, editor)
    assert entry.details == {"language": "zh-hans", "before": "draft", "after": "published"}
    stored = Park.objects.get(pk=draft.pk)
    assert SearchEntry.objects.get(record=draft.pk).text_zh_hans.endswith("园区介绍") and stored.sort_key


def test_a_published_version_stays_as_it_is(draft, editor):
    publishing.publish(draft, ZH, actor=editor)
    before = Park.objects.values().get(pk=draft.pk)
    publishing.publish(draft, ZH, actor=editor)
    assert Park.objects.values().get(pk=draft.pk) == before and len(entries(draft)) == 1


def test_a_stale_version_is_confirmed(draft, editor):
    Park.objects.filter(pk=draft.pk).update(state_zh_hans=PublicationState.STALE)
    publishing.confirm(draft, ZH, actor=editor)
    assert Park.objects.get(pk=draft.pk).state_zh_hans == draft.state_zh_hans == PublicationState.PUBLISHED


def make_stale(park, **former):
    """The English texts follow what the Chinese ones said before."""
    for field, source in former.items():
        TextSource.objects.create(
            kind="parks.park", record=park.pk, field=field, language=EN, source=source, behind_since=timezone.now()
        )


def test_a_stale_text_blocks_and_leads_to_its_field(draft, editor):
    Park.objects.filter(pk=draft.pk).update(description_en="Words")
    make_stale(draft, summary="另一句话", name="旧名")
    with pytest.raises(PublicationRefused) as refusal:
        publishing.publish(draft, EN, actor=editor)
    with override("en"):
        found = {denied.field: str(denied.reason) for denied in refusal.value.reasons}
    assert found == {
        "summary_en": "“short text” is stale in English.",
        "name_en": "“name” is stale in English.",
    }
    publishing.publish(draft, ZH, actor=editor)
    publishing.confirm(draft, EN, actor=editor)
    assert Park.objects.get(pk=draft.pk).state_en == PublicationState.MISSING, "a draft stays one"
    publishing.publish(draft, EN, actor=editor)
    assert Park.objects.get(pk=draft.pk).state_en == PublicationState.PUBLISHED


def test_what_else_blocks_leaves_a_stale_version_and_its_texts(draft, editor):
    Park.objects.filter(pk=draft.pk).update(state_en=PublicationState.STALE, description_en="")
    make_stale(draft, summary="另一句话")
    with pytest.raises(PublicationRefused):
        publishing.confirm(draft, EN, actor=editor)
    assert Park.objects.get(pk=draft.pk).state_en == PublicationState.STALE
    assert TextSource.objects.get().reviewed_at is None and not entries(draft)


def test_nobody_else_confirms(draft, bao, lin):
    make_stale(draft, summary="另一句话")
    for person in (bao, lin):
        with pytest.raises(PublicationRefused):
            publishing.confirm(draft, EN, actor=person)
    assert TextSource.objects.get().reviewed_at is None


@pytest.mark.parametrize("field", Park.REQUIRED_TEXTS)
def test_an_empty_field_blocks_its_own_language_only(draft, editor, field):
    Park.objects.filter(pk=draft.pk).update(
        **{f"{field}_en": "  "}, **({} if field == "description" else {"description_en": "About the park"})
    )
    with pytest.raises(PublicationRefused) as refusal:
        publishing.publish(draft, EN, actor=editor)
    [denied] = refusal.value.reasons
    label = {"name": "name", "summary": "short text", "description": "description"}[field]
    with override("en"):
        assert str(denied.reason) == f"“{label}” is empty in English."
    assert Park.objects.get(pk=draft.pk).state_en == PublicationState.MISSING and not entries(draft)
    publishing.publish(draft, ZH, actor=editor)


def test_what_is_checked_is_the_row_and_not_the_callers_object(draft, editor):
    draft.description_en = "typed but not saved"
    with pytest.raises(PublicationRefused):
        publishing.publish(draft, EN, actor=editor)


def test_all_reasons_are_told_at_once(draft, bao):
    Park.objects.filter(pk=draft.pk).update(summary_en="")
    draft.refresh_from_db()
    reasons = publishing.blockers(draft, EN, actor=bao)
    assert len(reasons) == 3 and not any(reasons)


def test_neither_an_officer_nor_another_operators_editor_publishes(draft, lin, operator_b):
    other = cast.make_user("other@parkb.example.org")
    cast.make_seat(other, operator_b, SeatRole.EDITOR)
    for person in (lin, other):
        with pytest.raises(PublicationRefused):
            publishing.publish(draft, ZH, actor=person)
    assert Park.objects.get(pk=draft.pk).state_zh_hans == PublicationState.DRAFT


def test_the_platform_may(draft, wei):
    publishing.publish(draft, ZH, actor=wei)
    assert Park.objects.get(pk=draft.pk).is_public_in(ZH)


def test_withdrawing_archives_one_language_and_takes_it_out_of_search(park_a, editor):
    publishing.withdraw(park_a, EN, actor=editor)
    stored = Park.objects.get(pk=park_a.pk)
    assert (stored.state_en, stored.state_zh_hans) == (PublicationState.ARCHIVED, PublicationState.PUBLISHED)
    assert SearchEntry.objects.values_list("text_zh_hans", "text_en").get() == ("一句话简介", "")
    [entry] = entries(park_a)
    assert entry.details == {"language": "en", "before": "published", "after": "archived"}


def test_what_is_not_published_cannot_be_withdrawn(draft, editor, lin, park_a):
    with pytest.raises(PublicationRefused):
        publishing.withdraw(draft, EN, actor=editor)
    with pytest.raises(PublicationRefused):
        publishing.withdraw(park_a, EN, actor=lin)
    assert Park.objects.get(pk=park_a.pk).is_public_in(EN)


def test_an_archived_version_can_go_out_again(park_a, editor):
    Park.objects.filter(pk=park_a.pk).update(description_en="About")
    publishing.withdraw(park_a, EN, actor=editor)
    publishing.publish(park_a, EN, actor=editor)
    assert Park.objects.get(pk=park_a.pk).is_public_in(EN)


def test_a_picture_without_words_stands_in_the_way_of_its_language_alone(draft, editor):
    Photo.objects.create(park=draft, image="p.jpg", width=1, height=1, alt_en="The gate")
    with override("en"):
        reasons = [str(denied.reason) for denied in publishing.blockers(draft, ZH, actor=editor)]
    assert reasons == ["1 picture has no description in Simplified Chinese."]
    assert not any("picture" in str(denied.reason) for denied in publishing.blockers(draft, EN, actor=editor))
    Photo.objects.update(alt_zh_hans="大门")
    publishing.publish(draft, ZH, actor=editor)
