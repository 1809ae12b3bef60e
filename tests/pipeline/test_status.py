"""What a letter makes of a commitment: its state, its new target, what else changes, and how sure that is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from extractors.documents.records import read_action
from extractors.documents.statements.dates import Memory, dated_sentences
from extractors.documents.statements.update import statement
from extractors.model import STATUSES, DateRole, Interval, Place, StatedDate, Status, Update
from extractors.prose.sentences import split_sentences
from pipeline.ledger.accounts import opened
from pipeline.ledger.entries import told_by
from pipeline.ledger.new_target import target_of
from pipeline.ledger.reported import likely
from pipeline.ledger.targets import achieved_late, notice, slip
from pipeline.model import SURE_STATUS, LedgerEntry, Link, commitments_of, updates_of
from tests.pipeline import fictions
from tests.pipeline.fictions import document

LETTER = date(2020, 6, 15)


def month(year: int, number: int) -> Interval:
    last = date(year + number // 12, number % 12 + 1, 1)
    return Interval(date(year, number, 1), date.fromordinal(last.toordinal() - 1), "month")


def read(text: str) -> tuple[Update, ...]:
    found, _ = dated_sentences(text, split_sentences(text), dated=LETTER, memory=Memory())
    return tuple(
        statement(s, following=None, section=None, run_in_head=None, paragraph=1, place=Place(), offset=0)
        for s in found
    )


def entry(
    promise: str, told: str | tuple[Update, ...], target: Interval | None, **of_action: object
) -> LedgerEntry:
    """The row of a commitment when a letter of 15 June 2020 surely says this of it."""
    promised = read_action(fictions.action(promise, target, **of_action))
    asked = fictions.recommendation("1", "Improve it.", promised)
    plan = document(replace(fictions.plan(), recommendations=(asked,)), "plan.pdf")
    updates = read(told) if isinstance(told, str) else told
    letter = document(fictions.letter(updates=updates, dated=LETTER), "letter.pdf")
    (commitment,) = commitments_of(plan)
    links = [
        Link(key, commitment.action_id, "matched", 0.95, "accepted", (), "model") for key, _ in updates_of(letter)
    ]
    (row,) = told_by(letter, plan, links, opened(plan, ()))
    return row.entry


ROOMS = "We will open 40 new visiting rooms in the old laundry, furnished and staffed."


@pytest.mark.parametrize(
    ("told", "target", "state"),
    [
        ("All forty rooms were opened in February and are in daily use.", month(2020, 3), "completed"),
        ("The rooms were completed in May, two months late.", month(2020, 3), "completed"),
        ("The rooms are still not open, and will not now be ready until October 2020.", month(2020, 3), "delayed"),
        ("Work on the rooms has been put off because the roof leaks.", month(2020, 3), "delayed"),
        ("Twenty of the rooms are open and the builders are at work on the rest.", month(2021, 3), "in_progress"),
        ("The rooms will be opened next spring, as planned.", month(2021, 5), "planned"),
        (
            "We have decided not to go ahead with the rooms. Families will use the gymnasium instead.",
            month(2020, 3),
            "superseded",
        ),
    ],
)
def test_plain_words_give_the_plain_state(told: str, target: Interval, state: str) -> None:
    assert entry(ROOMS, told, target).status == state


def test_an_ongoing_duty_that_is_carried_out_is_in_progress() -> None:
    duty = entry("We will hold a forum each month.", "The forum has met every month.", None, target_kind="ongoing")
    assert duty.status in ("in_progress", "completed")
    assert duty.revised_target is None


def test_part_done_and_the_rest_late_is_late() -> None:
    told = "Half of the rooms opened in March. The others have been held up and are now expected in October 2020."
    found = entry(ROOMS, told, month(2020, 3))
    assert (found.status, found.revised_target) == ("delayed", month(2020, 10))
    assert found.changes[0].kind == "date"
    assert found.changes[0].update_id == found.update_ids[1]


def test_the_new_target_is_the_date_of_the_work_and_no_other() -> None:
    told = "The rooms will now be finished in October 2020. You asked about the kitchen, which we mentioned in May 2019."
    assert entry(ROOMS, told, month(2020, 3)).revised_target_raw == "October 2020"
    repeated = entry(ROOMS, "We remain on course to open the rooms in March 2021.", month(2021, 3))
    assert repeated.revised_target is None


def test_a_target_may_be_set_by_a_time_that_runs_from_a_start() -> None:
    span = Interval(date(2020, 5, 1), date(2022, 5, 31), "period")
    stated = StatedDate("within two years", "due", span, within=True)
    assert target_of(stated) == month(2022, 5)
    assert target_of(replace(stated, within=False)) == span


def test_the_state_says_how_likely_it_is_and_asks_for_a_reader_where_it_is_not_sure() -> None:
    sure = entry(ROOMS, "All forty rooms were opened in February and are in daily use.", month(2020, 3))
    unsure = entry(ROOMS, "Much depends on the rooms.", month(2020, 3))
    assert sure.status_probability is not None
    assert unsure.status_probability is not None
    assert sure.status_probability >= SURE_STATUS > unsure.status_probability
    assert (sure.status_review, unsure.status_review) == (False, True)


def test_what_a_person_says_of_a_statement_is_certain() -> None:
    (told,) = read("Much depends on the rooms.")
    assert sum(told.likely) == pytest.approx(1.0, abs=0.001)
    assert told.status == STATUSES[told.likely.index(max(told.likely))]
    decided = replace(told, status="superseded", likely=())
    assert likely(decided)["superseded"] == 1.0
    assert decided.status_probability is None


def say(text: str, status: Status = "none", *dates: tuple[str, DateRole, Interval]) -> Update:
    stated = tuple(StatedDate(raw, role, interval) for raw, role, interval in dates)
    return Update(None, text, status, "none", None, stated, (), (), (), Place(), None, None, 1.0)


def test_slip_is_an_interval_and_notice_is_counted_from_the_letter() -> None:
    assert slip(month(2020, 3), month(2020, 5)) == ("certain", 31, 91)
    assert slip(Interval(date(2020, 1, 1), date(2020, 12, 31), "year"), month(2020, 12)) == ("possible", -30, 365)
    assert slip(month(2020, 3), None) == ("none", None, None)
    assert notice(month(2020, 3), date(2020, 3, 1)) == ("before_due", 30)
    assert notice(month(2020, 3), date(2020, 4, 10)) == ("after_due", -10)


def test_work_done_late_is_a_change_of_date() -> None:
    day = Interval(date(2020, 5, 4), date(2020, 5, 4), "day")
    done = ("u", say("a", "completed", ("4 May 2020", "achieved", day)))
    late = achieved_late([done], month(2020, 3), dated=date(2020, 6, 1))
    assert late is not None
    assert late[0].raw == "4 May 2020"
    assert achieved_late([done], month(2020, 5), dated=date(2020, 6, 1)) is None


@pytest.mark.parametrize(
    ("promised", "told", "kinds"),
    [
        ("The number of hostel places will be raised by 230.", "We are adding 200 places.", {"quantity"}),
        ("The number of hostel places will be raised by 230.", "All 230 places are open.", set()),
        ("Install eight kiosks on the wings.", "Laptops will be issued instead of kiosks.", {"method"}),
        ("Mend the chapel roof and repaint it.", "The chapel roof has been mended and repainted.", set()),
    ],
)
def test_what_else_changes(promised: str, told: str, kinds: set[str]) -> None:
    found = {change.kind for change in entry(promised, told, month(2020, 9)).changes}
    assert found - {"date"} == kinds
