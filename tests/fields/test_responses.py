from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.fields.responses import leading_answer, parse_progress, parse_response
from extractors.model import Response, Status
from tests.fields.tables import names, rows

RESPONSES, PROGRESS = rows("responses", "response"), rows("responses", "progress")
SOME = settings(max_examples=60, deadline=None)


def test_the_table_is_as_long_as_promised() -> None:
    assert len(rows("responses")) >= 60


@pytest.mark.parametrize("case", RESPONSES, ids=names(RESPONSES))
def test_responses(case: dict[str, str]) -> None:
    read = parse_response(case["raw"])
    assert (read.response or "", read.known) == (case["class"], case["known"] == "known")


@pytest.mark.parametrize("case", PROGRESS, ids=names(PROGRESS))
def test_progress_words(case: dict[str, str]) -> None:
    assert (parse_progress(case["raw"]) or "") == case["class"]


SURE = [case for case in RESPONSES if case["class"] and "\n" not in case["raw"] and case["raw"][-1].isalpha()]


@SOME
@given(
    st.sampled_from(SURE),
    st.sampled_from([str.upper, str.lower, str.title]),
    st.sampled_from(["", ".", " ", "\n", " 03/05/2019"]),
)
def test_case_and_marks_change_nothing(case: dict[str, str], style: Callable[[str], str], tail: str) -> None:
    if "NotAgreed" in case["raw"] and style is str.title:
        return
    assert parse_response(style(case["raw"]) + tail).response == case["class"]


@SOME
@given(st.text(max_size=60))
def test_any_text_has_a_class_of_the_closed_set_or_none(text: str) -> None:
    assert parse_response(text).response in {*get_args(Response), None}
    assert parse_progress(text) in {*get_args(Status), None}


def test_an_unknown_word_is_never_given_a_class() -> None:
    for word in ("Perhaps", "Agrred", "Deferred to board", "Approve"):
        assert parse_response(word).response is None
    assert not parse_response("Agrred").known


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Partly. The roof is listed", 1),
        ("No We have no budget", 1),
        ("Partially Accepted It costs much", 2),
        ("Partially accepted Accepted but for one", 2),
        ("Not Agreed", 2),
        ("• The stores are listed", 0),  # a mark answers nothing
        ("Agreed with the council that it must tell every family", 0),
    ],
)
def test_an_answer_at_the_head_of_a_cell_is_whole(text: str, words: int) -> None:
    assert leading_answer(text) == words
