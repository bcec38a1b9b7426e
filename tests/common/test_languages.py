import pytest
from django.utils import translation

from common.enums import PublicationState
from common.languages import current_language, html_code, local_text, other_language, other_text, supported
from parks.models import Park, Region


def park(**fields):
    states = {"state_zh_hans": PublicationState.PUBLISHED, "state_en": PublicationState.PUBLISHED}
    return Park(**{**states, **fields})


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("zh", "zh-hans"),
        ("zh-CN", "zh-hans"),
        ("ZH_hans", "zh-hans"),
        ("en-GB", "en"),
        ("fr", None),
        ("", None),
        (None, None),
    ],
)
def test_supported(tag, code):
    assert supported(tag) == code


def test_other_and_html_codes():
    assert other_language("zh-hans") == "en"
    assert other_language("en") == "zh-hans"
    assert html_code("zh-hans") == "zh-Hans"
    assert html_code("en") == "en"


def test_current_language_without_an_active_translation(settings):
    with translation.override(None):
        assert current_language() == settings.LANGUAGE_CODE


def test_text_in_the_language_asked_for():
    shown = local_text(park(name_zh_hans="光谷", name_en="Optics Valley"), "name", "en")
    assert (shown.text, shown.language, shown.is_fallback) == ("Optics Valley", "en", False)


def test_text_missing_in_one_language_falls_back_and_says_so():
    shown = local_text(park(summary_zh_hans="简介", summary_en="  "), "summary", "en")
    assert (shown.text, shown.html_language, shown.is_fallback) == ("简介", "zh-Hans", True)


def test_text_missing_in_both_languages():
    shown = local_text(park(summary_zh_hans="", summary_en=None), "summary", "en")
    assert (str(shown), bool(shown), shown.is_fallback) == ("", False, False)


def test_an_unpublished_version_is_not_shown_where_the_other_is_published():
    draft = park(name_zh_hans="光谷", name_en="Secret draft", state_en=PublicationState.DRAFT)
    assert local_text(draft, "name", "en").text == "光谷"
    assert not other_text(draft, "name", "zh-hans")


def test_an_unpublished_version_is_never_the_fallback_of_a_published_one():
    draft = park(summary_zh_hans="", summary_en="Secret draft", state_en=PublicationState.DRAFT)
    assert local_text(draft, "summary", "zh-hans").text == ""


def test_a_record_published_in_no_language_is_previewed_as_it_is():
    draft = park(name_en="Draft", state_en=PublicationState.DRAFT, state_zh_hans=PublicationState.DRAFT)
    assert local_text(draft, "name", "en").text == "Draft"


def test_the_active_language_is_the_default():
    region = Region(name_zh_hans="武汉", name_en="Wuhan")
    with translation.override("en"):
        assert local_text(region, "name").text == "Wuhan"
    with translation.override("zh-hans"):
        assert local_text(region, "name").text == "武汉"
        assert other_text(region, "name").text == "Wuhan"


def test_a_field_without_language_columns():
    assert local_text(park(slug="cbtc"), "slug", "en").text == "cbtc"


def test_the_other_name_is_silent_when_it_says_nothing_new():
    assert not other_text(Region(name_zh_hans="CBTC", name_en="CBTC"), "name", "en")
    assert not other_text(Region(name_zh_hans="武汉", name_en=""), "name", "zh-hans")
    assert not other_text(Region(name_zh_hans="武汉", name_en=""), "name", "en")
