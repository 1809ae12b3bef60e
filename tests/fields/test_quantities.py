from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.fields.quantities import find_quantities
from extractors.fields.quantities.numbers import TENS, UNITS, value_of
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
