"""Letters that say that they report on outstanding actions only, and those that do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.documents.letters.letter import read_letter
from extractors.documents.letters.outstanding import outstanding_only
from extractors.documents.statements.dates import Memory, dated_sentences
from extractors.model import Place
from extractors.prose.sentences import split_sentences
from extractors.registry import read_layout
from tests.documents.letter_pages import Letter

PLACE = Place(locator="line[7]")


def words(text: str) -> str | None:
    sentences, _ = dated_sentences(text, split_sentences(text), dated=None, memory=Memory())
    found = outstanding_only((sentence, PLACE) for sentence in sentences)
    assert found is None or found[1] == PLACE
    return found and found[0]


@pytest.mark.parametrize(
    "text",
    [
        "This letter sets out the position on the three remaining recommendations.",
        "This second update covers only those actions which have not yet been completed.",
        "I am writing to update you on the outstanding recommendations in the plan.",
        "We write to report on the actions that remain open, and on what the floods have meant for the farm.",
        "What follows deals with the commitments still outstanding.",
        "We have confined this letter to the recommendations that were still open in June.",
        "I have limited myself to what remains to be done.",
        "An update on the outstanding actions is set out below.",
        "Only the actions still in hand are dealt with here.",
        "It leaves out whatever was finished by the spring.",
        "I have not repeated the actions that you already know to be complete.",
        "This letter does not return to recommendations which have been closed.",
        "Actions already reported as completed are not repeated here.",
        "Completed actions have been left out of this update.",
    ],
)
def test_a_letter_on_outstanding_actions_says_so_in_many_ways(text: str) -> None:
    found = words(f"The year was hard. {text} We thank your team.")
    assert found is not None
    assert found in text


@pytest.mark.parametrize(
    "text",
    [
        # on the others too
        "This letter provides an update on all the actions, including those outstanding.",
        "This letter reports on both the completed and the outstanding actions.",
        "This letter provides an update on the outstanding actions and those completed since the spring.",
        # another letter, or none
        "We will provide a further update on the outstanding actions in June.",
        "Our next letter will report on the outstanding actions.",
        "This letter does not report on the outstanding actions.",
        "A review of the outstanding actions is held each month by the Board.",
        "The dashboard sets out the outstanding actions.",
        # about the work
        "We are working on the remaining actions.",
        "I write to let you know that the outstanding action on visits has been completed.",
        "The audit did not cover actions that were complete.",
        "It does not include those who have completed the programme.",
        # a choice of another kind
        "It dwells on the matters you raised and does not go into every line of the plan.",
    ],
)
def test_other_letters_do_not(text: str) -> None:
    assert words(text) is None


def test_the_words_are_a_fact_of_the_letter_and_an_issue_with_its_place(tmp_path: Path) -> None:
    pen = Letter(tmp_path / "letter.pdf")
    pen.lines(["Jo Marlow", "HM Inspectorate of Prisons", "8 May 2019"])
    pen.lines(["Dear Ms Marlow"])
    pen.para("The bakery has opened and sells bread to the town on three days of every week since the spring.")
    pen.turn()
    pen.para(
        "This update covers the outstanding actions of the plan, some of which have been harder than we thought."
    )
    pen.para("Yours sincerely")
    read = read_letter(read_layout(pen.save()))
    assert read.facts.outstanding_only == "This update covers the outstanding actions"
    (issue,) = [issue for issue in read.issues if issue.code == "outstanding_only"]
    assert (issue.severity, issue.page) == ("info", 2)
    assert "“This update covers the outstanding actions”" in issue.message


def test_in_a_format_without_pages_the_issue_has_a_locator(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text(
        "8 May 2019\n\nDear Jo,\n\nThe bakery has opened and sells bread to the town.\n\n"
        "I write only about the actions still open.\n\nYours sincerely,\n\nPat Grey\n",
        encoding="utf-8",
    )
    (issue,) = [i for i in read_letter(read_layout(path)).issues if i.code == "outstanding_only"]
    assert (issue.page, issue.locator) == (None, "line[7:7]")
