"""The measures on the dataset of :mod:`tests.known`, each answer worked out by hand.

The verdicts from which the figures below are counted (A has letters of 14 Feb and 30 Oct 2020, B of 15 Sep 2020 and
1 Mar 2021, the day is 1 Jul 2021):

    A/1/1  by 31 Oct 2019  done 7 Oct 2019, says A1                         kept
    A/1/2  by 30 Nov 2019  done in winter, from 1 Dec, says A1              not kept
    A/1/3  by 15 Nov 2019  done in November, says A1                        unknown: on both sides
    A/2/1  by 31 Jan 2020  late, say A1 and A2                              not kept
    A/2/2  by 31 Mar 2020  A1 puts it off, A2: done, no day                 not kept
    A/2/3  by 31 Dec 2020  done, says A2 before that day                    kept
    A/2/4  by 31 Jan 2020  A1: late; A2: done on 20 Jan                     unknown: contradiction
    A/2/5  by 29 Feb 2020  A1 puts it off, A2: done in April                not kept
    A/4/1  by 31 Dec 2019  never mentioned                                  unknown
    A/4/2  by 30 Apr 2020  A1: under way, A2 silent                         unknown
    A/6/1  ongoing; A/6/2 without a date; A/7/1 completed at submission     not asked
    B/1/1  by 30 Jun 2020  replaced                                         not kept
    B/1/2  by 31 Jul 2020  B1: done on 1 Jul; B2: late                      unknown: late again
    B/1/3  by 31 May 2020  B1: under way                                    unknown: begun or done?
    B/2/1  by 31 Dec 2021  done, but not yet due                            not asked
    B/2/2  by 31 Aug 2020  B1: done, no day                                 unknown
    B/3/1  by 31 Dec 2020  B2: done in autumn 2020                          kept
    B/3/2  by 30 Apr 2020  the plan's progress cell of 20 Jan 2020: done    kept
    B/3/3  by 31 Oct 2020  B1 puts it off, B2: done on 20 Oct all the same  kept
    C/1/1  by 31 Mar 2021  no letter                                        unknown
    D/1/1  by 31 Aug 2021  not yet due                                      not asked
"""

from __future__ import annotations

from math import comb, exp, log, sqrt
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from pipeline import measures
from pipeline.dataset import Dataset, load
from pipeline.errors import PipelineError
from pipeline.measures.letters import amount_in
from pipeline.outcomes import evidence, intervals
from tests import known

Z = 1.959963984540054  # the 97.5 % point of the normal distribution


def wilson(yes: int, n: int) -> tuple[float, float]:
    """Wilson's interval by its formula (Brown, Cai and DasGupta 2001, eq. 4)."""
    p = yes / n
    middle, half = p + Z**2 / (2 * n), Z * sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    return (middle - half) / (1 + Z**2 / n), (middle + half) / (1 + Z**2 / n)


