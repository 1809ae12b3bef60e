"""Sentences, paragraphs, headings and places of running prose."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.model import Box
from extractors.prose.blocks import blocks
from extractors.prose.model import Block
from extractors.prose.sentences import split_sentences
from extractors.prose.text import offsets, place_in, running_text
from extractors.registry import read_layout
from tests.documents.letter_pages import Letter
from tests.documents.test_white_space import Pen

FIRST = (
    "The new visits hall opened to families in May and has been full on every weekend since. Staff from two "
    "other prisons have been to see it, and the design has been copied at one of them."
)
SECOND = "The garden will be finished by the end of June. It covers half an acre and has a pond."


@pytest.mark.parametrize(
    ("passage", "count"),
    [
        ("See No. 5 of the plan. It is done.", 2),
        ("The checks (e.g. the first. The last.) are done. We know.", 2),
        ("HMP. Ashdown has moved. Dr. Lee and J. Smith agree.", 2),
        ("It rose by 3.5% to 5.07. It fell to £1.2m.", 2),
        ("She wrote: “We did it. It works.” We agree.", 2),
        ("We read 'build back better'. We agree.", 2),
        ("It closes at 5 p.m. on Friday. We open at 9 a.m. The next day we rest.", 3),
        ("The posts, kits, etc. are here. Is it so? It is!", 3),
        ("No. We said no. 5 men came.", 2),
        ("It is dated 4 Feb. 2020 and signed. Twelve men came.", 2),
    ],
)
def test_sentences_are_kept_whole(passage: str, count: int) -> None:
    found = split_sentences(passage)
    assert len(found) == count
    assert all(passage[s.start : s.end] == s.text for s in found)
    assert " ".join(s.text for s in found) == passage


def kinds(found: tuple[Block, ...]) -> list[str]:
    return [block.kind for block in found]


def test_paragraph_over_a_page_break_is_joined_and_furniture_left_out(tmp_path: Path) -> None:
    letter = Letter(tmp_path / "a.pdf", header="OFFICIAL", footer="Page {n} of 2")
    letter.space(655)
    whole = FIRST.replace(". Staff", ", and staff") + " " + SECOND
    letter.para(whole)
    found = blocks(read_layout(letter.save()))
    assert letter.page == 2
    assert kinds(found) == ["paragraph"] + ["furniture"] * 4
    assert found[0].text == whole
    assert {line.page for line in found[0].lines} == {1, 2}


@pytest.mark.parametrize(("gap", "indent"), [(10.0, 0.0), (0.0, 24.0), (0.0, 0.0)])
def test_paragraphs_are_parted_by_gaps_indents_or_lines_that_end_early(
    tmp_path: Path, gap: float, indent: float
) -> None:
    passages = [FIRST + " It is full.", SECOND, FIRST + " It is full."]
    letter = Letter(tmp_path / "a.pdf", gap=gap, indent=indent)
    for passage in passages:
        letter.para(passage)
    assert [block.text for block in blocks(read_layout(letter.save()))] == passages


def test_bullets_with_bold_run_in_heads_and_numbered_paragraphs(tmp_path: Path) -> None:
    letter = Letter(tmp_path / "a.pdf")
    letter.para(FIRST, mark="•", bold_head="Visits.")
    letter.para("Garden. " + SECOND, mark="–")
    letter.para(SECOND, mark="2.1")
    found = blocks(read_layout(letter.save()))
    assert kinds(found) == ["bullet"] * 3
    assert [block.run_in_head for block in found] == ["Visits", "Garden", None]
    assert [block.mark for block in found] == ["•", "–", "2.1"]
    assert found[0].text[found[0].body_start :] == FIRST


def test_headings_of_several_styles_and_footnotes(tmp_path: Path) -> None:
    letter = Letter(tmp_path / "a.pdf")
    letter.heading("VISITS AND FAMILIES")
    letter.para(FIRST)
    letter.heading("Plain heading without bold", bold=False)
    letter.para(SECOND)
    letter.heading("A. Bold heading with a letter")
    letter.para(SECOND)
    letter.note("1 The figures are the prison's own.")
    found = blocks(read_layout(letter.save()))
    assert kinds(found) == ["heading", "paragraph"] * 3 + ["footnote"]
    assert found[0].level < found[4].level < found[2].level


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    letter = Letter(tmp_path / "a.pdf")
    letter.beside(["Robin Ashdown", "Governor", "Alder House"], ["Jo Marlow", "Chief Inspector"])
    letter.lines(["8 May 2019"])
    letter.space(10)
    letter.para(FIRST)
    found = [block.text for block in blocks(read_layout(letter.save()))]
    assert found == [
        "Robin Ashdown",
        "Governor",
        "Alder House",
        "Jo Marlow",
        "Chief Inspector",
        "8 May 2019",
        FIRST,
    ]


def test_boxes_of_a_sentence_hold_exactly_its_words(tmp_path: Path) -> None:
    letter = Letter(tmp_path / "a.pdf")
    letter.para(FIRST + " " + SECOND)
    layout = read_layout(letter.save())
    (block,) = blocks(layout)
    for sentence in split_sentences(block.text):
        place = place_in(block, sentence.start, sentence.end, boxed=True)
        inside = [
            word.text
            for page in layout.pages
            for line in page.lines
            for word in line.words
            if any(_holds(box, word.x0, word.top, word.x1, word.bottom) for box in place.boxes)
        ]
        assert " ".join(inside) == sentence.text


def _holds(box: Box, x0: float, top: float, x1: float, bottom: float) -> bool:
    x, y = (x0 + x1) / 2, (top + bottom) / 2
    return box.x0 <= x <= box.x1 and box.top <= y <= box.bottom


def test_running_text_is_indexed_by_paragraph(tmp_path: Path) -> None:
    letter = Letter(tmp_path / "a.pdf", footer="{n}")
    letter.heading("VISITS AND FAMILIES")
    letter.para(FIRST)
    letter.para(SECOND)
    found = blocks(read_layout(letter.save()))
    whole, at = running_text(found), offsets(found)
    for block in found:
        if block.paragraph is not None:
            start = at[block.paragraph]
            assert whole[start : start + len(block.text)] == block.text
    assert len(at) == 3


def test_markdown_paragraph_cut_by_a_page_is_joined(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "## Visits\n\nThe hall has been opened and its rules say which of the areas need to be included in the\n\n"
        "plan. It is full.\n\n- **Garden:** It will be finished in June.\n",
        encoding="utf-8",
    )
    found = blocks(read_layout(path))
    assert kinds(found) == ["heading", "paragraph", "bullet"]
    assert found[1].text.endswith("included in the plan. It is full.")
    assert found[2].run_in_head == "Garden"
    assert place_in(found[1], 0, len(found[1].text), boxed=False).locator == "line[3:5]"


def test_columns_of_running_text_near_each_other_are_parted_and_sentences_go_on(tmp_path: Path) -> None:
    pen = Pen(tmp_path / "columns.pdf")
    pen.text(50, 50, "A title that stands over both columns of the page and is as long as this", size=12)
    left = [f"Left {n:02} of the trains that ran on every line in the night" for n in range(20)]
    right = [f"right {n:02} of the trains that ran on every line in the night" for n in range(20)]
    pen.text(50, 100, *left, size=9)
    pen.text(302, 100, *right, size=9)
    pen.save()
    found = [block.text for block in blocks(read_layout(pen.path))]
    assert found[1:] == [" ".join([*left, *right])]
