from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.fields.quantities import find_counts, find_quantities, numbers_in
from extractors.fields.quantities.numbers import TENS, UNITS, value_of
from extractors.fields.quantities.units import noun_of
from tests.fields.tables import names, rows

CASES = rows("quantities")
SOME = settings(max_examples=60, deadline=None)


def test_the_table_is_as_long_as_promised() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=names(CASES))
def test_quantities(case: dict[str, str]) -> None:
    found = find_quantities(case["text"])
    shown = [f"{f.quantity.raw} = {f.quantity.value:.10g} {f.quantity.unit}".strip() for f in found]
    assert " | ".join(shown) == case["found"]
    assert all(case["text"][f.start : f.end] == f.quantity.raw for f in found)


@pytest.mark.parametrize(
    ("text", "noun", "found"),
    [
        ("Forty places will be opened.", "place", [(40.0, "Forty places")]),
        ("(4a) A panel will meet each month.", "panel", []),
        ("(4) A panel will meet each month.", "panel", []),
        ("An audit (6c) of 30 cases", "case", [(30.0, "30 cases")]),
        ("120 hours of reading with prisoners", "reader", []),
        ("Three agencies and their boxes", "agency", [(3.0, "Three agencies")]),
        (
            "Six of nine visits by two boards",
            "visit",
            [(9.0, "nine visits"), (2.0, "two visits"), (6.0, "Six visits")],
        ),
        ("One panel in 2019", "panel", []),
    ],
)
def test_a_number_counts_the_noun_beside_it_and_a_label_counts_nothing(
    text: str, noun: str, found: list[tuple[float, str]]
) -> None:
    assert [(count.value, count.raw) for count in find_counts(text) if count.noun == noun] == found


def test_the_numbers_of_a_text_are_in_figures_and_words_without_years() -> None:
    assert numbers_in("In 2019 twelve of 1,200 came, 40% of them twice.") == {12, 1200, 40}


@pytest.mark.parametrize(
    ("unit", "noun"),
    [("peer readers", "reader"), ("new boxes", "box"), ("places per year", "place"), ("weeks", None), ("", None)],
)
def test_what_is_counted_is_named_in_the_singular(unit: str, noun: str | None) -> None:
    assert noun_of(unit) == noun


def test_an_amount_knows_whether_it_is_counted_out_of_a_larger_one() -> None:
    found = find_quantities("18 of the 25 places are filled, and 5 out of six posts.")
    assert [(f.quantity.raw, f.quantity.noun, f.quantity.part) for f in found] == [
        ("18", "place", True),
        ("25 places", "place", False),
        ("5 out of six", None, False),
    ]


@SOME
@given(
    st.integers(2, 999_999).filter(lambda n: not 1900 <= n <= 2099),
    st.sampled_from(["places", "staff", "prison officers", "new beds"]),
)
def test_figures_are_read_back_with_or_without_commas(number: int, noun: str) -> None:
    for written in (f"{number:,}", str(number)):
        (found,) = find_quantities(f"We have opened {written} {noun} so far.")
        assert (found.quantity.value, found.quantity.unit) == (number, noun.split()[-1])


@SOME
@given(st.sampled_from(sorted(TENS)), st.sampled_from([w for w, n in UNITS.items() if 0 < n < 10]))
def test_number_words_have_their_value(tens: str, ones: str) -> None:
    assert value_of(f"{tens}-{ones}") == TENS[tens] + UNITS[ones]
    (found,) = find_quantities(f"{tens.title()}-{ones} places were opened.")
    assert found.quantity.value == TENS[tens] + UNITS[ones]


@SOME
@given(st.dates(), st.sampled_from(["%d %B %Y", "%d/%m/%Y", "%B %Y", "%d.%m.%Y"]))
def test_a_date_is_no_quantity(written: date, form: str) -> None:
    if written.year >= 1900:
        assert find_quantities(f"It was done on {written.strftime(form)}.") == ()


@SOME
@given(st.text(max_size=80))
def test_any_text_is_read_without_an_error(text: str) -> None:
    at = 0
    for found in find_quantities(text):
        assert text[found.start : found.end] == found.quantity.raw
        assert found.start >= at
        at = found.end


def test_words_that_are_no_number_raise() -> None:
    with pytest.raises(ValueError, match="is no number"):
        value_of("several")
