"""Web pages that name each recommendation in a heading, and answer it in a heading above a table."""

from __future__ import annotations

from pathlib import Path

from extractors.model import Extraction
from extractors.registry import extract

HEAD = "<tr><th>Action</th><th>Owner</th><th>Delivery date</th></tr>"
ASKED = (
    "The office should publish how long it takes to answer.",
    "The target for answers each day should be dropped.",
    "The office should write in plain words.",
)
WHY = "We agree that people should know what to expect."


def part(n: int, answer: str, *, acts: bool = True) -> str:
    row = "<tr><td>We will publish a list.</td><td>Head of Letters</td><td>May 2024</td></tr>"
    table = f"<table>{HEAD}{row}{row}</table>" if acts else ""
    return (
        f"<h2>Recommendation {n}</h2><blockquote><p>{ASKED[n - 1]}</p></blockquote>"
        f"<h3>Response: {answer}</h3><p>{WHY}</p>{table}"
    )


def read(folder: Path, *parts: str) -> Extraction:
    path = folder / "plan.html"
    path.write_text(f"<h1>Action plan</h1><p>Our answer.</p>{''.join(parts)}", encoding="utf-8")
    return extract(path)


def told(found: Extraction) -> list[tuple[object, ...]]:
    return [(r.number, r.text, r.response, r.explanation, len(r.actions)) for r in found.recommendations]


def test_headings_name_what_tables_answer(tmp_path: Path) -> None:
    refused = part(2, "Not accepted", acts=False)
    found = read(tmp_path, part(1, "Accepted"), refused, part(3, "Partially accepted"))
    answers = ("agreed", "not_agreed", "partly_agreed")
    assert told(found) == [
        (str(n), text, answer, WHY, 2 * (n != 2))
        for n, (text, answer) in enumerate(zip(ASKED, answers, strict=True), 1)
    ]


def test_what_follows_the_last_one_under_a_heading_of_its_own_is_no_part_of_it(tmp_path: Path) -> None:
    last = part(3, "Not accepted", acts=False)
    found = read(
        tmp_path, part(1, "Accepted"), part(2, "Accepted"), last, "<h2>Next steps</h2><p>We will report.</p>"
    )
    assert told(found)[-1] == ("3", ASKED[2], "not_agreed", WHY, 0)


def test_headings_that_ask_for_nothing_name_parts(tmp_path: Path) -> None:
    titles = (part(n, "Accepted").replace(ASKED[n - 1], "Letters").replace(WHY, "") for n in (1, 2))
    assert not any(one.text for one in read(tmp_path, *titles).recommendations)