@pytest.fixture(scope="module")
def ds(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("known")
    known.publish_known(folder)
    return load(folder)


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("nothing")
    known.publish_nothing(folder)
    return load(folder)


def records(frame: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    """The rows of these columns, with None for what is absent."""
    table = frame[list(columns)].astype(object)
    return list(table.where(table.notna(), None).itertuples(index=False, name=None))


# 1. Which commitments were kept by the original date, and what share of them?


def test_the_share_kept_by_the_original_date(ds: Dataset) -> None:
    kept = measures.kept(ds)
    # 23 commitments: 5 kept, 5 not, 8 unknown, 5 not asked
    assert (kept.yes, kept.known, kept.unknown, kept.n) == (5, 10, 8, 18)
    assert kept.share == 0.5
    assert kept.interval == pytest.approx(wilson(5, 10))
    assert kept.interval == pytest.approx((0.2366, 0.7634), abs=5e-5)  # as textbooks print it
    assert kept.bounds == (5 / 18, 13 / 18)
    assert kept.outside == {
        "not yet due": 2, "ongoing": 1, "no date": 1, "completed at submission": 1,
    }  # fmt: skip
    assert str(kept) == (
        "50 % of commitments kept by the original date (5 of 10 known; 8 unknown; 95 % interval 24–76 %)"
    )


def test_every_verdict_has_its_reason(ds: Dataset) -> None:
    found = measures.outcomes(ds)
    assert records(found, "action_id", "outcome", "why") == [
        ("A/1/1", "kept", "done in time"),
        ("A/1/2", "not_kept", "completed late"),
        ("A/1/3", "possible", "dated on both sides of its last day"),
        ("A/2/1", "not_kept", "not done after its date"),
        ("A/2/2", "not_kept", "put off"),
        ("A/2/3", "kept", "reported in time"),
        ("A/2/4", "unknown", "letters contradict each other"),
        ("A/2/5", "not_kept", "completed late"),
        ("A/4/1", "unknown", "no letter mentions it"),
        ("A/4/2", "unknown", "no letter mentions it after its date"),
        ("A/6/1", "outside", "ongoing"),
        ("A/6/2", "outside", "no date"),
        ("A/7/1", "outside", "completed at submission"),
        ("B/1/1", "not_kept", "replaced"),
        ("B/1/2", "unknown", "completed, then late again"),
        ("B/1/3", "unknown", "under way after its date"),
        ("B/2/1", "outside", "not yet due"),
        ("B/2/2", "unknown", "completed, but no day is stated"),
        ("B/3/1", "kept", "done in time"),
        ("B/3/2", "kept", "reported in time"),
        ("B/3/3", "kept", "done in time"),
        ("C/1/1", "unknown", "no letter yet"),
        ("D/1/1", "outside", "not yet due"),
    ]
    assert measures.kept(ds).why == found[found.outcome.isin(["unknown", "possible"])].why.value_counts().to_dict()


PLANNED = ("in_progress", "planned")


@pytest.mark.parametrize(
    ("letters", "verdict"),
    [
        ([known.Said("in_progress", states=PLANNED), None], ("not_kept", "not done after its date")),
        ([known.Said("in_progress", states=("none",)), None], ("unknown", "under way after its date")),
        ([known.done("2019-11-20"), known.Said("superseded")], ("kept", "done in time")),
        ([known.done("2019-11..2020-01"), None], ("possible", "dated on both sides of its last day")),
        ([known.done(), known.done("2019-11-20")], ("kept", "done in time")),  # the second letter gives the day
        ([known.done(), known.done("2020-05-04")], ("unknown", "completed, but no day is stated")),  # not of A1's
        ([known.Said("superseded"), None], ("not_kept", "replaced")),
        ([None, known.moved("2021-06", "after_due")], ("not_kept", "not done after its date")),
    ],
)
def test_letters_prove_no_more_than_they_say(
    letters: list[known.Said | None], verdict: tuple[str, str], tmp_path: Path
) -> None:
    promise = known.Promised("2019-11", known.EST, letters)
    known.publish_known(tmp_path, plan={"A/1": known.Answered("agreed", promises=(promise,))})
    assert records(measures.outcomes(load(tmp_path)), "outcome", "why") == [verdict]


COUNTS = ("yes", "known", "unknown", "n", "outside")


# 2. The same by owner (a commitment of two counts in both).


def test_what_letters_tell_is_found_whatever_the_order_of_the_ledger(ds: Dataset) -> None:
    told = list(evidence.promises(ds.arrow_tables, ds.day, ds.run["decisions"]))
    assert any(promise.reports for promise in told)
    ledger = ds.arrow_tables["ledger"]
    numbered = ledger.append_column("n", pa.array(range(ledger.num_rows)))
    backwards = numbered.sort_by([("action_id", "descending"), ("n", "ascending")]).drop_columns("n")
    assert backwards != ledger
    assert list(evidence.promises({**ds.arrow_tables, "ledger": backwards}, ds.day, ds.run["decisions"])) == told


def test_the_share_kept_by_owner(ds: Dataset) -> None:
    by = measures.kept(ds, by="owner")
    assert records(by, "owner", *COUNTS) == [
        ("Service Manager", 3, 4, 2, 6, 1),  # B/1/1 no, B/3 three yes; B/1/2 and B/2/2 unknown; B/2/1 not due
        ("Estates", 1, 3, 1, 4, 1),  # A/2/3 yes, A/2/2 and A/2/5 no; A/2/4 unknown; A/6/2 no date
        ("Governor", 1, 3, 0, 3, 2),  # A/1/1 yes, A/1/2 (shared) and A/2/1 no; A/6/1, A/7/1
        ("Head of Education", 0, 1, 2, 3, 0),  # A/1/2 (shared) no; A/1/3 and A/4/1 unknown
        ("Probation Delivery Unit", 0, 0, 1, 1, 1),
        ("Virtual School", 0, 0, 1, 1, 0),
        (None, 0, 0, 1, 1, 0),  # A/4/2 names no owner
    ]
    service = by.iloc[0]
    assert (service.low, service.high) == pytest.approx(wilson(3, 4))
    assert by.share.isna().tolist() == [False, False, False, False, True, True, True]


# 3. The same by year of the original target, and by place and case.


def test_the_share_kept_by_year_place_and_case(ds: Dataset) -> None:
    assert records(measures.kept(ds, by="year"), "year", *COUNTS, "share") == [
        (2019, 1, 2, 2, 4, 0, 0.5),
        (2020, 4, 8, 5, 13, 0, 0.5),
        (2021, 0, 0, 1, 1, 2, None),
        (None, 0, 0, 0, 0, 3, None),
    ]
    case = [("A", 2, 6, 4, 10, 3), ("B", 3, 4, 3, 7, 1), ("C", 0, 0, 1, 1, 0), ("D", 0, 0, 0, 0, 1)]
    assert records(measures.kept(ds, by="case"), "case", *COUNTS) == case
    places = measures.kept(ds, by="establishment").establishment
    assert records(places.to_frame(), "establishment") == [
        ("HMP Ellersby",), ("Corran Youth Service",), ("Tarn Probation Unit",), (None,),
    ]  # fmt: skip


# 4. By how much do dates that move slip?


def test_the_median_slip_and_its_interval(ds: Dataset) -> None:
    slip = measures.median_slip(ds)
    # last day to last day; in brackets from last to first day, and from first to last
    #   A/2/1  31 Jan 2020 -> Mar 2021          425 (395, 455), over two deferrals
    #   A/2/2  31 Mar 2020 -> Sep 2020          183 (154, 213)
    #   A/2/4  31 Jan 2020 -> Mar 2020           60  (30,  90)
    #   A/2/5  29 Feb 2020 -> Mar to May 2020    92   (1, 120)
    #   B/1/2  31 Jul 2020 -> Sep 2021          426 (397, 456)
    #   B/3/3  31 Oct 2020 -> Dec 2020           61  (31,  91)
    #   D/1/1  31 Aug 2021 -> Dec 2021          122  (92, 152)
    assert (slip.median, slip.least, slip.most) == (122, 92, 152)
    # of seven, only the interval from the first to the last covers 95 %: 1 - 2 / 2**7 = 98.4 %; from the second to
    # the last but one 1 - 2 * (1 + 7) / 2**7 = 87.5 %
    assert slip.interval == (60, 426)
    assert (slip.known, slip.n) == (7, 10)
    assert slip.why == {"no letter mentions it": 2, "no letter yet": 1}  # A/4/1, B/3/2; C/1/1
    assert slip.outside == {
        "not moved to a later day": 10, "ongoing": 1, "no date": 1, "completed at submission": 1,
    }  # fmt: skip
    assert str(slip) == (
        "slip of a date that moved: 122 days (median of 7 known; 3 unknown; 95 % interval 60 to 426; "
        "92 to 152 as dates are no more precise)"
    )


def test_too_few_slips_have_a_median_and_no_interval(ds: Dataset) -> None:
    by = measures.median_slip(ds, by="case").set_index("case")
    assert by.loc["A", ["median", "least", "most", "known", "unknown"]].tolist() == [137.5, 92, 166.5, 4, 1]
    assert by.low.isna().all()
    assert pd.isna(by.loc["C", "median"])


# 5. Which commitments have letters been silent about?


def test_commitments_silent_for_letters(ds: Dataset) -> None:
    assert records(measures.silent(ds), "action_id", "silent_for", "letters_since", "status") == [
        ("A/4/1", 2, 2, "not_mentioned"),
        ("A/6/1", 2, 2, "not_mentioned"),
    ]
    # the last letter only: also those that the first one mentions and that are still open
    assert measures.silent(ds, letters=1).action_id.tolist() == ["A/4/1", "A/6/1", "A/4/2", "B/1/3"]
    closed = measures.silent(ds, closed=True)
    assert closed.action_id.tolist() == ["A/4/1", "A/6/1", "A/7/1", "B/3/2"]
    assert measures.silent(ds, letters=3).empty
    with pytest.raises(PipelineError, match="from 1; 0 is none"):
        measures.silent(ds, letters=0)


def test_silence_in_a_letter_on_outstanding_actions_does_not_count_where_the_work_was_done(tmp_path: Path) -> None:
    known.publish_known(tmp_path, outstanding={"A2"})
    ds = load(tmp_path)
    # A1 calls A/1/1, A/1/2 and A/1/3 completed; A/4/1 and A/6/1 were never heard of, and A/7/1 only in the plan
    closed = measures.silent(ds, letters=1, closed=True)
    assert [key for key in closed.action_id if key[0] == "A"] == ["A/4/1", "A/6/1", "A/7/1", "A/4/2"]
    assert measures.silent(ds).action_id.tolist() == ["A/4/1", "A/6/1"]


# 5b. What rests on silence where a case lacks letters?


@pytest.fixture(scope="module")
def lacking(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The known dataset, with two letters that the documents of A mention and that are not there, and one of B."""
    folder = tmp_path_factory.mktemp("lacking")
    known.publish_known(folder, missing={"A": 2, "B": 1})
    return load(folder)


def test_an_unknown_says_that_letters_are_missing(lacking: Dataset) -> None:
    found = measures.outcomes(lacking).set_index("action_id")
    assert found.why["A/4/1"] == "no letter at hand mentions it (2 letters are missing)"
    assert found.why["A/4/2"] == "no letter at hand mentions it after its date (2 letters are missing)"
    assert found.why["C/1/1"] == "no letter yet"
    assert found.missing_letters[["A/1/1", "B/1/1", "C/1/1"]].tolist() == [2, 1, 0]
    assert measures.median_slip(lacking).why == {
        "no letter at hand mentions it (2 letters are missing)": 1,
        "no letter at hand mentions it (1 letter is missing)": 1,
        "no letter yet": 1,
    }


def test_the_silent_are_listed_with_the_letters_that_their_case_lacks(lacking: Dataset) -> None:
    assert records(measures.silent(lacking), "action_id", "silent_for", "missing_letters") == [
        ("A/4/1", 2, 2),
        ("A/6/1", 2, 2),
    ]


def test_the_overview_says_what_holds_only_as_far_as_the_letters_at_hand(ds: Dataset, lacking: Dataset) -> None:
    found = measures.overview(lacking).set_index("question")
    assert found.caveat["silent for 2 letters or more"] == "2 only as far as the letters at hand"
    # of A the new dates of A/2/1 (two) and A/2/4 came late, of B that of B/1/2
    assert found.caveat["told before the old date had passed"] == "4 only as far as the letters at hand"
    assert found.caveat.count() == 2
    assert found.why["given to another owner"] == (
        "3 no letter at hand mentions it (2 letters are missing); 1 no letter at hand mentions it (1 letter is missing)"
    )
    assert measures.overview(ds).caveat.isna().all()


def test_a_share_says_how_many_of_its_answers_hold_only_so_far(ds: Dataset, lacking: Dataset) -> None:
    assert str(measures.told(lacking)) == (f"{str(measures.told(ds))[:-1]}; 4 only as far as the letters at hand)")


def test_the_curve_counts_those_whose_completion_a_missing_letter_may_have_told(
    ds: Dataset, lacking: Dataset
) -> None:
    curve = measures.survival(lacking, by="case").groupby("case")[["n", "lacking"]].first()
    assert (curve.lacking[["A", "B"]] == curve.n[["A", "B"]]).all()
    assert curve.lacking["C"] == 0
    assert (measures.survival(ds).lacking == 0).all()


# 6. Which owners changed?


def test_owners_that_changed(ds: Dataset) -> None:
    found = measures.owners_changed(ds)
    assert records(found, "action_id", "from", "to", "document_id", "quote") == [
        ("A/2/1", "Governor", "has passed to the Head of Residence", "A2", "What A2 says of A/2/1."),
        ("B/1/3", "Virtual School", "is now led by the Attendance Service", "B1", "What B1 says of B/1/3."),
    ]
    assert found.as_of.tolist() == [pd.Timestamp(2020, 10, 30), pd.Timestamp(2020, 9, 15)]


# 7. Which quantities shrank?


def test_quantities_that_shrank(ds: Dataset) -> None:
    shrunk = measures.quantities_shrunk(ds)
    assert records(shrunk, "action_id", "from", "to", "from_value", "to_value", "unit") == [
        ("A/1/2", "two tutors", "one tutor", 2, 1, "tutors"),
        ("A/2/2", "40 places", "25 places", 40, 25, "places"),  # said by two letters, counted once
    ]
    every = measures.amounts_changed(ds)
    assert records(every, "action_id", "shrank") == [
        ("A/1/2", True), ("A/2/2", True), ("A/2/3", None), ("B/1/3", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("46 places", (46, "places")),
        ("£1,250", (1250, None)),
        ("0.6 of a post", (0.6, "of a post")),
        ("Eighteen volunteers", (18, "volunteers")),
        ("85% of men", (85, "% of men")),
        ("a dozen volunteers", (None, None)),
        ("", (None, None)),
    ],
)
def test_the_number_of_an_amount_is_read_from_its_words(
    words: str, amount: tuple[float | None, str | None]
) -> None:
    assert amount_in(words) == amount


# 8. What was refused, and why?


def test_refusals_and_their_reasons(ds: Dataset) -> None:
    assert records(
        measures.refusals(ds), "recommendation_id", "response", "reason_given", "explanation", "actions"
    ) == [  # the other rendition of A's plan repeats two of them
        ("A/3", "not_agreed", False, None, 0),
        ("A/4", "partly_agreed", True, "There is no money for the second half.", 2),
        ("B/2", "partly_agreed", False, None, 2),
        ("B/4", "not_agreed", True, "The court decides this, not the service.", 0),
    ]


# 9. and 10. What was accepted with no action, or no date?


def test_recommendations_accepted_with_no_action_or_no_date(ds: Dataset) -> None:
    assert records(measures.accepted_without_action(ds), "recommendation_id", "response") == [("A/5", "agreed")]
    undated = measures.accepted_without_date(ds)  # A/7, all completed, has nothing left to date
    assert records(undated, "recommendation_id", "actions", "ongoing", "completed", "undated") == [
        ("A/6", 2, 1, 0, 1)
    ]


# 11. How long do promises stay open?


def test_the_survival_curve_from_the_original_target(ds: Dataset) -> None:
    curve = measures.survival(ds)
    # days from the last day of the target to the first report of completion (else to the last letter, "+"):
    #   B/2/1 -472, B/3/2 -101, A/2/3 -62, B/2/2 15, B/1/2 46, B/3/1 60, A/1/2 76, A/1/3 91, A/1/1 106, B/3/3 121,
    #   A/4/2 183+, A/2/2 213, A/2/5 244, B/1/1 244+, A/2/4 273, A/2/1 273+, B/1/3 274+, A/4/1 304+;
    #   C/1/1 has no letter and that of D/1/1 no date: unknown
    at = [-473, -472, -101, -62, 15, 46, 60, 76, 91, 106, 121, 183, 213, 244, 273, 274, 304]
    assert curve.days.tolist() == at
    assert curve.at_risk.tolist() == [18, *range(18, 5, -1), 4, 2, 1]
    assert curve.completed.sum() == 13
    assert curve.censored.sum() == 5
    assert (curve.n == 18).all()
    assert (curve.unknown == 2).all()
    # ten of 18 end without a loss; then 6/7, 5/6 and 3/4 of what is left
    open_ = [(18 - k) / 18 for k in range(11)]
    open_ += [8 / 18, 8 / 18 * 6 / 7, 8 / 18 * 6 / 7 * 5 / 6]
    open_ += [open_[-1] * 3 / 4] * 3
    assert curve.open.tolist() == pytest.approx(open_)
    # Greenwood's variance on the scale of log(-log), at the tenth event: sum of 1 / (r (r - 1)), r = 18 to 9
    share, spread = 8 / 18, sqrt(sum(1 / (r * (r - 1)) for r in range(9, 19)))
    factor = exp(Z * spread / abs(log(share)))
    row = curve[curve.days == 121].iloc[0]
    assert (row.low, row.high) == pytest.approx((share**factor, share ** (1 / factor)))


def test_the_survival_curve_from_the_plan_by_case(ds: Dataset) -> None:
    curve = measures.survival(ds, by="case", origin="plan")
    prison = curve[curve.case == "A"]
    # 3 Jun 2019 to 14 Feb 2020 are 256 days, to 30 Oct 515; A/6/2, without a date, is in, A/6/1 and A/7/1 are not
    assert records(prison, "days", "at_risk", "completed", "censored") == [
        (0, 11, 0, 0),
        (256, 11, 3, 0),
        (515, 8, 5, 3),
    ]
    assert prison.open.tolist() == pytest.approx([1, 8 / 11, 3 / 11])
    # of C and D no letter tells: there is nothing to draw, and their commitments are not hidden
    silent = curve[curve.open.isna()]
    assert records(silent, "case", "n", "unknown") == [("C", 0, 1), ("D", 0, 1)]
    assert curve.case.unique().tolist() == ["A", "B", "C", "D"]


def test_a_curve_in_which_nothing_ended_stays_open() -> None:
    assert [(s.days, s.open, s.low) for s in intervals.kaplan_meier([], [5, 9, 9])] == [(5, 1, None), (9, 1, None)]


# 12. Were deferrals told before the old date had passed?


def test_deferrals_told_in_time(ds: Dataset) -> None:
    told = measures.told(ds)
    # told before: A/2/2, A/2/5, B/3/3; after: A/2/1 twice, A/2/4, B/1/2; the letter of D/1/1 bears no date
    assert (told.yes, told.known, told.why, told.n) == (3, 7, {"the letter bears no date": 1}, 8)
    assert told.interval == pytest.approx(wilson(3, 7))
    by = measures.told(ds, by="owner").set_index("owner")
    assert by.loc["Estates", list(COUNTS)].tolist() == [2, 3, 0, 3, 0]
    assert by.loc["Governor", list(COUNTS)].tolist() == [0, 2, 0, 2, 0]


# All of it at a glance.


def test_the_overview_has_every_share_with_its_n_and_unknowns(ds: Dataset) -> None:
    found = measures.overview(ds)
    assert records(found, "question", "of", *COUNTS) == [
        ("kept by the original date", "commitments", 5, 10, 8, 18, 5),
        ("told before the old date had passed", "deferrals", 3, 7, 1, 8, 0),
        # open in A and B: A/2/1, A/4/1, A/4/2, A/6/1, B/1/2, B/1/3; 15 are closed, C and D have too few letters
        ("silent for 2 letters or more", "commitments", 2, 6, 0, 6, 17),
        # of 22 in cases with letters, A/4/1, A/6/1, A/7/1 and B/3/2 are in none of them
        ("given to another owner", "commitments", 2, 18, 4, 22, 1),
        ("smaller than promised", "changed amounts", 2, 3, 1, 4, 0),
        # of 13 recommendations C/1 is without an answer; 8 agreed, 2 in part, 2 not
        ("refused", "recommendations", 2, 12, 1, 13, 0),
        ("refused in part", "recommendations", 2, 12, 1, 13, 0),
        ("refused without a reason", "recommendations", 2, 4, 1, 5, 8),
        ("accepted with no action", "recommendations", 1, 10, 1, 11, 2),
        # of the 10 accepted A/5 has no action and A/7 nothing left to do
        ("accepted with no date", "recommendations", 1, 8, 1, 9, 4),
    ]
    owners = found.iloc[3]
    assert (owners.low, owners.high) == pytest.approx(wilson(2, 18))
    assert owners.why == "4 no letter mentions it"


# The day, decisions, and nothing at all.


@pytest.mark.filterwarnings("ignore:without a date:UserWarning")  # the letter D1
def test_as_of_a_day_only_what_was_known_and_due_counts(ds: Dataset) -> None:
    kept = measures.kept(ds.as_of("2020-10-01"))  # A1 and B1 have come; C and D have not begun
    # kept: A/1/1, B/3/2, and B/1/2, which has not lapsed yet; not: A/1/2, A/2/1, B/1/1, and by what A1 says of them
    # A/2/2, A/2/4 and A/2/5; unknown: A/1/3, A/4/1, A/4/2, B/1/3, B/2/2; not due: A/2/3, B/2/1, B/3/1, B/3/3
    assert (kept.yes, kept.known, kept.unknown, kept.outside["not yet due"]) == (3, 9, 5, 4)


def test_what_a_person_decided_counts_as_a_report_of_that_day(tmp_path: Path) -> None:
    def decided(action: str, status: str, day: str) -> dict[str, object]:
        return {"key": [action, "status", status, "an analyst", day], "records": [action]}

    known.publish_known(
        tmp_path,
        (
            decided("A/4/1", "completed", "2019-12-20"),  # before its date
            decided("B/2/2", "in_progress", "2020-11-02"),  # against the letter, after its date
            decided("A/2/1", "not_mentioned", "2020-11-02"),
            decided("A/1/1", "delayed", "2021-08-01"),  # after the day of the dataset
        ),
    )
    found = measures.outcomes(load(tmp_path)).set_index("action_id")
    assert found.loc["A/4/1", ["outcome", "why"]].tolist() == ["kept", "reported in time"]
    assert found.loc["B/2/2", ["outcome", "why"]].tolist() == ["not_kept", "not done after its date"]
    assert found.loc["A/2/1", ["outcome", "why"]].tolist() == ["unknown", "no letter mentions it"]
    assert found.loc["A/1/1", "outcome"] == "kept"


def test_of_nothing_there_is_no_share(nothing: Dataset) -> None:
    for share in (measures.kept(nothing), measures.told(nothing)):
        assert (share.n, share.share, share.interval, share.bounds) == (0, None, None, None)
    assert str(measures.kept(nothing)) == (
        "commitments kept by the original date: no share, for nothing is known (n = 0; 0 unknown)"
    )
    slip = measures.median_slip(nothing)
    assert (slip.n, slip.median, slip.interval) == (0, None, None)
    assert "nothing is known (n = 0" in str(slip)
    found = measures.overview(nothing)
    assert (found.n == 0).all()
    assert found.share.isna().all()


def test_without_records_the_frames_keep_their_columns_and_types(ds: Dataset, nothing: Dataset) -> None:
    for measure in (
        measures.outcomes,
        measures.silent,
        measures.owners_changed,
        measures.amounts_changed,
        measures.quantities_shrunk,
        measures.refusals,
        measures.accepted_without_action,
        measures.accepted_without_date,
        measures.survival,
        lambda d: measures.kept(d, by="year"),
        lambda d: measures.median_slip(d, by="owner"),
        lambda d: measures.survival(d, by="case"),
    ):
        empty, full = measure(nothing), measure(ds)
        assert empty.empty
        pd.testing.assert_series_equal(empty.dtypes, full.dtypes)


def test_an_unknown_grouping_or_origin_is_named_with_the_known_ones(ds: Dataset) -> None:
    with pytest.raises(PipelineError, match="by 'region'; take one of owner, year, establishment, case"):
        measures.kept(ds, by="region")  # type: ignore[call-overload]
    with pytest.raises(PipelineError, match="origin 'letter'; take one of target, plan"):
        measures.survival(ds, origin="letter")  # type: ignore[arg-type]


def test_the_median_interval_is_that_of_the_order_statistics() -> None:
    # n = 10: from the 2nd to the 9th covers 1 - 2 (1 + 10) / 2**10 = 97.9 %, from the 3rd to the 8th only 89.1 %
    assert (
        1 - 2 * sum(comb(10, k) for k in range(2)) / 2**10
        > 0.95
        > 1 - 2 * sum(comb(10, k) for k in range(3)) / 2**10
    )
    assert intervals.of_median([float(k) for k in range(1, 11)]) == (2, 9)
    assert intervals.of_median([1.0, 2.0, 3.0, 4.0, 5.0]) is None


def test_figures_of_the_sample_add_up(sample: Path) -> None:
    ds = load(sample)
    kept, by = measures.kept(ds), measures.kept(ds, by="case")
    assert kept.n + sum(kept.outside.values()) == len(ds.commitments) == by.n.sum() + by.outside.sum()
    assert (by.yes.sum(), by.known.sum()) == (kept.yes, kept.known)
    assert 0 < kept.yes < kept.known
    done_late = measures.outcomes(ds).set_index("action_id").loc[lambda o: o.index.str.endswith("/5.01/1")]
    assert done_late.why.tolist() == ["completed late"]  # due 30 September 2016, issued on 17 October
    curve = measures.survival(ds)
    assert curve.open.is_monotonic_decreasing
    assert curve.at_risk.iloc[0] == curve.completed.sum() + curve.censored.sum() == curve.n.iloc[0]
