"""Responses in prose whose answers are sentences and words in the text, with headings, boxes and labels of any kind."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from extractors.model import Extraction
from extractors.registry import extract
from tests.documents.printed_pages import Printout

PAGE = """<!doctype html><html><body><main><h1>Council response to the review of harbour lights</h1>
<p>Published 4 March 2024</p>
<ul><li><a>Foreword</a></li><li><a>Recommendation 1</a></li><li><a>Recommendation 2</a></li><li><a>Annex A</a></li></ul>
<h2>Foreword</h2><p>Recommendation 3 is answered at length because many residents asked about it.</p>
<h2>Recommendation 1: lamp inspections</h2>
<p>The Harbour Board should inspect each lamp every spring and should publish what it finds.</p><p>Accept in full.</p>
<p>The Harbour Board will inspect all lamps by the end of May 2024. A lamp is a fine thing to see at night. We have
already replaced nine lamps.</p><h3>How lamps are lit</h3><p>Oil is dear.</p>
<h2>Recommendation 2: keepers</h2><p>The Board should:</p><ul><li>train two keepers</li><li>pay them weekly</li></ul>
<p>Accepted in principle. The Keepers’ College and the Harbour Board will offer a course from autumn 2024.</p>
<p>We will also:</p><ul><li>review pay by June 2024</li><li>tell keepers the result</li></ul>
<h2>Recommendation 3</h2><p>The Board should sell the lighthouse.</p>
<p>Response: Reject. The lighthouse is in use. Instead, we will open it to visitors in 2025.</p>
<h2>Recommendation 4</h2><p>(a) Count the buoys. (b) Paint the buoys.</p><p>Harbour Board’s response</p>
<p>The Council agrees that buoys should be seen. The buoys were counted in January 2024.</p>
<h2>Recommendation 5</h2><p>The Board should hire a second pilot.</p><h3>Council response to recommendation 5</h3>
<p>The Council thanks the reviewers. Pilots are few.</p>
<h2>Annex A: the lamps</h2><p>We will list the lamps here next year.</p></main></body></html>"""


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Extraction:
    path = tmp_path_factory.mktemp("prose") / "response.html"
    path.write_text(PAGE)
    return extract(path)


def test_every_printed_recommendation_is_found_once_with_its_text_and_answer(read: Extraction) -> None:
    assert [(r.number, r.section, r.text, r.response, r.response_raw) for r in read.recommendations] == [
        (
            "1",
            "lamp inspections",
            "The Harbour Board should inspect each lamp every spring and should publish what it finds.",
            "agreed",
            "Accept in full",
        ),
        (
            "2",
            "keepers",
            "The Board should: train two keepers pay them weekly",
            "partly_agreed",
            "Accepted in principle",
        ),
        ("3", None, "The Board should sell the lighthouse.", "not_agreed", "Reject"),
        (
            "4",
            None,
            "(a) Count the buoys. (b) Paint the buoys.",
            "agreed",
            "The Council agrees that buoys should be seen.",
        ),
        ("5", None, "The Board should hire a second pilot.", None, None),
    ]
    assert (read.facts.subject, read.facts.dated) == ("review of harbour lights", date(2024, 3, 4))


def test_what_is_promised_and_reported_is_an_action_and_what_explains_is_none(read: Extraction) -> None:
    said = {
        r.number: [(a.text, a.owners, a.target_kind, a.target_raw) for a in r.actions] for r in read.recommendations
    }
    assert said["1"] == [
        (
            "The Harbour Board will inspect all lamps by the end of May 2024.",
            ("Harbour Board",),
            "date",
            "end of May 2024",
        ),
        ("We have already replaced nine lamps.", (), "none", None),
    ]
    assert said["2"] == [
        (
            "The Keepers’ College and the Harbour Board will offer a course from autumn 2024.",
            ("Keepers’ College", "Harbour Board"),
            "date",
            "autumn 2024",
        ),
        ("We will also:\n• review pay by June 2024\n• tell keepers the result", (), "date", "June 2024"),
    ]
    assert said["3"] == [("Instead, we will open it to visitors in 2025.", (), "date", "2025")]
    assert [kind for _, _, kind, _ in said["4"]] == ["completed"]
    assert said["5"] == []


def test_an_answer_in_words_of_its_own_and_a_missing_one_are_issues(read: Extraction) -> None:
    found = {(issue.code, issue.record) for issue in read.issues}
    assert {("answer_in_own_words", "4"), ("no_response", "5"), ("no_action", "5")} <= found
    assert ("answer_in_own_words", "1") not in found


def test_text_that_could_belong_to_the_plan_and_was_not_read_lowers_the_coverage(read: Extraction) -> None:
    left = "We will list the lamps here next year. Recommendation 3 is answered at length because many residents asked about it."
    assert read.words - read.words_assigned == len(left.split())


def test_markdown_with_bold_numbers_and_answers_on_the_line(tmp_path: Path) -> None:
    (tmp_path / "reply.md").write_text(
        "# Our reply to the ferry inquest\n\n"
        "**Recommendation 1a** – The Ferry Company should fit rails to every deck by May 2023.\n\n"
        "*Partially accepted.* The company has fitted rails to two decks. The Chief Engineer will fit the others by 1 "
        "May 2023.\n\n**Recommendation 1b** – The Ferry Company should weigh every car.\n\n"
        "*Not accepted.* Cars are weighed by their makers.\n\n"
        "Recommendation 2 The Ferry Company should print the timetable in large type. **Agreed.** A new timetable will "
        "be printed in March 2023.\n\nRecommendation 2 of the earlier inquest was met.\n"
    )
    read = extract(tmp_path / "reply.md")
    assert [(r.number, r.response, r.text) for r in read.recommendations] == [
        ("1a", "partly_agreed", "The Ferry Company should fit rails to every deck by May 2023."),
        ("1b", "not_agreed", "The Ferry Company should weigh every car."),
        ("2", "agreed", "The Ferry Company should print the timetable in large type."),
    ]
    assert read.recommendations[1].explanation == "Cars are weighed by their makers."


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Extraction:
    path = tmp_path_factory.mktemp("printed") / "printed.pdf"
    address = "https://moorland.example/papers/answers-to-the-inquiry-into-peat-cutting/answers-to-the-inquiry"
    pen = Printout(path, "Government response to the peat inquiry", address, 12)
    pen.heading("Government response to the peat inquiry", 28)
    pen.para("Published 8 February 2024")
    pen.heading("Recommendations", 22)
    for n in range(1, 11):
        pen.turn()
        pen.heading(f"Recommendation {n}")
        text = f"The Peat Office should survey moor number {n} with the farmers who graze their sheep on it, and should "
        if n == 4:
            pen.y = 740
        pen.boxed(text + "mark each of the pools that it finds there on a map that walkers can read in the rain.")
        pen.heading(f"Government response to recommendation {n}", 12)
        pen.para("The government supports this recommendation. Peat is older than the hills that it lies on.")
        pen.para(f"The Peat Office will survey the moor by the end of {2025 + n}.")
    pen.save()
    return extract(path)


def test_a_page_printed_by_a_browser(printed: Extraction) -> None:
    assert [(r.number, r.response) for r in printed.recommendations] == [(str(n), "agreed") for n in range(1, 11)]
    assert len({r.text.replace(r.number, "#", 1) for r in printed.recommendations}) == 1
    assert not any("https" in r.text or "9:12" in r.text for r in printed.recommendations)
    assert [[(a.owners, a.target_raw) for a in r.actions] for r in printed.recommendations] == [
        [(("Peat Office",), f"end of {2025 + n}")] for n in range(1, 11)
    ]
    assert printed.facts.dated == date(2024, 2, 8)


def test_every_action_has_its_boxes(printed: Extraction) -> None:
    places = [action.place.boxes for r in printed.recommendations for action in r.actions]
    assert [[box.page for box in boxes] for boxes in places] == [[n] for n in (2, 3, 4, 6, 7, 8, 9, 10, 11, 12)]


def test_a_letter_that_mentions_recommendations_stays_a_letter(tmp_path: Path) -> None:
    (tmp_path / "letter.md").write_text(
        "4 May 2024\n\nDear Dr Field,\n\n**Recommendation 1**\n\nBuild a ramp.\n\nWe accept this recommendation and the ramps are built.\n\n"
        "**Recommendation 2**\n\nBuild another.\n\nWe agree with this recommendation, and the second ramp will be built in June 2024.\n\n"
        "Yours sincerely\n\nJo Hill\n"
    )
    assert extract(tmp_path / "letter.md").facts.kind == "update_letter"


def test_what_is_not_accepted_explains_an_answer_in_part_and_a_list_mark_is_kept(tmp_path: Path) -> None:
    (tmp_path / "reply.md").write_text(
        "# Our reply to the letters inquest\n\n"
        "**Recommendation 1** – The Company should answer every letter in ten days.\n\nPartially accepted\n\n"
        "We accept that customers will want to know. We do not accept that ten days can be met.\n\n"
        "A standard of twenty days will be set.\n\nResponsible: Director of Letters\n\nTarget date: May 2023\n\n"
        "**Recommendation 2** – The Company should keep every letter.\n\n"
        "Accepted (a) Letters will be kept for ten years.\n\nResponsible: Head of Records\n\nTarget date: June 2023\n"
    )
    first, second = extract(tmp_path / "reply.md").recommendations
    assert first.explanation == (
        "We accept that customers will want to know. We do not accept that ten days can be met."
    )
    said = [(a.text, a.owners, a.target_raw) for one in (first, second) for a in one.actions]
    assert said == [
        ("A standard of twenty days will be set.", ("Director of Letters",), "May 2023"),
        ("(a) Letters will be kept for ten years.", ("Head of Records",), "June 2023"),
    ]
