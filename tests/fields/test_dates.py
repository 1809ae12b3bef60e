from __future__ import annotations

import calendar
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.fields.dates import find_dates, parse_date, parse_target
from extractors.model import Interval
from tests.fields.tables import day, names, rows, shown

TARGETS, PROSE, FULL = rows("dates", "target"), rows("dates", "prose"), rows("dates", "full")
DAYS = st.dates(date(2010, 1, 1), date(2035, 12, 31))
SOME = settings(max_examples=60, deadline=None)


def ordinal(number: int) -> str:
    return "th" if number in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


FORMS = (
    lambda d: f"{d.day} {d:%B} {d.year}",
    lambda d: f"{d.day}{ordinal(d.day)} {d:%B} {d.year}",
    lambda d: f"{d.day} {ordinal(d.day)} {d:%B} {d.year}",
    lambda d: f"{d:%A} {d.day} {d:%B} {d.year}",
    lambda d: f"{d:%A}, {d.day}{ordinal(d.day)} {d:%B} {d.year}",
    lambda d: f"{d.day} {d:%b} {d.year}",
    lambda d: f"{d:%d}-{d:%b}-{d.year}",
    lambda d: f"{d:%d/%m/%Y}",
    lambda d: f"{d.day}/{d.month}/{d.year}",
    lambda d: f"{d:%d/%m/%y}",
    lambda d: f"{d:%d.%m.%Y}",
    lambda d: f"{d:%d-%m-%Y}",
    lambda d: f"{d:%Y-%m-%d}",
    lambda d: f"{d:%B} {d.day}, {d.year}",
    lambda d: f"the {d.day}{ordinal(d.day)} of {d:%B} {d.year}",
)


def test_the_table_is_as_long_as_promised() -> None:
    assert len(rows("dates")) >= 150


@pytest.mark.parametrize("case", TARGETS, ids=names(TARGETS))
def test_target_entries(case: dict[str, str]) -> None:
    target = parse_target(case["raw"], dated=day(case["dated"]))
    read = (target.kind, shown(list(target.targets)), len(target.problems))
    assert read == (case["kind"], case["intervals"], int(case["problems"]))


@pytest.mark.parametrize("case", PROSE, ids=names(PROSE))
def test_dates_in_prose(case: dict[str, str]) -> None:
    found = find_dates(case["raw"], dated=day(case["dated"]))
    assert shown([f.interval for f in found]) == case["intervals"]
    assert all(case["raw"][f.start : f.end] == f.raw for f in found)


@pytest.mark.parametrize("case", FULL, ids=names(FULL))
def test_full_dates(case: dict[str, str]) -> None:
    assert parse_date(case["raw"]) == day(case["intervals"])


def test_a_mistake_is_named_in_words_a_reader_can_act_on() -> None:
    assert parse_target("15 August2016").problems == ("a space is missing in '15 August2016'",)
    assert parse_target("9rd August 2019").problems == ("'9rd' is a wrong ordinal",)
    assert parse_target("31 June 2019").problems == ("there is no such date as '31 June 2019'",)
    assert parse_target("/0206/2023").problems == ("'/0206/2023' is no date",)


def test_what_cannot_be_dated_stays_a_date_without_a_target() -> None:
    target = parse_target("within 28 days")
    assert (target.kind, target.targets) == ("date", ())
    assert target.problems == ("'within 28 days' cannot be dated without the document's own date",)


def test_words_that_count_from_an_earlier_date_need_it() -> None:
    text = "We sent the plan that July, and a second in the following February."
    assert find_dates(text, dated=date(2021, 3, 1)) == ()
    anchor = Interval(date(2019, 1, 1), date(2019, 12, 31), "year")
    found = find_dates(text, dated=date(2021, 3, 1), anchor=anchor)
    assert [str(f.interval.start) for f in found] == ["2019-07-01", "2020-02-01"]
    assert all(f.relative for f in found)


@SOME
@given(DAYS, st.sampled_from(FORMS))
def test_a_day_is_read_back_from_every_printed_form(written: date, form: Callable[[date], str]) -> None:
    only = (Interval(written, written, "day"),)
    text = form(written)
    assert parse_target(text).targets == only
    assert parse_target(text).problems == ()
    assert parse_date(text) == written
    if "-" not in text or text[:4].isdigit():
        assert tuple(f.interval for f in find_dates(f"This was done on {text}.")) == only


@SOME
@given(DAYS.filter(lambda d: d.day <= 12))
def test_figures_are_day_first(written: date) -> None:
    assert parse_target(f"{written.day}/{written.month}/{written.year}").targets[0].start == written


@SOME
@given(st.integers(13, 31), st.integers(13, 31), st.integers(2010, 2035))
def test_a_day_that_does_not_exist_is_a_problem_and_never_turned_round(a: int, b: int, year: int) -> None:
    target = parse_target(f"{a}/{b}/{year}")
    assert (target.kind, target.targets) == ("date", ())
    assert target.problems


