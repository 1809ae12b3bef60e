"""Plans whose recommendations, owners and dates are parted by white space and type alone, drawn as they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from extractors.model import DocumentError, Extraction
from extractors.registry import extract, tables

HEIGHT = A4[1]


@dataclass
class Pen:
    """Writes lines at places from the top left of an A4 page."""

    path: Path
    canvas: Canvas = field(init=False)

    def __post_init__(self) -> None:
        self.canvas = Canvas(str(self.path), pagesize=A4)

    def text(self, x: float, y: float, *lines: str, bold: bool = False, size: float = 9.0) -> None:
        self.canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
        for n, line in enumerate(lines):
            self.canvas.drawString(x, HEIGHT - y - (size + 2) * n - size, line)

    def box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.rect(x0, HEIGHT - y1, x1 - x0, y1 - y0)

    def level(self, y: float, edges: Sequence[float]) -> None:
        """A level rule, drawn in a piece for each cell."""
        for x0, x1 in pairwise(edges):
            self.canvas.line(x0, HEIGHT - y, x1, HEIGHT - y)

    def turn(self) -> None:
        self.canvas.showPage()

    def save(self) -> None:
        self.canvas.showPage()
        self.canvas.save()

    def read(self) -> Extraction:
        self.save()
        return extract(self.path)


def ruled(pen: Pen, y: float, rows: Sequence[Sequence[str]], edges: Sequence[float] = (50, 300, 430, 540)) -> float:
    """A ruled table of one line a cell; returns where it ends."""
    for row in rows:
        for x0, x1, cell in zip(edges, edges[1:], row, strict=False):
            pen.box(x0, y, x1, y + 18)
            pen.text(x0 + 4, y + 4, cell, bold=row is rows[0])
        y += 18
    return y


def said(found: Extraction) -> list[tuple[object, ...]]:
    return [
        (r.number, r.text, [(a.text, a.owners, a.target_raw) for a in r.actions]) for r in found.recommendations
    ]


HEAD = ("Action", "Lead", "Target")
CARDS = (
    (
        "C1 Values",
        "The service should listen to its staff.",
        ("We will open a staff line.", "Head of People", "May 2023"),
    ),
    (
        "A1 Risk",
        "The service should visit premises at risk.",
        ("We will visit 40 premises.", "Area Manager", "June 2023"),
    ),
    (
        "A2 Fleet",
        "The service should replace old vehicles.",
        ("We will buy four engines.", "Head of Fleet", "July 2023"),
    ),
)


def test_a_title_with_a_number_names_the_recommendation_below_it(tmp_path: Path) -> None:
    pen = Pen(tmp_path / "plan.pdf")
    pen.text(50, 40, "Action plan", bold=True, size=18)
    y = 80.0
    for title, asked, row in CARDS:
        if title.endswith("1 Risk"):
            pen.text(50, y, "Areas for improvement", bold=True, size=14)
            y += 26
        pen.text(50, y, title, bold=True, size=11)
        pen.text(50, y + 18, asked)
        pen.text(50, y + 34, "Our position: Accepted")
        y = ruled(pen, y + 52, (HEAD, row)) + 20
    found = pen.read()
    assert said(found) == [(title.split()[0], asked, [(row[0], (row[1],), row[2])]) for title, asked, row in CARDS]
    assert [r.response for r in found.recommendations] == ["agreed"] * 3
    assert [r.section for r in found.recommendations] == ["Values", *["Areas for improvement"] * 2]


def test_one_numbered_heading_of_a_report_is_no_recommendation(tmp_path: Path) -> None:
    pen = Pen(tmp_path / "plan.pdf")
    pen.text(50, 40, "Action plan", bold=True, size=18)
    pen.text(50, 80, "1 Introduction", bold=True, size=11)
    pen.text(50, 98, "Everybody should read this plan before the meeting of the board.")
    y = 130.0
    for _, _, row in CARDS:
        y = ruled(pen, y, (HEAD, row)) + 20
        pen.text(50, y - 14, "The next table is about something else.")
        y += 10
    found = pen.read()
    assert "Everybody" not in " ".join(r.text for r in found.recommendations)
    assert "no_recommendation_text" in {issue.code for issue in found.issues}


@pytest.mark.parametrize("mark", ["", ":", " –"])
def test_titles_that_count_one_thing_name_what_is_asked_below_them(mark: str, tmp_path: Path) -> None:
    pen = Pen(tmp_path / "plan.pdf")
    pen.text(50, 40, "Action plan", bold=True, size=18)
    pen.text(50, 70, "Area of grave doubt 2", "is the one of which we think most.")
    y = 100.0
    for n, (_, asked, row) in enumerate(CARDS, 1):
        title = f"Area of grave doubt {n}{mark}"
        if mark:
            pen.text(50, y, f"{title} {asked}", bold=True, size=11)
        else:
            pen.text(50, y, title, bold=True, size=11)
            pen.text(50, y + 18, asked)
        y = ruled(pen, y + 34, (HEAD, row)) + 20
    found = pen.read()
    assert said(found) == [
        (str(n), asked, [(row[0], (row[1],), row[2])]) for n, (_, asked, row) in enumerate(CARDS, 1)
    ]


def test_references_above_tables_are_numbers_as_they_stand(tmp_path: Path) -> None:
    pen = Pen(tmp_path / "plan.pdf")
    y = 40.0
    for n, (_, asked, row) in enumerate(CARDS, 1):
        pen.text(50, y, f"AFI {n}", bold=True, size=11)
        pen.text(50, y + 18, asked)
        y = ruled(pen, y + 34, (HEAD, row)) + 20
    assert [r.number for r in pen.read().recommendations] == ["AFI 1", "AFI 2", "AFI 3"]


EDGES = (50, 160, 330, 450, 545)
NAMES = ("Recommendation", "Response and actions", "Owner", "Timescale")


def answered(
    pen: Pen, y: float, asked: Sequence[str], entries: Sequence[tuple[tuple[str, ...], str, str]]
) -> float:
    """A row in two ruled cells, of which the second holds actions with owner and date beside each."""
    top = y
    pen.text(54, y + 4, *asked)
    pen.text(164, y + 4, "Agreed", bold=True)
    y += 26
    for lines, owner, due in entries:
        pen.text(164, y, *lines)
        pen.text(334, y, owner)
        pen.text(454, y, due)
        y += 11 * len(lines) + 14
    pen.box(50, top, 160, y)
    pen.box(160, top, 545, y)
    return y


def test_columns_that_only_the_header_draws_hold_below_it_and_over_the_page(tmp_path: Path) -> None:
    pen = Pen(tmp_path / "plan.pdf")
    pen.text(50, 40, "Action plan", bold=True, size=18)
    for x0, x1, name in zip(EDGES, EDGES[1:], NAMES, strict=False):
        pen.box(x0, 600, x1, 620)
        pen.text(x0 + 4, 604, name, bold=True)
    first = (("Officers will meet each person every", "six weeks."), "Head of Custody", "30 September 2024")
    second = (("Every case will be looked at again.",), "Deputy Governor", "Ongoing")
    foot = answered(
        pen,
        620,
        ("1. improve the work", "with people at risk of harm", "to others and themselves"),
        (first, second),
    )
    pen.text(50, foot + 8, "1 As the inspectorate counts them.", size=7)
    pen.turn()
    third = (("A form will be filled in at the first", "meeting."), "Business Manager", "May 2025")
    fourth = (("The office will be open on Tuesdays.",), "Head of Unit", "June 2025")
    answered(pen, 50, ("2. ask what people need",), (third, fourth))
    assert said(pen.read()) == [
        (number, text, [(" ".join(lines), (owner,), due) for lines, owner, due in entries])
        for number, text, entries in (
            ("1", "improve the work with people at risk of harm to others and themselves", (first, second)),
            ("2", "ask what people need", (third, fourth)),
        )
    ]


def test_words_that_run_below_two_header_cells_stay_one_text(tmp_path: Path) -> None:
    pen = Pen(tmp_path / "plan.pdf")
    for x0, x1, name in zip(EDGES, EDGES[1:], NAMES, strict=False):
        pen.box(x0, 60, x1, 80)
        pen.text(x0 + 4, 64, name, bold=True)
    y = 80.0
    for n in range(4):
        words = f"We will mend the roof of house {n} as soon as the weather and the supplier let us do so."
        pen.text(54, y + 4, f"{n + 1}. Mend roof {n}")
        pen.text(164, y + 4, words)
        pen.box(50, y, 160, y + 20)
        pen.box(160, y, 545, y + 20)
        y += 20
    pen.save()
    (found,) = tables(pen.path)
    assert [row[1].split()[-1] for row in found["rows"]] == ["so."] * 4


Beside = tuple[tuple[str, ...], tuple[str, ...]]  # lines of a paragraph and lines beside it
PROSE: tuple[tuple[str, tuple[Beside, ...]], ...] = (
    (
        "The force should follow the codes of practice.",
        (
            (
                ("All sergeants will be trained on the code and", "will be asked about it."),
                ("Head of Custody", "30 November 2018"),
            ),
            (("Fifty records will be read each month.",), ("Custody Inspectors", "Ongoing")),
        ),
    ),
    (
        "The force should record each use of force.",
        ((("The form will be linked to the record of the", "person."), ("Programme Manager", "March 2019")),),
    ),
    (
        "The force should collect data.",
        ((("A pack will be made each month.",), ("Performance Analyst", "July 2019")),),
    ),
)


def prose(pen: Pen, plan: Sequence[tuple[str, Sequence[Beside]]]) -> float:
    pen.text(50, 40, "Action plan of the constabulary", bold=True, size=18)
    y = 80.0
    for n, (asked, actions) in enumerate(plan, start=1):
        pen.text(50, y, f"Recommendation {n}", bold=True, size=11)
        pen.text(50, y + 20, asked)
        pen.text(50, y + 38, "Response: Accepted")
        y += 60
        for m, (lines, beside) in enumerate(actions, start=1):
            pen.text(50, y, f"{n}.{m}")
            pen.text(90, y, *lines)
            pen.text(350, y, *beside)
            y += 11 * max(len(lines), len(beside)) + 8
        y += 12
    return y


def test_owners_and_dates_stand_beside_the_paragraphs_of_prose(tmp_path: Path) -> None:
    pen = Pen(tmp_path / "plan.pdf")
    foot = prose(pen, PROSE)
    pen.text(350, foot + 60, "Head of Estates", "May 2019")
    found = pen.read()
    assert [i.message for i in found.issues if i.code == "entry_without_action"] == [
        "owners or dates that stand beside no action: Head of Estates May 2019"
    ]
    assert said(found) == [
        (str(n), asked, [(" ".join(lines), (beside[0],), beside[1]) for lines, beside in actions])
        for n, (asked, actions) in enumerate(PROSE, start=1)
    ]


def test_a_column_that_names_nobody_stays_text(tmp_path: Path) -> None:
    pen = Pen(tmp_path / "plan.pdf")
    prose(
        pen,
        [(asked, [(lines, ("see the annex", "of May 2018")) for lines, _ in actions]) for asked, actions in PROSE],
    )
    found = pen.read()
    assert [a.owner_raw for r in found.recommendations for a in r.actions if a.owner_raw == "see the annex"] == []
    assert "annex" in found.text
    assert all(a.target_raw != "of May 2018" for r in found.recommendations for a in r.actions)


def test_an_owner_below_a_date_beside_one_paragraph_is_doubted(tmp_path: Path) -> None:
    pen = Pen(tmp_path / "plan.pdf")
    (asked, actions), *others = PROSE
    two = (actions[0][0], (*actions[0][1], "Head of Estates", "May 2019"))
    prose(pen, [(asked, (two, *actions[1:])), *others])
    found = pen.read()
    assert [a.confidence for r in found.recommendations for a in r.actions] == [0.5, 0.8, 0.8, 0.8]
    assert [issue.code for issue in found.issues if issue.record == "1"] == ["unsure_entry"]


STEPS = (50, 90, 300, 430, 540)
CONCERNS = (
    ("CoC 1", "The service should count its engines.", "We will count them all.", "Head of Fleet", "May 2023"),
    (
        "AFI 1",
        "The service should listen to its staff.",
        "We will open a staff line.",
        "Head of People",
        "June 2023",
    ),
    (
        "AFI 2",
        "The service should answer its letters.",
        "We will appoint a clerk.",
        "Head of Complaints",
        "July 2023",
    ),
)


def cards(pen: Pen, *, head: float) -> Extraction:
    """References alone on their lines, each with what it asks and a table that is ruled below its rows only."""
    for n, (reference, asked, action, owner, due) in enumerate(CONCERNS):
        y = head
        pen.text(50, y, reference, bold=True)
        pen.text(50, y + 20, asked, bold=True)
        pen.text(50, y + 40, f"Our response: Accepted. Nobody had done so since {2010 + n}.")
        for x, said_here in zip(STEPS, ("Step", "What we will do", "Who", "Deadline"), strict=False):
            pen.text(x + 4, y + 62, said_here, bold=True)
        pen.level(y + 78, STEPS)
        for x, said_here in zip(STEPS, ("1", action, owner, due), strict=False):
            pen.text(x + 4, y + 82, said_here)
        pen.level(y + 98, STEPS)
        pen.turn()
    return pen.read()


def test_a_reference_alone_on_its_line_names_what_the_table_below_answers(tmp_path: Path) -> None:
    found = cards(Pen(tmp_path / "plan.pdf"), head=60)
    assert said(found) == [
        (number, asked, [(action, (owner,), due)]) for number, asked, action, owner, due in CONCERNS
    ]
    assert [r.response for r in found.recommendations] == ["agreed"] * 3
    assert [r.explanation for r in found.recommendations] == [
        f"Nobody had done so since {2010 + n}." for n in range(3)
    ]


def test_a_title_that_fills_the_space_between_two_tables_is_a_section_of_one(tmp_path: Path) -> None:
    edges = (50, 90, 240, 380, 480, 560)
    rows = [
        ("1", "Meals should be hot.", "We will build a kitchen.", "Head of Food", "May 2023"),
        ("2", "Beds should be soft.", "We will buy new beds.", "Head of Rooms", "June 2023"),
    ]
    pen = Pen(tmp_path / "plan.pdf")
    pen.text(50, 30, "Action plan", bold=True, size=16)
    y = ruled(pen, 80, [("Ref", "Recommendation", "Action", "Lead", "Target date")], edges)
    for title, row in zip(("What we must do", "What we should do"), rows, strict=True):
        pen.text(52, y + 2, title, bold=True)
        y = ruled(pen, y + 14, [row], edges)
    found = pen.read()
    assert said(found) == [(n, asked, [(action, (owner,), due)]) for n, asked, action, owner, due in rows]
    assert [r.section for r in found.recommendations] == ["What we must do", "What we should do"]


def test_a_heading_without_rows_below_ends_a_table_without_rules(tmp_path: Path) -> None:
    pen = Pen(tmp_path / "plan.pdf")
    columns = (50, 80, 200, 360, 470)
    rows = (
        ("No", "Recommendation", "What we will do", "Lead", "By when"),
        ("1", "Mend the roof.", "Buy slates and lay them.", "Head of Estates", "May 2024"),
        ("2", "Clean the yard.", "Sweep it every morning.", "Head of Estates", "Ongoing"),
    )
    for n, cells in enumerate(rows):
        for x, cell in zip(columns, cells, strict=True):
            pen.text(x, 100 + 26 * n, cell, bold=not n)
    pen.text(50, 190, "Glossary", bold=True, size=13)
    pen.text(50, 212, "Slate  A thin grey stone that keeps the rain from those who live below it.")
    pen.text(50, 228, "Yard")
    pen.text(120, 228, "A paved place.")
    found = pen.read()
    assert [(one.number, len(one.actions)) for one in found.recommendations] == [("1", 1), ("2", 1)]
    assert all(one.section is None for one in found.recommendations)


def test_a_row_that_fills_all_columns_on_two_lines_is_one_below_a_header_that_runs_on(tmp_path: Path) -> None:
    pen = Pen(tmp_path / "plan.pdf")
    columns = (50, 180, 330, 450, 560)
    pen.text(50, 40, "Plan", size=20)
    for page in range(3):
        y = 40.0 if page else 90.0  # below a title
        rows: list[tuple[tuple[str, ...], ...]] = [(("Finding",), ("Action",), ("Lead",), ("By when",))]
        rows.append(((f"Theme {'ABC'[page]}",), (), (), ()))
        for n in range(2):
            asked = ("Leaders should mend", f"roof {page}{n} this year.") if not n else ()
            rows.append((asked, ("We will mend it", "with new tiles."), ("Head of", "Estates"), ("May", "2023")))
        for row in rows:
            pen.level(y, columns[:1] + columns[-1:])
            for x, cell in zip(columns, row, strict=False):
                pen.text(x + 4, y + 6, *cell, bold=len(row[0]) == 1)
            y += 12 + 11 * max(map(len, row))
        pen.level(y, columns[:1] + columns[-1:])
        if page < 2:
            pen.turn()
    found = pen.read()
    assert [(r.section, r.text) for r in found.recommendations] == [
        (f"Theme {'ABC'[page]}", f"Leaders should mend roof {page}0 this year.") for page in range(3)
    ]
    told = [[(a.text, a.owners, a.target_raw) for a in r.actions] for r in found.recommendations]
    assert told == [[("We will mend it with new tiles.", ("Head of Estates",), "May 2023")] * 2] * 3


@pytest.mark.parametrize("levels", [True, False])
def test_a_header_of_few_columns_on_a_rule_is_one_where_rules_part_the_rows(levels: bool, tmp_path: Path) -> None:
    pen = Pen(tmp_path / "plan.pdf")
    columns, edges = (54, 130, 320), (50, 550)
    pen.text(50, 30, "Appendix", size=16)
    y = 70.0
    head = (("Rating",), ("Issue and recommendation",), ("Management response",))
    rows: list[tuple[tuple[str, ...], ...]] = [head]
    for n in range(3):
        answer = ("Agreed", "", "(a) We will mend one half.", "Responsible officer: Head of Works")
        more = ("Due date: May 2024", "", "(b) We will mend the other.", "Responsible officer: Head of Roofs")
        asked = (f"{n + 1}. The council should mend", "the roof of its library.")
        rows.append((("High",), asked, (*answer, *more, "Due date: June 2024")))
    for row in rows:
        for x, cell in zip(columns, row, strict=True):
            pen.text(x, y, *cell, bold=row is head)
        y += 4 + 11 * max(map(len, row))
        if levels:
            pen.level(y, edges)
        y += 6
    if not levels:
        pen.save()
        with pytest.raises(DocumentError, match="was recognised"):
            extract(pen.path)
        return
    found = pen.read()
    half = ("We will mend one half.", ("Head of Works",), "May 2024")
    other = ("We will mend the other.", ("Head of Roofs",), "June 2024")
    asked_for = "The council should mend the roof of its library."
    assert said(found) == [(str(n), asked_for, [half, other]) for n in (1, 2, 3)]
    assert [r.response_raw for r in found.recommendations] == ["Agreed"] * 3


def test_a_header_goes_on_below_in_words_of_no_design(tmp_path: Path) -> None:
    pen = Pen(tmp_path / "plan.pdf")
    pen.text(50, 40, "Callow Bridge: action plan", bold=True, size=16.0)
    columns, y = (50, 90, 290, 400, 470), 100.0
    for x, head in zip(columns, ("Ref", "What we will do", "Lead", "By when", "How we will know"), strict=True):
        pen.text(x, y, head, bold=True)
    pen.text(columns[-1], y + 11, "it has worked", bold=True)
    rows = (("1.1", "Paint the gate house.", "Head of Works", "July 2024", "It is painted."),)
    rows += (("1.2", "Mend the lamps of the yard.", "Head of Works", "May 2024", "They are lit."),)
    for n, row in enumerate((*rows, ("1.3", "Open a second desk.", "Governor", "June 2024", "Queues are short."))):
        pen.canvas.line(46, HEIGHT - (y + 30 + 30 * n), 545, HEIGHT - (y + 30 + 30 * n))
        for x, cell in zip(columns, row, strict=True):
            pen.text(x, y + 38 + 30 * n, cell)
    found = pen.read()
    assert [[action.text for action in one.actions] for one in found.recommendations] == [
        ["Paint the gate house."],
        ["Mend the lamps of the yard."],
        ["Open a second desk."],
    ]
    assert [one.number for one in found.recommendations] == ["1.1", "1.2", "1.3"]
