from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.fields.references import counted_head, find_mentions, find_references, parse_number
from tests.fields.tables import names, rows

NUMBERS, REFERENCES, MENTIONS = (rows("references", door) for door in ("number", "references", "mentions"))
SOME = settings(max_examples=60, deadline=None)


def test_the_table_is_as_long_as_promised() -> None:
    assert len(rows("references")) >= 60


@pytest.mark.parametrize("case", NUMBERS, ids=names(NUMBERS))
def test_numbers(case: dict[str, str]) -> None:
    assert (parse_number(case["raw"]) or "") == case["found"]


@pytest.mark.parametrize("case", REFERENCES, ids=names(REFERENCES))
def test_references_at_the_end_of_a_recommendation(case: dict[str, str]) -> None:
    assert " | ".join(find_references(case["raw"])) == case["found"]


@pytest.mark.parametrize("case", MENTIONS, ids=names(MENTIONS))
def test_recommendations_that_a_letter_names(case: dict[str, str]) -> None:
    found = find_mentions(case["raw"])
    assert " | ".join(m.number + ("#" if m.ordinal else "") for m in found) == case["found"]
    assert all(case["raw"][m.start : m.end] == m.raw for m in found)


@SOME
@given(st.integers(1, 30), st.integers(1, 60), st.sampled_from(["", ".", " ", ":"]))
def test_a_number_is_read_as_printed(section: int, item: int, tail: str) -> None:
    number = f"{section}.{item:02d}"
    assert parse_number(number + tail) == number
    assert parse_number(f"Recommendation {number}{tail}") == number
    assert find_references(f"Visits should start on time. ({number})") == (number,)
    assert [m.number for m in find_mentions(f"We met recommendation {number} in May.")] == [number]


@SOME
@given(st.integers(1, 20), st.integers(1, 15))
def test_a_range_names_every_number_in_it(first: int, size: int) -> None:
    numbers = [str(n) for n in range(first, first + size + 1)]
    found = find_mentions(f"Recommendations {first} to {first + size} are closed.")
    assert [m.number for m in found] == numbers


@SOME
@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    number = parse_number(text)
    assert number is None or number.strip()
    assert all(text[m.start : m.end] == m.raw for m in find_mentions(text))
    find_references(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Breach 1", 2),
        ("Area of significant weakness 12", 5),
        ("Breach 1: The alarm was off.", 2),
        ("Breach 1 – The alarm was off.", 3),
        ("Breach 1 The alarm was off.", 0),  # a sentence may begin so
        ("Annex 3", 0),
        ("Spring 2023", 0),
    ],
)
def test_a_title_that_counts_ends_the_line_or_stands_before_a_mark(text: str, words: int) -> None:
    assert counted_head(text) == words