WHOLE = {
    "{month} {year}": lambda y, m: (date(y, m, 1), date(y, m, calendar.monthrange(y, m)[1])),
    "Q{quarter} {fy}": lambda y, m: _quarter(y, (m - 1) // 3),
    "{fy}": lambda y, _m: (date(y, 4, 1), date(y + 1, 3, 31)),
    "{year}": lambda y, _m: (date(y, 1, 1), date(y, 12, 31)),
    "by {year}": lambda y, _m: (date(y, 1, 1), date(y, 12, 31)),
    "spring {year}": lambda y, _m: (date(y, 3, 1), date(y, 5, 31)),
    "winter {year}": lambda y, _m: (date(y, 12, 1), date(y + 1, 3, 1) - timedelta(days=1)),
    "early {year}": lambda y, _m: (date(y, 1, 1), date(y, 4, 30)),
    "mid-{year}": lambda y, _m: (date(y, 5, 1), date(y, 8, 31)),
    "late {year}": lambda y, _m: (date(y, 9, 1), date(y, 12, 31)),
}


def _quarter(year: int, index: int) -> tuple[date, date]:
    firsts = [date(year, 4, 1), date(year, 7, 1), date(year, 10, 1), date(year + 1, 1, 1), date(year + 1, 4, 1)]
    return firsts[index], firsts[index + 1] - timedelta(days=1)


@SOME
@given(st.integers(2010, 2035), st.integers(1, 12), st.sampled_from(sorted(WHOLE)))
def test_an_interval_is_as_wide_as_its_words(year: int, month: int, words: str) -> None:
    fy = f"{year}/{(year + 1) % 100:02d}"
    text = words.format(year=year, month=calendar.month_name[month], quarter=(month - 1) // 3 + 1, fy=fy)
    (target,) = parse_target(text).targets
    assert (target.start, target.end) == WHOLE[words](year, month)
    assert target.precision != "day"


@SOME
@given(st.integers(2010, 2035), st.integers(1, 12), st.integers(2010, 2035), st.integers(1, 12))
def test_targets_keep_the_order_of_the_page_and_ranges_never_run_backwards(
    y1: int, m1: int, y2: int, m2: int
) -> None:
    first, second = f"{calendar.month_name[m1]} {y1}", f"{calendar.month_name[m2]} {y2}"
    both = parse_target(f"{first} and {second}")
    assert [(t.start.year, t.start.month) for t in both.targets] == [(y1, m1), (y2, m2)]
    span = parse_target(f"from {first} to {second}")
    if (y1, m1) <= (y2, m2):
        assert len(span.targets) == 1
        assert span.targets[0].start == date(y1, m1, 1)
    else:
        assert len(span.targets) == 2
        assert span.problems == (f"'{first} to {second}' runs backwards",)


@SOME
@given(st.text(max_size=60), DAYS)
def test_any_text_is_read_without_an_error_and_spans_hold(text: str, dated: date) -> None:
    target = parse_target(text, dated=dated)
    assert all(t.start <= t.end for t in target.targets)
    at = 0
    for found in find_dates(text, dated=dated):
        assert text[found.start : found.end] == found.raw
        assert found.start >= at
        assert found.interval.start <= found.interval.end
        at = found.end


@SOME
@given(DAYS, st.sampled_from(["in March", "in autumn", "on 29 March"]), st.sampled_from(["will start", "started"]))
def test_a_month_without_a_year_follows_the_tense(dated: date, words: str, verb: str) -> None:
    (found,) = find_dates(f"The course {verb} {words}.", dated=dated)
    assert found.relative
    if verb.startswith("will"):
        assert found.interval.end >= dated
        assert (found.interval.start - dated).days <= 366
    else:
        assert found.interval.start <= dated
        assert (dated - found.interval.end).days <= 366


def test_no_heavy_import_before_it_is_needed() -> None:
    code = "import sys; import extractors.fields.dates as d; d.parse_target('1 May 2019'); sys.exit('dateparser' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def _letters(corpus: Path) -> list[Path]:
    return [
        *sorted(corpus.glob("cases/gold/*letter*.gold.json")),
        corpus / "mcso/gold/update-letter-2020.gold.json",
    ]


def test_dates_of_the_labelled_letters(corpus: Path) -> None:
    """F1 of (passage, start, end) over every labelled letter."""
    for path in _letters(corpus):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if "sentences" in gold:
            passages = {s["id"]: s["text"] for s in gold["sentences"]}
            wanted = {(s["id"], d["start"], d["end"]) for s in gold["sentences"] for d in s["dates"]}
        else:
            body = {
                i: b
                for i, b in enumerate(gold["blocks"])
                if b["kind"] in {"para", "bullet"} and len(b["text"]) > 60
            }
            passages = {i: b["text"] for i, b in body.items()}
            wanted = {(d["block"], d["start"], d["end"]) for d in gold["dates"]}
        read, anchor = set(), None
        for key, text in passages.items():
            found = find_dates(text, dated=date.fromisoformat(gold["document"]["date"]), anchor=anchor)
            read |= {(key, str(f.interval.start), str(f.interval.end)) for f in found}
            anchor = found[-1].interval if found else anchor
        assert 2 * len(read & wanted) / (len(read) + len(wanted)) >= 0.94, path.name


def test_targets_of_the_labelled_plans(corpus: Path) -> None:
    for path in sorted(corpus.glob("*/gold/*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        for action in (a for r in gold.get("recommendations", []) for a in r["actions"]):
            wanted = action["date"]
            target = parse_target(wanted["raw"] or "", dated=date.fromisoformat(gold["document"]["submitted"]))
            read = [(str(t.start), str(t.end)) for t in target.targets]
            assert (target.kind, read) == (wanted["kind"], [(t["start"], t["end"]) for t in wanted["targets"]]), (
                wanted
            )
