"""Recommendations in a small table of their own above each table of what will be done about them."""

from __future__ import annotations

from pathlib import Path

from extractors.model import Extraction
from extractors.registry import extract

AREAS = (
    "Leaders should work together to shorten the time that children wait for an assessment.",
    "The council should make sure that plans are issued on time and say what each service will provide.",
)


def table(*rows: tuple[str, ...]) -> str:
    head, *below = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return (
        f"<table><tr>{head.replace('td>', 'th>')}</tr>{''.join(f'<tr>{row}</tr>' for row in below)}</table><p></p>"
    )


def area(asked: str) -> str:
    return table(("Responsible body", "Area for priority action"), ("Fenby Council", asked))


def done(*actions: tuple[str, str, str]) -> str:
    return table(("Actions we will take", "Lead", "Timescale"), *actions)


def read(folder: Path, *tables: str) -> Extraction:
    path = folder / "plan.html"
    path.write_text(f"<h1>Priority action plan</h1>{''.join(tables)}", encoding="utf-8")
    return extract(path)


def test_what_will_be_done_answers_the_table_above(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        area(AREAS[0]),
        done(
            ("Agree a single pathway for all children.", "Clinical Lead", "September 2024"),
            ("Fund 600 further assessments.", "Associate Director", "31 March 2025"),
        ),
        area(AREAS[1]),
        done(("Appoint eleven plan writers.", "Head of SEND", "June 2024")),
    )
    assert [one.text for one in found.recommendations] == list(AREAS)
    said = [[(action.owners, action.target_raw) for action in one.actions] for one in found.recommendations]
    assert said == [
        [(("Clinical Lead",), "September 2024"), (("Associate Director",), "31 March 2025")],
        [(("Head of SEND",), "June 2024")],
    ]
    assert "no_recommendation_text" not in {issue.code for issue in found.issues}


def test_a_second_table_of_actions_answers_the_same(tmp_path: Path) -> None:
    second = done(("Offer support without a diagnosis.", "Service Manager", "May 2024"))
    found = read(
        tmp_path, area(AREAS[0]), done(("Fund 600 further assessments.", "Clinical Lead", "June 2024")), second
    )
    assert [[action.owners for action in one.actions] for one in found.recommendations] == [
        [("Clinical Lead",), ("Service Manager",)]
    ]


def test_a_table_of_recommendations_alone_stays_as_it_is(tmp_path: Path) -> None:
    both = table(("Responsible body", "Area for priority action"), *(("Fenby Council", asked) for asked in AREAS))
    found = read(tmp_path, both)
    assert [[action.owners for action in one.actions] for one in found.recommendations] == [
        [("Fenby Council",)],
        [("Fenby Council",)],
    ]
