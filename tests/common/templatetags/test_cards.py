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


def test_a_day_is_marked_as_one_piece():
    """A cell may be a grid of label and value: what stands beside a day in the same cell is not torn from it."""
    day = '<span class="day">2026-11-28</span>'
    for cell, marked in {
        "<td>2026-11-28</td>": f"<td>{day}</td>",
        "<td>2026-11-28 14:05</td>": f"<td><span>{day} 14:05</span></td>",
        '<th><a href="?on=2026-11-28">2026-11-28</a></th>': f'<th><a href="?on=2026-11-28">{day}</a></th>',
        "<td><b>1</b><small>by 2026-11-28 14:05</small></td>": f"<td><b>1</b><small>by {day} 14:05</small></td>",
        "<td>until 2026-11-28</td>": "<td>until 2026-11-28</td>",
        "<td>PB-2026-000123, 12026-11-281</td>": "<td>PB-2026-000123, 12026-11-281</td>",
    }.items():
        assert card_cells([cell], [{"text": ""}]) == marked
