from __future__ import annotations

from datetime import date

import pytest

from extractors.documents.plans.cover import read_cover
from extractors.layout import Line, Word


def cover(*texts: str) -> list[Line]:
    """A cover of large bold lines, with a page of small print after it."""
    lines = []
    for n, text in enumerate((*texts, *["Small print about how the plan was made and by whom it is watched."] * 5)):
        size = 20.0 if n < len(texts) else 9.0
        words = tuple(Word(w, 0, n * 40.0, 1, n * 40.0 + size, size, size > 10) for w in text.split())
        lines.append(Line(words, 1, 0, n * 40.0, 1, n * 40.0 + size))
    return lines


def test_the_facts_of_a_cover() -> None:
    found = read_cover(
        cover(
            "ACTION PLAN: THEMATIC INSPECTION",
            "A Response to: A thematic inspection of night shelters",
            "Joint report by HM Inspectorate of Probation and HM Inspectorate of Prisons",
            "Report Published: 19 January 2017",
            "Action Plan Submitted: 8th March 2017",
        )
    )
    assert found.subject == "A thematic inspection of night shelters"
    assert found.inspectorate == "HM Inspectorate of Probation and HM Inspectorate of Prisons"
    assert (found.report_published, found.dated) == (date(2017, 1, 19), date(2017, 3, 8))


def test_a_prison_and_its_inspection() -> None:
    found = read_cover(
        cover(
            "ACTION PLAN: HMCIP REPORT",
            "ESTABLISHMENT: HMP MARLBANK",
            "Report on an unannounced inspection, 11–22 January 2016",
            "Action plan submitted 22/05/2016",
        )
    )
    assert found.establishment == "HMP Marlbank"
    assert found.inspectorate == "HM Inspectorate of Prisons"
    assert found.dated == date(2016, 5, 22)
    assert found.inspection is not None
    assert (found.inspection.start, found.inspection.end) == (date(2016, 1, 11), date(2016, 1, 22))


def test_a_centre_goes_by_what_it_is_and_an_update_is_no_subject() -> None:
    found = read_cover(
        cover(
            "Fenmoor Immigration Removal Centre",
            "HMIP action plan – six-month update. Lantern Services took over on 1 December 2024.",
        )
    )
    assert (found.subject, found.establishment) == (None, "Fenmoor Immigration Removal Centre")


def test_a_day_may_stand_in_a_column_beside_its_label() -> None:
    found = read_cover(cover("Action plan", "Report published", "14 May 2023", "Plan submitted", "22 June 2023"))
    assert (found.report_published, found.dated) == (date(2023, 5, 14), date(2023, 6, 22))


@pytest.mark.parametrize("texts", [("A plan of sorts",), ("Action Plan Submitted: soon",)])
def test_what_a_cover_does_not_say_is_not_made_up(texts: tuple[str, ...]) -> None:
    found = read_cover(cover(*texts))
    assert (found.dated, found.report_published, found.establishment, found.inspectorate) == (
        None,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Action plan in response to the Housing Ombudsman’s report", "Housing Ombudsman"),
        ("PPO action plan: HMP Larkhill Moor", "Prisons and Probation Ombudsman"),
        ("Care Inspectorate Wales: our plan", "Care Inspectorate Wales"),
        ("Care Inspectorate: our plan", "Care Inspectorate"),
        ("Treasury minute: reply to the Committee of Public Accounts", "Committee of Public Accounts"),
    ],
)
def test_who_asked_is_known_by_the_names_it_goes_by(title: str, name: str) -> None:
    assert read_cover(cover(title)).inspectorate == name


def test_a_day_that_something_came_out_after_an_inspection_is_not_its_day() -> None:
    said = "This page tells of the plan that was made public in July 2023 after our second inspection."
    assert read_cover(cover("Action plan", said)).inspection is None
