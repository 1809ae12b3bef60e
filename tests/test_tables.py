"""Logical tables from hand-made grids: what joins over a page break, and what does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.documents.plans.action_plan import read_tables
from extractors.documents.plans.plan import read_plan
from extractors.headers import load_templates
from extractors.layout import Cell, Grid, Layout, Line, Page, Word, lines_in_tables, numbered
from extractors.logical import LogicalTable
from extractors.tables import logical_tables

RULES = (0.0, 40.0, 200.0, 500.0, 600.0, 700.0)
HEAD = ("Rec No", "Recommendation", "Action Taken/Planned", "Responsible Owner", "Target Date")
Tag = tuple[int, ...] | None


def line(text: str, page: int, x0: float, top: float, tag: Tag) -> Line:
    words = []
    x = x0 + 3
    for word in text.split():
        words.append(Word(word, x, top, x + 4 * len(word), top + 10, row_tag=tag))
        x += 4 * len(word) + 3
    return Line(tuple(words), page, words[0].x0, top, words[-1].x1, top + 10)


def grid(page: int, index: int, rows: Sequence[Sequence[str]], tags: Sequence[Tag] = (), top: float = 60.0) -> Grid:
    """Rows of one line a cell, 20 points high; a row of one text spans the table."""
    cells = []
    for r, row in enumerate(rows):
        y = top + 20 * r
        tag = tags[r] if tags else None
        wide = len(row) == 1
        for c, text in enumerate(row):
            x0, x1 = RULES[c], RULES[-1] if wide else RULES[c + 1]
            lines = (line(text, page, x0, y + 4, tag),) if text else ()
            cells.append(Cell(r, c, 1, len(RULES) - 1 if wide else 1, lines, x0, y, x1, y + 20))
    return Grid(page, index, tuple(cells), RULES, RULES[0], top, RULES[-1], top + 20 * len(rows))


def layout_of(*pages: tuple[Sequence[Grid], Sequence[Line]]) -> Layout:
    made = tuple(Page(n, 700, 500, tuple(lines), tuple(grids)) for n, (grids, lines) in enumerate(pages, 1))
    return numbered(Layout("pdf", "application/pdf", made, boxed=True))


def read(*pages: tuple[Sequence[Grid], Sequence[Line]]) -> tuple[LogicalTable, ...]:
    return logical_tables(layout_of(*pages), load_templates())


def test_every_line_of_a_layout_has_a_number_of_its_own() -> None:
    one = grid(1, 1, [HEAD, FIRST])
    same = line("Page 1 of 2", 1, 300, 480, None)
    layout = layout_of(([one], [same, same]), ([one], []))
    ordinals = [ln.ordinal for page in layout.pages for ln in page.lines]
    ordinals += [ln.ordinal for ln in lines_in_tables(layout)]
    assert sorted(ordinals) == list(range(22))


FIRST = ("1", "Clean the cells", "We will paint them and", "Governor", "May 2020")


def test_an_unfinished_row_is_joined_and_a_numbered_one_is_not() -> None:
    one = grid(1, 1, [HEAD, FIRST])
    two = grid(2, 2, [("", "", "wash them.", "", ""), ("2", "Mend roofs", "We will.", "Governor", "June 2020")])
    (table,) = read(([one], []), ([two], []))
    assert [row.text(2) for row in table.rows] == ["We will paint them and wash them.", "We will."]
    assert [row.parts for row in table.rows] == [(1, 2), (2,)]


def test_a_table_so_narrow_that_its_rules_are_one_has_one_column() -> None:
    cell = Cell(0, 0, 1, 1, (line("i", 1, 98, 64, None),), 100, 60, 104, 80)
    (table,) = read(([Grid(1, 1, (cell,), (100.0, 104.0), 100, 60, 104, 80)], []))
    assert table.columns == ((100.0, 104.0),)
    assert [row.text(0) for row in table.rows] == ["i"]


def test_a_repeated_header_is_dropped() -> None:
    two = grid(2, 2, [HEAD, ("2", "Mend roofs", "We will.", "Governor", "June 2020")])
    (table,) = read(([grid(1, 1, [HEAD, FIRST])], []), ([two], []))
    assert [row.text(0) for row in table.rows] == ["1", "2"]


def test_a_title_above_a_header_that_is_printed_again_begins_a_part() -> None:
    one = grid(1, 1, [("Annex of the plan",), HEAD, FIRST])
    two = grid(
        2, 2, [("Annex of the plan",), ("Part B",), HEAD, ("2", "Mend roofs", "We will.", "Governor", "June 2020")]
    )
    (table,) = read(([one], []), ([two], []))
    assert [(row.span, row.full_text[:6]) for row in table.rows] == [
        (False, "1 Clea"),
        (True, "Part B"),
        (False, "2 Mend"),
    ]


def test_a_footnote_between_two_pages_is_no_break() -> None:
    one, two = grid(1, 1, [HEAD, FIRST]), grid(2, 2, [("", "", "wash them.", "", "")])
    note = replace_size(line("1 As counted in May", 1, 10, 470, None), 7.0)
    assert len(read(([one], [note]), ([two], []))) == 1
    assert len(read(([one], [replace_size(note, 10.0)]), ([two], []))) == 2


def replace_size(one: Line, size: float) -> Line:
    return replace(one, words=tuple(replace(word, size=size) for word in one.words))


def test_a_running_footer_between_two_pages_is_no_break_and_a_paragraph_is() -> None:
    two = grid(2, 2, [("", "", "wash them.", "", "")])
    foot = [line(f"Page {n} of 2", n, 300, 480, None) for n in (1, 2)]
    prose = line("Another table follows here.", 2, 10, 30, None)
    assert len(read(([grid(1, 1, [HEAD, FIRST])], foot[:1]), ([two], foot[1:]))) == 1
    assert len(read(([grid(1, 1, [HEAD, FIRST])], []), ([two], [prose]))) == 2


def test_another_header_opens_another_table() -> None:
    other = ("Ref", "Area requiring improvement", "Action Required", "Lead Officer", "By when")
    two = grid(2, 2, [other, ("1", "Mend roofs", "We will.", "Governor", "June 2020")])
    tables = read(([grid(1, 1, [HEAD, FIRST])], []), ([two], []))
    assert [len(table.rows) for table in tables] == [1, 1]


def test_rows_without_a_number_inside_a_page_are_rows_of_their_own_after_a_break_too() -> None:
    one = grid(
        1,
        1,
        [
            HEAD,
            ("1", "Clean", "We will paint.", "Governor", "May 2020"),
            ("", "", "We will wash.", "Governor", "May 2020"),
        ],
    )
    two = grid(2, 2, [("", "", "We will mend.", "Head of Works", "June 2020")])
    (table,) = read(([one], []), ([two], []))
    assert [row.text(2) for row in table.rows] == ["We will paint.", "We will wash.", "We will mend."]


def test_what_is_asked_below_a_finished_further_action_begins_a_row_though_a_short_cell_ends_openly() -> None:
    head = ("Recommendation", "Action", "Milestones", "Lead", "Date")
    asked = ("Clean the cells", "We will paint them.", "Half", "Governor", "May 2020")
    further = ("", "We will wash them.", "tested", "Governor", "May 2020")
    anew = ("Mend the roof", "We will buy tiles.", "85% of them", "Head of Works", "June 2020")
    (table,) = read(([grid(1, 1, [head, asked, further])], []), ([grid(2, 2, [anew])], []))
    assert [row.text(0) for row in table.rows] == ["Clean the cells", "", "Mend the roof"]


def test_tags_confirm_or_overrule_the_print() -> None:
    one = grid(1, 1, [HEAD, ("1", "Clean", "We will paint.", "Governor", "May 2020")], [(0, 1, 0), (0, 1, 1)])
    rest = ("", "", "We will wash.", "Deputy Governor", "June 2020")
    numbered = ("2", "Mend", "We will mend.", "Head of Works", "June 2020")
    (same,) = read(([one], []), ([grid(2, 2, [rest, numbered], [(0, 1, 1), (0, 1, 2)])], []))
    (apart,) = read(([one], []), ([grid(2, 2, [rest, numbered], [(0, 1, 2), (0, 1, 3)])], []))
    (silent,) = read(([one], []), ([grid(2, 2, [rest, numbered], [(0, 2, 0), (0, 2, 1)])], []))
    assert [(len(t.rows), [row.doubted for row in t.rows]) for t in (same, apart, silent)] == [
        (2, [False, False]),
        (3, [True, False, False]),
        (2, [False, False]),
    ]
    records = read_tables([apart], boxed=True, dated=None)
    assert [issue.code for issue in records.issues] == ["tags_disagree"]
    assert records.recommendations[0].actions[0].confidence < 0.8


def test_a_section_row_is_no_recommendation() -> None:
    one = grid(1, 1, [HEAD, ("Recommendations to the Governor",), FIRST])
    records = read_tables(read(([one], [])), boxed=True, dated=None)
    assert [(r.number, r.section) for r in records.recommendations] == [("1", "Recommendations to the Governor")]


def test_a_number_given_twice_and_a_gap_are_reported() -> None:
    rows = [("1", "Clean", "We will.", "Governor", "May 2020"), ("1", "Mend", "We will.", "Governor", "May 2020"),
            ("3", "Paint", "We will.", "Governor", "May 2020"), ("4", "Wash", "We will.", "Governor", "May 2020")]  # fmt: skip
    records = read_tables(read(([grid(1, 1, [HEAD, *rows])], [])), boxed=True, dated=None)
    assert [r.number for r in records.recommendations] == ["1", "1 (again 2)", "3", "4"]
    assert {issue.code for issue in records.issues} == {"number_twice", "number_missing"}


def test_a_response_column_of_prose_is_the_action_and_its_first_word_the_response() -> None:
    head = ("No", "Recommendation", "Response", "Lead", "Date")
    row = ("1", "Clean the cells", "Accepted. We will paint all of the cells", "Governor", "May 2020")
    records = read_tables(read(([grid(1, 1, [head, row])], [])), boxed=True, dated=None)
    (found,) = records.recommendations
    assert (found.response, found.actions[0].text) == ("agreed", row[2])


def test_a_full_width_row_that_asks_for_something_is_a_recommendation_or_a_lead_in() -> None:
    rows = [("The Governor should:",), ("1", "clean the cells", "We will.", "Governor", "May 2020"),
            ("Every prison should mend its roof.",)]  # fmt: skip
    records = read_tables(read(([grid(1, 1, [HEAD, *rows])], [])), boxed=True, dated=None)
    assert [(r.lead_in, r.text) for r in records.recommendations] == [
        ("The Governor should:", "clean the cells"),
        (None, "Every prison should mend its roof."),
    ]


def test_a_column_of_no_known_kind_is_quoted_and_lowers_the_coverage() -> None:
    head = ("Rec No", "Recommendation", "Horoscope", "Responsible Owner", "Target Date")
    row = ("1", "Clean the cells", "The stars are very kind today", "Governor", "May 2020")
    layout = layout_of(([grid(1, 1, [head, row])], []))
    found = read_plan(layout, logical_tables(layout, load_templates()))
    assert found.words_assigned == found.words - 6
    issues = {issue.code: issue.message for issue in found.issues}
    assert "'Horoscope'" in issues["unread_column"]
    assert issues["low_coverage"].endswith("The stars are very kind today")
