"""The ledger over letters: states, targets that move, what else changes, and silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from extractors.documents.records import read_action
from extractors.documents.statements.words import read_update
from extractors.model import Action, DateRole, Interval, Place, StatedDate, Status, Update
from pipeline.ledger.changes import changes
from pipeline.ledger.status import combined_state
from pipeline.ledger.targets import achieved_late, is_settled, notice, revised_target, slip


def month(year: int, number: int) -> Interval:
    last = date(year + number // 12, number % 12 + 1, 1)
    return Interval(date(year, number, 1), date.fromordinal(last.toordinal() - 1), "month")


def say(text: str, status: Status = "none", *dates: tuple[str, DateRole, Interval]) -> Update:
    stated = tuple(StatedDate(raw, role, interval) for raw, role, interval in dates)
    return read_update(Update(None, text, status, "none", None, stated, (), (), (), Place(), None, None, 1.0))


def action(text: str) -> Action:
    due = (month(2020, 3),)
    return read_action(Action(text, ("Governor",), "Governor", "date", "March 2020", due, None, (), Place(), 1.0))


def ledger_state(*statuses: Status, **known: object) -> str:
    return combined_state([say("x", status) for status in statuses], **known)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ((), "not_mentioned"),
        (("none",), "in_progress"),
        (("planned",), "planned"),
        (("completed", "none"), "completed"),
        (("completed", "in_progress"), "completed"),
        (("completed", "planned"), "in_progress"),
        (("in_progress", "delayed"), "delayed"),
        (("superseded", "completed"), "superseded"),
        (("in_progress", "delayed", "superseded"), "delayed"),
    ],
)
def test_statements_add_up_to_a_state(said: tuple[Status, ...], state: str) -> None:
    assert ledger_state(*said) == state


def test_a_new_date_makes_it_late_and_what_was_settled_before_stays() -> None:
    assert ledger_state("in_progress", revised=True, due=month(2020, 3)) == "delayed"
    assert ledger_state("planned", revised=True, due=None) == "planned"
    assert ledger_state("completed", "planned", before="completed") == "completed"
    assert ledger_state("completed", before="superseded") == "superseded"


def test_what_is_planned_after_the_work_is_done_is_other_work() -> None:
    rooms = action("We will open 40 rooms by March 2020.")
    done = say("The rooms were opened.", "completed")
    known, today = [month(2020, 3)], date(2020, 1, 15)

    def then(text: str, status: Status, due: Interval) -> bool:
        return is_settled([done, say(text, status, ("then", "due", due))], rooms, known, dated=today)

    assert then("A garden is planned for June 2021.", "planned", month(2021, 6))
    assert ledger_state("completed", "completed", "planned", "planned", settled=True) == "completed"
    assert not then("The last of it is now planned for June 2021.", "planned", month(2021, 6))
    assert not then("We will add 35 rooms by June 2021.", "in_progress", month(2021, 6))
    assert not then("The rest will open in March 2020.", "planned", month(2020, 3))
    assert not is_settled([done, say("The lift was late.", "delayed")], rooms, known, dated=today)
    assert not is_settled([say("We will open them.", "planned"), done], rooms, known, dated=today)
    assert not is_settled([], rooms, known, dated=today)


def test_the_revised_target_is_the_surest_due_date_still_to_come() -> None:
    old = month(2020, 3)
    statements = [
        ("u1", say("a", "planned", ("May 2021", "due", month(2021, 5)))),
        (
            "u2",
            say("b", "planned", ("July 2021", "due", month(2021, 7)), ("June 2020", "achieved", month(2020, 6))),
        ),
    ]
    found = revised_target(statements, [0.5, 0.9], [old], dated=date(2020, 12, 1))
    assert found is not None
    assert (found.raw, found.update_id) == ("July 2021", "u2")
    assert revised_target(statements[1:], [0.9], [month(2021, 7)], dated=date(2020, 12, 1)) is None
    assert revised_target(statements, [0.5, 0.9], [old], dated=date(2022, 1, 1)) is None


def test_within_two_years_is_due_at_the_end_of_them() -> None:
    span = Interval(date(2020, 10, 1), date(2022, 10, 31), "period")
    told = replace(say("a", "planned"), dates=(StatedDate("within two years", "due", span, within=True),))
    found = revised_target([("u", told)], [1.0], [], dated=date(2020, 12, 1))
    assert found is not None
    assert found.target == month(2022, 10)


def test_slip_is_an_interval_and_notice_is_counted_from_the_letter() -> None:
    assert slip(month(2020, 3), month(2020, 5)) == ("certain", 31, 91)
    assert slip(Interval(date(2020, 1, 1), date(2020, 12, 31), "year"), month(2020, 12)) == ("possible", -30, 365)
    assert slip(month(2020, 3), None) == ("none", None, None)
    assert notice(month(2020, 3), date(2020, 3, 1)) == ("before_due", 30)
    assert notice(month(2020, 3), date(2020, 4, 10)) == ("after_due", -10)


def test_work_done_late_is_a_change_of_date() -> None:
    done = (
        "u",
        say("a", "completed", ("4 May 2020", "achieved", Interval(date(2020, 5, 4), date(2020, 5, 4), "day"))),
    )
    late = achieved_late([done], month(2020, 3), dated=date(2020, 6, 1))
    assert late is not None
    assert late[0].raw == "4 May 2020"
    assert achieved_late([done], month(2020, 5), dated=date(2020, 6, 1)) is None


@pytest.mark.parametrize(
    ("promised", "said", "status", "kinds"),
    [
        (
            "The number of hostel places will be raised by 230.",
            "We are adding 200 places.",
            "in_progress",
            {"quantity"},
        ),
        ("The number of hostel places will be raised by 230.", "All 230 places are open.", "completed", set()),
        ("Train 40 managers.", "26 of the 40 managers have been trained.", "in_progress", set()),
        ("Open 46 places.", "It will have 32 places and not 46.", "planned", {"quantity"}),
        (
            "Check one file a week.",
            "The check has passed from the Governor to the Head of Residence.",
            "none",
            {"owner"},
        ),
        ("Install eight kiosks.", "Laptops will be issued instead of kiosks.", "superseded", {"method"}),
        ("Visit two wings.", "The visits have been extended to every wing.", "completed", {"scope"}),
        ("Mend the roof.", "The roof was mended in 2 weeks.", "completed", set()),
    ],
)
def test_what_else_changes(promised: str, said: str, status: Status, kinds: set[str]) -> None:
    assert {change.kind for change in changes([("u", say(said, status))], action(promised))} == kinds
