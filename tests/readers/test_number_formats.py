from __future__ import annotations

import pytest

from extractors.readers.number_formats import BUILT_IN, shown

# A number, its format code, and what a program for spreadsheets prints (days in figures alone: day first).
PRINTED = [
    (43922, "dd/mm/yyyy", "01/04/2020"),
    (43922, "m/d/yyyy", "01/04/2020"),
    (43922, "yyyy-mm-dd", "2020-04-01"),
    (43922, BUILT_IN[14], "01/04/2020"),
    (43922, "mmm-yy", "Apr-20"),
    (43922, "mmmm yyyy", "April 2020"),
    (43922, "d-mmm-yy", "1-Apr-20"),
    (43922, "[$-809]dddd d mmmm yyyy;@", "Wednesday 1 April 2020"),
    (43922, '"by" d mmmm', "by 1 April"),
    (43922.75, "dd/mm/yyyy hh:mm", "01/04/2020 18:00"),
    (43922.75, "d mmm yyyy h:mm AM/PM", "1 Apr 2020 6:00 PM"),
    (0.5, "h:mm", "12:00"),
    (59, "d mmm yyyy", "28 Feb 1900"),
    (1e9, "dd/mm/yyyy", "1000000000"),
    (-1, "dd/mm/yyyy", "-1"),
    (3, "General", "3"),
    (0.1 + 0.2, "General", "0.3"),
    (1e20, "General", "1e+20"),
    (0.75, "0%", "75%"),
    (0.755, "0.0%", "75.5%"),
    (1234.5, '"£"#,##0.00', "£1,234.50"),
    (1234.5, "[$£-809]#,##0", "£1,234"),
    (-1234.5, "#,##0.00;[Red](#,##0.00)", "(1,234.50)"),
    (-3, "0.00", "-3.00"),
    (7, "000", "007"),
    (12.5, "0.##", "12.5"),
    (1, '"Done"', "Done"),
    (12, '0 "places"', "12 places"),
    (0.5, "# ?/?", "0.5"),
    (12345, "0.00E+00", "12345"),
    (5, "@", "5"),
    (5, "0" * 500, "5"),
    (5, ";;;", "5"),
    (5, '"', "5"),
    (5, "[", "5"),
    (5, "\\", "5"),
]


@pytest.mark.parametrize(("value", "code", "printed"), PRINTED)
def test_a_number_is_what_its_cell_prints(value: float, code: str, printed: str) -> None:
    assert shown(value, code) == printed


def test_some_workbooks_count_days_from_1904() -> None:
    assert shown(42460, "d mmm yyyy", from_1904=True) == "1 Apr 2020"
