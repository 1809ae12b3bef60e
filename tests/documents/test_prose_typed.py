"""Responses in prose whose recommendations and entries are told by type, lists of terms, or brackets."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.model import DocumentError, Extraction
from extractors.registry import extract


def read(folder: Path, body: str) -> Extraction:
    path = folder / "plan.html"
    path.write_text(f"<!doctype html><body><main><h1>Action plan for night trains</h1>{body}</main></body>")
    return extract(path)


def told(found: Extraction) -> list[tuple[str, list[tuple[str, tuple[str, ...], str | None]]]]:
    return [(one.number, [(a.text, a.owners, a.target_raw) for a in one.actions]) for one in found.recommendations]


def form(number: int, said: str, answer: str, *actions: tuple[str, str, str]) -> str:
    rows = "".join(
        f"<dl><dt>Action</dt><dd>{text}</dd><dt>Responsible</dt><dd>{who}</dd><dt>To be done by</dt><dd>{when}</dd></dl>"
        for text, who, when in actions
    )
    head = f"<h3>Recommendation {number}: Trains</h3><dl><dt>What the visitors said</dt><dd>{said}</dd>"
    return f"{head}{answer}</dl>{rows}"


def test_terms_of_a_list_are_labels_of_what_they_name(tmp_path: Path) -> None:
    paint = ("Half of them turn red.", "Head of Paint", "Not yet known")
    found = read(
        tmp_path,
        form(1, "The line should count every train.", "<dt>Our response</dt><dd>Agreed</dd>", *[
            ("Nobody rides uncounted.", "Head of Trains", "May 2024"), ("A list is kept.", "Clerk", "Completed")
        ])
        + form(2, "The line should paint every train.",
               "<dt>Our response</dt><dd>Partly agreed</dd><dt>Reason</dt><dd>Paint is dear.</dd>", paint),
    )  # fmt: skip
    assert [(r.text, r.response, r.explanation) for r in found.recommendations] == [
        ("The line should count every train.", "agreed", None),
        ("The line should paint every train.", "partly_agreed", "Paint is dear."),
    ]
    assert told(found) == [
        (
            "1",
            [
                ("Nobody rides uncounted.", ("Head of Trains",), "May 2024"),
                ("A list is kept.", ("Clerk",), "Completed"),
            ],
        ),
        ("2", [("Half of them turn red.", ("Head of Paint",), "Not yet known")]),
    ]


ASKED = ("count every train", "paint every train", "sell every train")


def test_paragraphs_in_italics_are_recommendations_where_answers_follow(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "".join(
            f"<p><i>The line should {asked}.</i></p><p><b>Accepted. Our actions are:</b></p><ul>"
            f"<li>Write to {n} drivers (of all ages). (Lead: Manager, Rails. Date: {n} May 2024.)</li>"
            "<li>Keep a list. (Owner: Head of Lists; by: Ongoing)</li></ul>"
            for n, asked in enumerate(ASKED, start=1)
        )
        + "<p>The board will be told each year how it went.</p>",
    )
    assert [(r.text, r.response, r.explanation) for r in found.recommendations] == [
        (f"The line should {asked}.", "agreed", None) for asked in ASKED
    ]
    assert told(found) == [
        (
            str(n),
            [
                (f"• Write to {n} drivers (of all ages).", ("Manager, Rails",), f"{n} May 2024"),
                ("• Keep a list.", ("Head of Lists",), "Ongoing"),
            ],
        )
        for n in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    "entry",
    [
        "<p><i>Lead: Head of Trains | By: May 2024</i></p>",
        "<p><b>WHO</b> Head of Trains <b>WHEN</b> May 2024</p>",
        "<p><b>WHO</b> Head of Trains</p><p><b>WHEN</b> May 2024</p>",
    ],
)
def test_headings_with_a_code_are_recommendations_where_something_is_asked_below(
    entry: str, tmp_path: Path
) -> None:
    found = read(
        tmp_path,
        "".join(
            f"<h3>AB{n} Trains</h3><p><b>The line must {asked}.</b></p><p>A list is kept of all {n} of them.</p>{entry}"
            f"<p>Each driver has a copy.</p>{entry}"
            for n, asked in enumerate(ASKED, start=1)
        )
        + "<p>Write to us about this plan.</p>",
    )
    assert [r.text for r in found.recommendations] == [f"The line must {asked}." for asked in ASKED]
    assert told(found) == [
        (
            f"AB{n}",
            [
                (f"A list is kept of all {n} of them.", ("Head of Trains",), "May 2024"),
                ("Each driver has a copy.", ("Head of Trains",), "May 2024"),
            ],
        )
        for n in (1, 2, 3)
    ]


def test_a_number_alone_is_that_of_the_heading_by_it(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "".join(
            f"<p>{n}</p><h3>Trains</h3><p>The line should {asked}.</p><p>Accepted</p><p>A list is kept.</p>"
            "<p><b>Owner</b> Head of Trains</p>"
            for n, asked in enumerate(ASKED, start=4)
        ),
    )
    assert [(r.number, r.section, r.text, r.response) for r in found.recommendations] == [
        (str(n), "Trains", f"The line should {asked}.", "agreed") for n, asked in enumerate(ASKED, start=4)
    ]


@pytest.mark.parametrize("below", ["", "<p>Agreed standards apply.</p>", "<p>Contact: Head of Trains</p>"])
def test_numbered_headings_that_nothing_answers_are_no_recommendations(below: str, tmp_path: Path) -> None:
    body = "".join(
        f"<h3>{n} Trains</h3><p>You should {asked}.</p>{below}" for n, asked in enumerate(ASKED, start=1)
    )
    with pytest.raises(DocumentError):
        read(tmp_path, body)


@pytest.mark.parametrize(
    "needs", ["Nobody knows how many there are.", "The public must be told how many there are."]
)
def test_what_was_found_is_no_part_of_what_is_asked_in_bold_below_it(needs: str, tmp_path: Path) -> None:
    def one(number: int, asked: str) -> str:
        return (
            f"<h2>Recommendation {number}</h2><p><i>{needs}</i></p><p><b>{asked}</b></p><p>Our response: Accept</p>"
            "<p>A list will be kept.</p><p><b>Responsible official:</b> Clerk<br><b>Target date:</b> May 2024</p>"
        )

    asked = ("The line should count every train.", "We recommend that the line paint every train.")
    found = read(tmp_path, "".join(one(n, text) for n, text in enumerate(asked, start=1)))
    assert [(r.text, r.response) for r in found.recommendations] == [(text, "agreed") for text in asked]
    assert told(found) == [(str(n), [("A list will be kept.", ("Clerk",), "May 2024")]) for n in (1, 2)]
