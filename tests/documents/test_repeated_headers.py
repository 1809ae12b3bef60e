"""A header that is printed again is a header and no record, wherever it stands, and its words are accounted for."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.model import Extraction
from extractors.registry import extract

HEAD = ("Rec No", "Recommendation", "Action Taken/Planned", "Responsible Owner", "Target Date")
ROWS = [(str(n), f"Mend roof {n}", f"We will mend roof {n}.", "Governor", "May 2020") for n in range(1, 7)]
LEFT = (30, 80, 220, 420, 540)


def is_read(read: Extraction) -> None:
    assert [(r.number, r.text) for r in read.recommendations] == [(row[0], row[1]) for row in ROWS]
    assert [[a.text for a in r.actions] for r in read.recommendations] == [[row[2]] for row in ROWS]
    assert [a.owner_raw for r in read.recommendations for a in r.actions] == ["Governor"] * 6
    assert read.words_assigned == read.words


@pytest.mark.parametrize("tag", ["td", "th"])
@pytest.mark.parametrize(
    "again",
    [
        HEAD,
        ("REC<br>NO", "Recom-<br>mendation", "Action Taken /<br>Planned", "Responsible<br>Owner", "Target Date"),
    ],
)
def test_in_the_middle_of_a_table(again: Sequence[str], tag: str, tmp_path: Path) -> None:
    def row(cells: Sequence[str], kind: str = "td") -> str:
        return "<tr>" + "".join(f"<{kind}>{cell}</{kind}>" for cell in cells) + "</tr>"

    rows = [row(HEAD, "th"), *map(row, ROWS[:2]), row(again, tag), *map(row, ROWS[2:4]), row(again, tag)]
    (tmp_path / "plan.html").write_text(f"<table>{''.join([*rows, *map(row, ROWS[4:])])}</table>")
    is_read(extract(tmp_path / "plan.html"))


Printed = tuple[tuple[str, ...], ...]  # the printed lines of each cell
ONE: Printed = (
    ("Rec No",),
    ("Recommendation",),
    ("Action Taken/Planned",),
    ("Responsible Owner",),
    ("Target Date",),
)
TWO: Printed = (
    ("Rec", "No"),
    ("Recommendation",),
    ("Action", "Taken/Planned"),
    ("Responsible", "Owner"),
    ("Target Date",),
)


def pdf(pages: Sequence[Sequence[Printed]], *, ruled: bool, spaced: float) -> bytes:
    """A plan with a row of cells after the other; with ``ruled`` its cells have borders, else nothing parts them."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(660, 400))
    for page in pages:
        canvas.setFont("Helvetica", 9)
        top = 360.0
        for row in page:
            foot = top - 11 * max(map(len, row)) - spaced
            for x, x1, cell in zip(LEFT, (*LEFT[1:], 630), row, strict=True):
                if ruled:
                    canvas.rect(x - 4, foot, x1 - x, top - foot)
                for n, line in enumerate(cell):
                    canvas.drawString(x, top - 10 - 11 * n, line)
            top = foot
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(("ruled", "spaced"), [(True, 6.0), (False, 12.0)])
@pytest.mark.parametrize("first", [ONE, TWO])
@pytest.mark.parametrize("again", [ONE, TWO])
def test_on_a_later_page_and_inside_one(
    first: Printed, again: Printed, ruled: bool, spaced: float, tmp_path: Path
) -> None:
    rows: list[Printed] = [tuple((cell,) for cell in row) for row in ROWS]
    pages = [[first, *rows[:2]], [again, rows[2], again, rows[3]], [rows[4], again, rows[5]]]
    (tmp_path / "plan.pdf").write_bytes(pdf(pages, ruled=ruled, spaced=spaced))
    is_read(extract(tmp_path / "plan.pdf"))


def test_what_is_left_of_a_cut_row_may_stand_in_the_cells_of_the_header(tmp_path: Path) -> None:
    rows: list[Printed] = [tuple((cell,) for cell in row) for row in ROWS]
    rest: Printed = ((), (), ("We will paint it too.",), ("Head of Works",), ("June 2020",))
    together: Printed = tuple(((*head, *more) for head, more in zip(ONE, rest, strict=True)))
    (tmp_path / "plan.pdf").write_bytes(pdf([[ONE, *rows[:2]], [together, *rows[2:]]], ruled=True, spaced=6.0))
    read = extract(tmp_path / "plan.pdf")
    assert [len(one.actions) for one in read.recommendations] == [1, 2, 1, 1, 1, 1]
    cut = read.recommendations[1].actions[1]
    assert (cut.text, cut.owners, cut.target_raw) == ("We will paint it too.", ("Head of Works",), "June 2020")
    assert read.words_assigned == read.words


