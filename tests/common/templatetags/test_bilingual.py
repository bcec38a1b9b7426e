import pytest
from django.template import Context, Template
from django.utils import translation

from parks.models import Region


def render(source, language="en", **context):
    with translation.override(language):
        return Template("{% load bilingual %}" + source).render(Context(context))


@pytest.fixture
def both():
    return Region(name_zh_hans="<武汉>", name_en="<Wuhan>")


@pytest.fixture
def chinese_only():
    return Region(name_zh_hans="<武汉>", name_en="")


def test_text_in_the_readers_language_is_plain(both):
    assert render('{% local both "name" %}', both=both) == "&lt;Wuhan&gt;"


def test_fallback_carries_its_language_and_a_note(chinese_only):
    html = render('{% local region "name" %}', region=chinese_only)
    assert html == ('<span lang="zh-Hans">&lt;武汉&gt;</span> <small class="untranslated">(not yet in English)</small>')


def test_the_note_is_in_the_readers_language():
    html = render('{% local region "name" %}', "zh-hans", region=Region(name_en="Wuhan"))
    assert html == '<span lang="en">Wuhan</span> <small class="untranslated">（暂无中文）</small>'


def test_paragraphs(both, chinese_only):
    assert render('{% local_block r "name" %}', r=both) == "<p>&lt;Wuhan&gt;</p>"
    html = render('{% local_block r "name" %}', r=chinese_only)
    assert '<div lang="zh-Hans"><p>&lt;武汉&gt;</p></div>' in html
    assert html.startswith('<p><small class="untranslated">')
    assert render('{% local_block r "name" %}', r=Region()) == ""


def test_other_name(both, chinese_only):
    html = render("{% other_name r %}", r=both)
    assert html == '<small class="other-name" lang="zh-Hans">&lt;武汉&gt;</small>'
    assert render("{% other_name r %}", r=chinese_only) == ""


def test_side_by_side(chinese_only):
    assert render('{% in_language r "name" "zh-hans" %}', r=chinese_only) == '<span lang="zh-Hans">&lt;武汉&gt;</span>'
    assert "no data" in render('{% in_language r "name" "en" %}', r=chinese_only)


def test_a_missing_record_prints_nothing():
    assert (
        render('[{% local r "name" %}{% local_block r "name" %}{% other_name r %}{{ r|plain:"name" }}]', r=None) == "[]"
    )


def test_plain_text_is_escaped_like_any_value(chinese_only):
    assert render('<a title="{{ r|plain:"name" }}">', r=chinese_only) == '<a title="&lt;武汉&gt;">'


def test_language_codes():
    assert render("{{ 'zh-hans'|html_lang }} {{ 'zh-hans'|other_lang }}") == "zh-Hans en"


def test_figures():
    assert render("{{ 1200|area }} {{ 20|area_range:200 }} {{ 3.5|hectares }}") == "1,200 m² 20–200 m² 3.5 ha"
    assert render("{{ 1200|quantity:'companies' }} {{ 2.345|number:2 }}") == "1,200 companies 2.35"
    assert render("{% money 120 'EUR' 'year' 'm2' %} {{ 100|square_feet }}") == "€120 per m² per year 1,076 ft²"


@pytest.mark.parametrize("source", ["{{ v|area }}", "{{ v|quantity:'x' }}", "{{ v|number }}", "{% money v 'EUR' %}"])
def test_missing_figures_are_a_dash_with_words(source):
    html = render(source, "zh-hans", v=None)
    assert "—" in html
    assert "无数据" in html
