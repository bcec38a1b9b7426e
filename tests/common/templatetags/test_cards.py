"""Cells of a list know their heading, whatever the heading is."""

from django.utils.safestring import mark_safe

from common.templatetags.cards import card_cells

BOX = {"text": mark_safe('<input type="checkbox" id="action-toggle">')}


def test_each_cell_says_its_heading_and_the_box_that_chooses_none():
    cells = ['<td class="action-checkbox"><input></td>', '<th class="field-a"><a>1</a></th>', '<td class="b">x</td>']
    assert card_cells(cells, [BOX, {"text": "reference"}, {"text": "first answer"}]) == (
        '<td class="action-checkbox"><input></td>'
        '<th data-label="Reference" class="field-a"><a>1</a></th>'
        '<td data-label="First answer" class="b">x</td>'
    )


def test_a_heading_with_quotes_stays_one_attribute():
    assert card_cells(["<td>1</td>"], [{"text": 'a "b" & c'}]) == ('<td data-label="A &quot;b&quot; &amp; c">1</td>')


def test_a_cell_beyond_the_headings_is_kept():
    assert card_cells(["<td>1</td>", "<td>2</td>"], [{"text": "a"}]) == '<td data-label="A">1</td><td>2</td>'
