"""Owners and dates set beside paragraphs by blank lines only, read back by :mod:`extractors.documents.plans.alignment`."""

from __future__ import annotations

from dataclasses import replace

from extractors.documents.plans.alignment import align, atoms_of
from extractors.documents.plans.blocks import ENTRY_GAP, Pitch, blocks_of, pitch_of
from extractors.documents.plans.entries import may_open_owner, opens_date
from extractors.layout import Line, Word
from extractors.logical import FlowLine

PITCH = Pitch(12.0, 2.0)


def column(text: str, width: float = 300.0) -> tuple[FlowLine, ...]:
    """A column from its printed lines, blank ones included."""
    out = []
    for n, raw in enumerate(text.split("\n")):
        if raw.strip():
            y = n * 12.0
            words = []
            x = 0.0
            for word in raw.split():
                words.append(Word(word, x, y, x + 5 * len(word), y + 10, 10.0))
                x += 5 * len(word) + 5
            out.append(FlowLine(Line(tuple(words), 1, 0.0, y, words[-1].x1, y + 10), y, 0))
    return tuple(out)


def read(action: str, owner: str, date: str) -> tuple[list[str], list[tuple[str, str, str]]]:
    def text(lines: tuple[FlowLine, ...]) -> str:
        return " ".join(flow.line.text for flow in lines)

    intro, found = align(
        blocks_of(column(action), PITCH),
        atoms_of(column(owner), PITCH, may_open_owner),
        atoms_of(column(date), PITCH, opens_date),
        PITCH,
    )
    return [text(b.lines) for b in intro], [(text(a.action), text(a.owner), text(a.date)) for a in found]


def test_entries_stand_beside_their_paragraphs() -> None:
    _, found = read(
        "First thing\ngoes on.\n\nSecond thing.", "Governor\n\n\nDeputy Governor", "May 2020\n\n\nOngoing"
    )
    assert found == [
        ("First thing goes on.", "Governor", "May 2020"),
        ("Second thing.", "Deputy Governor", "Ongoing"),
    ]


def test_two_lines_of_drift_do_no_harm() -> None:
    action = "One.\nOne more.\nAnd more.\nAnd more.\n\nTwo.\nTwo more.\nAnd more.\n\nThree.\nThree more."
    _, found = read(
        action, "\nHead of A\n\n\n\n\n\nHead of B\n\n\nHead of C", "May 2020\n\n\n\n\n\nJune 2020\n\n\n\n\nOngoing"
    )
    assert [(a[:3], o, d) for a, o, d in found] == [
        ("One", "Head of A", "May 2020"),
        ("Two", "Head of B", "June 2020"),
        ("Thr", "Head of C", "Ongoing"),
    ]


def test_a_paragraph_without_an_entry_goes_with_the_action_before() -> None:
    _, found = read("One.\n\nMore on one.\n\nTwo.", "Head of A\n\n\n\nHead of B", "May 2020\n\n\n\nJune 2020")
    assert [a for a, _, _ in found] == ["One. More on one.", "Two."]


def test_what_stands_above_the_first_entry_is_an_introduction() -> None:
    intro, found = read("Background words.\nMore of it.\n\nOne.", "\n\n\nHead of A", "\n\n\nMay 2020")
    assert " ".join(intro) == "Background words. More of it."
    assert found == [("One.", "Head of A", "May 2020")]


def test_a_missing_date_leaves_the_others_in_place() -> None:
    _, found = read(
        "One.\nOne.\nOne.\n\nTwo.\nTwo.\n\nThree.",
        "Head of A\n\n\n\nHead of B\n\n\nHead of C",
        "May 2020\n\n\n\n\n\n\nOngoing",
    )
    assert found == [
        ("One. One. One.", "Head of A", "May 2020"),
        ("Two. Two.", "Head of B", ""),
        ("Three.", "Head of C", "Ongoing"),
    ]


def test_a_missing_owner_leaves_the_others_in_place() -> None:
    _, found = read(
        "One.\nOne.\nOne.\n\nTwo.\nTwo.\n\nThree.",
        "Head of A\n\n\n\n\n\n\nHead of C",
        "May 2020\n\n\n\nJune 2020\n\n\nOngoing",
    )
    assert [o for _, o, _ in found] == ["Head of A", "", "Head of C"]


def test_owners_stacked_without_a_gap_are_parted_where_dates_are() -> None:
    action = "One.\nOne.\n\nTwo.\nTwo."
    _, found = read(action, "Head of Care\nand Safety\nHead of Work", "May 2020\n\n\nJune 2020")
    assert found == [
        ("One. One.", "Head of Care and Safety", "May 2020"),
        ("Two. Two.", "Head of Work", "June 2020"),
    ]


def test_two_dates_stacked_beside_one_owner_are_two_targets_of_one_action() -> None:
    _, found = read("(1a) One.\n(1b) One more.", "Head of A", "May 2020\nJune 2020")
    assert found == [("(1a) One. (1b) One more.", "Head of A", "May 2020 June 2020")]


def test_bullets_under_one_entry_are_one_action() -> None:
    _, found = read(
        "We will:\n\n• do this;\n\n• do that.\n\nTwo.",
        "Head of A\n\n\n\n\n\nHead of B",
        "May 2020\n\n\n\n\n\nJune 2020",
    )
    assert found == [
        ("We will: • do this; • do that.", "Head of A", "May 2020"),
        ("Two.", "Head of B", "June 2020"),
    ]


def test_without_entries_the_cell_is_one_action() -> None:
    assert read("One.\n\nTwo.", "", "") == ([], [("One. Two.", "", "")])


def test_no_entry_is_lost_when_paragraphs_cannot_be_told() -> None:
    _, found = read("One long line", "Head of A\n\nHead of B", "May 2020\n\nJune 2020")
    assert " ".join(o for _, o, _ in found) == "Head of A Head of B"
    assert " ".join(d for _, _, d in found) == "May 2020 June 2020"


def spaced(*paragraphs: str, gap: float) -> tuple[FlowLine, ...]:
    """A column whose lines stand evenly, with a little more white space (lines) between two paragraphs."""
    out, y = [], 0.0
    for paragraph in paragraphs:
        for line in column(paragraph):
            moved = replace(line.line, top=y, bottom=y + 10)
            out.append(FlowLine(moved, y, 0))
            y += 12
        y += 12 * gap
    return tuple(out)


def test_a_little_white_space_parts_what_is_set_evenly() -> None:
    cell = spaced("First thing\ngoes on to its end", "Second thing\ngoes on", gap=0.3)
    wider = spaced("First thing\ngoes on to its end", "Second thing\ngoes on", gap=0.9)
    pitch = pitch_of([cell, (), ()])
    assert [block.cost for block in blocks_of(cell, pitch)] == [0.0, 0.0]
    assert [len(atom.lines) for atom in atoms_of(cell, pitch, lambda _above, _line: False)] == [2, 2]
    assert pitch_of([wider, cell, ()]).parting == ENTRY_GAP
