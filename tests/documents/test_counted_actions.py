"""Tables whose numbers count the actions beside one recommendation, and keys to the initials of owners."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.model import Extraction
from extractors.registry import extract

ASKED = (
    "The regularity of supervision, so that plans progress at their pace.",
    "The timeliness of strategy discussions and the attendance of partner agencies.",
    "Social workers’ caseloads and the turnover of staff in the assessment service.",
)
DONE = (
    (
        ("Publish a supervision standard with a template.", "PSW", "May 2025"),
        ("Audit 40 records.", "PSW / HRBP", "June 2025"),
    ),
    (
        ("Agree a booking process with health.", "HoS-MASH", "Complete"),
        ("Train all chairs.", "HRBP, PSW", "Ongoing"),
    ),
    (("Introduce a retention payment for workers.", "HRBP and HoS-MASH", "May 2025"),),
)
NAMES = {
    "PSW": "Principal Social Worker",
    "HRBP": "HR Business Partner",
    "HoS-MASH": "Head of Service, Front Door and MASH",
}
OWNERS = [
    [(NAMES["PSW"],), (NAMES["PSW"], NAMES["HRBP"])],
    [(NAMES["HoS-MASH"],), (NAMES["HRBP"], NAMES["PSW"])],
    [(NAMES["HRBP"], NAMES["HoS-MASH"])],
]
HEAD = ("What must improve", "Ref", "What we will do", "Who", "By when")


def row(*cells: str) -> str:
    return f"<tr>{''.join(cell if cell.startswith('<td') else f'<td>{cell}</td>' for cell in cells)}</tr>"


def table(n: int, *, leads: bool, order: bool) -> str:
    """A table of one recommendation, whose cell goes down beside all its actions."""
    asked = f"{n}. {ASKED[n - 1]}" if leads else ASKED[n - 1]
    rows = []
    for k, (text, owner, due) in enumerate(DONE[n - 1], start=1):
        merged = f'<td rowspan="{len(DONE[n - 1])}">{asked}</td>' if k == 1 else ""
        first = [f"<td>{n}.{k}</td>", merged] if order else [merged, f"<td>{n}.{k}</td>"]
        rows.append(row(*(cell for cell in first if cell), text, owner, due))
    head = (HEAD[1], HEAD[0], *HEAD[2:]) if order else HEAD
    return f"<table>{row(*head)}{''.join(rows)}</table>"


def read(folder: Path, *tables: str, key: str = "") -> Extraction:
    path = folder / "plan.html"
    body = "".join(f"<h2>Priority {chr(64 + n)}</h2>{one}" for n, one in enumerate(tables, start=1))
    path.write_text(f"<h1>Improvement plan</h1>{key}{body}", encoding="utf-8")
    return extract(path)


@pytest.mark.parametrize("leads", [True, False])
@pytest.mark.parametrize("order", [True, False])
def test_numbers_of_actions_are_none_of_recommendations(leads: bool, order: bool, tmp_path: Path) -> None:
    found = read(tmp_path, *(table(n, leads=leads, order=order) for n in (1, 2, 3)))
    numbers = ["1", "2", "3" if leads else "3.1"]  # a single action does not tell what its number counts
    assert [(one.number, one.text) for one in found.recommendations] == list(zip(numbers, ASKED, strict=True))
    assert [[(each.text, each.owner_raw) for each in one.actions] for one in found.recommendations] == [
        [(text, owner) for text, owner, _ in done] for done in DONE
    ]


def test_recommendations_with_parts_of_one_number_stay_apart(tmp_path: Path) -> None:
    rows = (row(f"5.{n}", ASKED[n - 1], *DONE[n - 1][0]) for n in (1, 2, 3))
    found = read(tmp_path, f"<table>{row('No', 'Recommendation', *HEAD[2:])}{''.join(rows)}</table>")
    assert [one.number for one in found.recommendations] == ["5.1", "5.2", "5.3"]


KEYS = (
    "<table>" + "".join(row(short, role) for short, role in NAMES.items()) + "</table>",
    "<table>" + row("Role", "Initials") + "".join(row(role, short) for short, role in NAMES.items()) + "</table>",
    "<ul>" + "".join(f"<li>{short} – {role}</li>" for short, role in NAMES.items()) + "</ul>",
    "<p>Key: " + "; ".join(f"{short} = {role}" for short, role in NAMES.items()) + ".</p>",
)


@pytest.mark.parametrize("key", KEYS)
def test_a_key_names_the_owners_that_are_printed_as_initials(key: str, tmp_path: Path) -> None:
    found = read(tmp_path, *(table(n, leads=True, order=False) for n in (1, 2, 3)), key=key)
    actions = [one.actions for one in found.recommendations]
    assert [[each.owners for each in some] for some in actions] == OWNERS
    assert [[each.owner_raw for each in some] for some in actions] == [
        [owner for _, owner, _ in done] for done in DONE
    ]
    assert not [issue for issue in found.issues if issue.code == "unknown_table"]


def test_a_key_that_lacks_initials_of_a_cell_leaves_it_as_it_is(tmp_path: Path) -> None:
    found = read(
        tmp_path, *(table(n, leads=True, order=False) for n in (1, 2, 3)), key=KEYS[2].replace("HRBP", "HRD")
    )
    owners = [each.owners for one in found.recommendations for each in one.actions]
    assert owners[:3] == [(NAMES["PSW"],), ("PSW", "HRBP"), (NAMES["HoS-MASH"],)]


@pytest.mark.parametrize("cell", ["Head of Probation Unit, {}", "{}, Head of Probation Unit", "{} and Governor"])
def test_an_owner_that_stands_alone_is_known_among_others(cell: str, tmp_path: Path) -> None:
    known = "Performance and Quality Manager"
    owners = (known, cell.format(known), "Learning and Development Lead")
    rows = (row(str(n), ASKED[n - 1], DONE[n - 1][0][0], owners[n - 1], "May 2025") for n in (1, 2, 3))
    found = read(tmp_path, f"<table>{row('No', 'Recommendation', *HEAD[2:])}{''.join(rows)}</table>")
    first, second, _ = (one.actions[0] for one in found.recommendations)
    assert first.owners == (known,)
    assert known in second.owners
    assert len(second.owners) == 2
    assert second.owner_raw == owners[1]
