"""Plans that print each recommendation as a small table: a banner that says it, its answer, a header, the actions."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.model import Extraction
from extractors.registry import extract
from tests.documents.test_white_space import Pen, ruled

HEAD = ("Action", "Description", "Responsible", "Target", "Status")
ASKED = (
    "The trust should review how it records near misses.",
    "The trust should answer complaints within 30 days.",
    "The board should receive a yearly report on deaths.",
)
DONE = (
    ("Write a standard and train all ward managers.", "Head of Patient Safety", "March 2024"),
    ("Report trends to the committee every quarter.", "Medical Director", "June 2024"),
)


def row(*cells: str, wide: int = 0) -> str:
    """A row of cells, of which one (counted from 1) takes the columns that the others leave."""
    spans = [f' colspan="{len(HEAD) + 1 - len(cells)}"' if n == wide else "" for n in range(1, len(cells) + 1)]
    return "<tr>" + "".join(f"<td{span}>{cell}</td>" for span, cell in zip(spans, cells, strict=True)) + "</tr>"


def block(n: int, banner: str, *, head: tuple[str, ...] = HEAD, marks: str = "ab") -> str:
    actions = (row(f"{marks[i]}", *said, "In progress") for i, said in enumerate(DONE))
    return banner.format(n=n, asked=ASKED[n - 1]) + row(*head) + "".join(actions)


def read(folder: Path, *tables: str) -> Extraction:
    path = folder / "plan.html"
    body = "".join(f"<table>{table}</table>" for table in tables)
    path.write_text(f"<h1>Northwold NHS Trust: action plan</h1>{body}", encoding="utf-8")
    return extract(path)


def records(found: Extraction) -> list[tuple[str, str, str | None, list[tuple[str, ...]]]]:
    return [
        (one.number, one.text, one.response, [(each.text, *each.owners) for each in one.actions])
        for one in found.recommendations
    ]


WANTED = [(f"R{n}", ASKED[n - 1], [(text, owner) for text, owner, _ in DONE]) for n in (1, 2, 3)]
BANNERS = (
    row("R{n}", "{asked}", wide=2) + row("Service response: Accepted", wide=1),
    row("R{n}", "{asked}", wide=2) + row("Response", "Accepted", wide=2),
    row("R{n}", "{asked}", wide=2) + row("Response", "Accepted", wide=2) + row("Comment", "It matters.", wide=2),
    row("R{n}", "{asked}", "Accepted", wide=2),
    row("R{n}: {asked}", wide=1) + row("Trust response: Accepted", wide=1),
)


@pytest.mark.parametrize("banner", BANNERS)
@pytest.mark.parametrize("apart", [True, False])
def test_each_table_is_read_as_what_its_banner_asks(banner: str, apart: bool, tmp_path: Path) -> None:
    blocks = [block(n, banner) for n in (1, 2, 3)]
    found = read(tmp_path, *(blocks if apart else ["".join(blocks)]))
    assert records(found) == [(number, text, "agreed", done) for number, text, done in WANTED]
    assert not [issue for issue in found.issues if issue.severity != "info"]


def test_a_label_that_is_no_answer_explains(tmp_path: Path) -> None:
    found = read(tmp_path, *(block(n, BANNERS[2]) for n in (1, 2, 3)))
    assert {one.explanation for one in found.recommendations} == {"It matters."}


def test_a_header_of_no_known_design_stands_below_its_banner(tmp_path: Path) -> None:
    head = ("Ref", "Description", "Responsible", "Target date", "Status")
    banner = row("R{n}", "{asked}", wide=2)
    found = read(tmp_path, "".join(block(n, banner, head=head) for n in (1, 2, 3)))
    assert [one[:2] for one in records(found)] == [one[:2] for one in WANTED]


def test_an_action_whose_owner_takes_two_columns_is_no_banner(tmp_path: Path) -> None:
    rows = (f'<tr><td>{n}</td><td>{DONE[0][0]}</td><td colspan="3">Head of Estates</td></tr>' for n in (1, 2))
    head = ("No", "Action", "Owner", "Date", "Progress")
    found = read(tmp_path, row(*head) + "".join(rows))
    assert [action.owners for one in found.recommendations for action in one.actions] == [("Head of Estates",)] * 2


def test_a_numbered_title_above_recommendations_is_their_section(tmp_path: Path) -> None:
    head = ("No", "Recommendation", "Action", "Owner", "Date")
    parts = (
        row(str(n), title, wide=2) + row(*head) + row(f"{n}.1", ASKED[n - 1], *DONE[0])
        for n, title in ((1, "Leadership and culture"), (2, "Safe care"))
    )
    found = read(tmp_path, "".join(parts))
    assert [(one.number, one.section, one.text) for one in found.recommendations] == [
        ("1.1", "1 Leadership and culture", ASKED[0]),
        ("2.1", "2 Safe care", ASKED[1]),
    ]


def test_the_heading_above_a_banner_is_its_section(tmp_path: Path) -> None:
    pen = Pen(tmp_path / "plan.pdf")
    edges = (30, 70, 260, 350, 390, 590)  # the widest column tells progress
    y = 130.0
    pen.text(50, 70, "Northwold NHS Trust: action plan", size=20)
    for n, heading in ((1, "Causes of concern"), (2, ""), (3, "Areas for improvement")):
        pen.text(50, y, heading or "Members see this each month.", bold=bool(heading), size=14 if heading else 9)
        y += 24
        pen.box(edges[0], y, edges[1], y + 18)
        pen.box(edges[1], y, edges[-1], y + 18)
        pen.text(edges[0] + 4, y + 4, f"R{n}")
        pen.text(edges[1] + 4, y + 4, ASKED[n - 1])
        y = (
            ruled(
                pen,
                y + 18,
                ((*HEAD[:4], "How far it came"), *(("ab"[i], *said, "Begun") for i, said in enumerate(DONE))),
                edges,
            )
            + 30
        )
    assert [(one.number, one.section, one.text) for one in pen.read().recommendations] == [
        ("R1", "Causes of concern", ASKED[0]),
        ("R2", "Causes of concern", ASKED[1]),
        ("R3", "Areas for improvement", ASKED[2]),
    ]


def test_a_title_of_two_words_is_one_behind_a_label(tmp_path: Path) -> None:
    heads = ("Ref", "What we will do", "Lead", "By when", "Status")
    titles = ("Priority 1: Leadership and use of data", "Priority 2: Waiting times")
    parts = (
        row(title, wide=1) + "".join(row(f"{n}.{m}", *done, "On track") for m, done in enumerate(DONE, 1))
        for n, title in enumerate(titles, 1)
    )
    found = read(tmp_path, row(*heads) + "".join(parts))
    assert [(one.number, one.text, len(one.actions)) for one in found.recommendations] == [
        ("1", "Leadership and use of data", 2),
        ("2", "Waiting times", 2),
    ]