def test_the_cells_of_a_row_that_go_on_may_be_one_with_those_of_the_header(tmp_path: Path) -> None:
    rest = ("We will paint it too.", "Head of Works", "June 2020")
    (tmp_path / "plan.pdf").write_bytes(cut_in_two(rest))
    read = extract(tmp_path / "plan.pdf")
    assert [len(one.actions) for one in read.recommendations] == [1, 2, 1]
    cut = read.recommendations[1].actions[1]
    assert (cut.text, cut.owners, cut.target_raw) == ("We will paint it too.", ("Head of Works",), "June 2020")
    assert read.recommendations[1].text == "Mend roof 2 which leaks."
    assert read.words_assigned == read.words


def cut_in_two(rest: tuple[str, str, str]) -> bytes:
    """A plan whose second recommendation goes on over the page, below the header with no rule between the two."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(660, 400))

    def row(top: float, cells: Sequence[str], begin: int = 0, *, foot: float | None = None) -> None:
        edges = (*LEFT, 634)
        for i, cell in enumerate(cells, start=begin):
            bottom = top - 20 if foot is None else foot
            canvas.rect(edges[i] - 4, bottom, edges[i + 1] - edges[i], top - bottom)
            for n, line in enumerate(cell.split("|")):
                canvas.drawString(edges[i], top - 12 - 22 * n, line)

    canvas.setFont("Helvetica", 9)
    head = [cell[0] for cell in ONE]
    row(360, head)
    row(340, ROWS[0])
    row(320, ["2", "Mend roof 2 which", *ROWS[1][2:]])
    canvas.showPage()
    canvas.setFont("Helvetica", 9)
    row(360, [head[0], f"{head[1]}|leaks."], foot=320)
    row(360, head[2:], 2)
    row(340, rest, 2)
    row(320, ROWS[2])
    canvas.showPage()
    canvas.save()
    return out.getvalue()


WIDE_HEAD = ("Ref", "What we will do", "Lead", "By when", "Progress")
BANDS = ("PA1 Leaders must see to it that there is one plan.", "PA2 Leaders must write plans in time.")
DONE = [
    [("PA1.1", "Set up a board.", "Director of Education", "May 2024", "It has met twice.")],
    [
        ("PA2.1", "Recruit six writers.", "Service Manager", "June 2024", "Four are in post. A"),
        ("PA2.2", "Clear the backlog.", "Head of Service", "July 2024", "Half is cleared."),
    ],
]


@pytest.mark.parametrize("headed", [True, False])
def test_a_title_is_printed_again_with_the_header(headed: bool, tmp_path: Path) -> None:
    (tmp_path / "plan.pdf").write_bytes(cut_below_bands(headed=headed))
    read = extract(tmp_path / "plan.pdf")
    assert [f"{one.number} {one.text}" for one in read.recommendations] == list(BANDS)
    found = [[(each.text, *each.owners, each.target_raw) for each in one.actions] for one in read.recommendations]
    assert found == [[row[1:4] for row in rows] for rows in DONE]
    assert read.recommendations[1].actions[0].progress_raw == "Four are in post. A fifth begins soon."
    assert read.words_assigned == read.words


def cut_below_bands(*, headed: bool) -> bytes:
    """A plan whose bands stand above a header each (``headed``) or below one; a page cuts a row of the last."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(660, 400))
    edges = (*LEFT, 634)
    top = 360.0

    def row(*cells: str) -> None:
        nonlocal top
        for x0, x1, cell in zip(edges, edges[1:] if len(cells) > 1 else edges[-1:], cells, strict=False):
            canvas.rect(x0 - 4, top - 20, x1 - x0, 20)
            canvas.drawString(x0, top - 14, cell)
        top -= 20

    def band(n: int, *, first: bool) -> None:
        if first and not headed:
            row(*WIDE_HEAD)
        row(BANDS[n])
        if headed:
            row(*WIDE_HEAD)

    canvas.setFont("Helvetica", 9)
    for n, rows in enumerate(DONE):
        band(n, first=n == 0)
        row(*rows[0])
    canvas.showPage()
    canvas.setFont("Helvetica", 9)
    top = 360.0
    band(1, first=True)
    row("", "", "", "", "fifth begins soon.")
    row(*DONE[1][1])
    canvas.showPage()
    canvas.save()
    return out.getvalue()
