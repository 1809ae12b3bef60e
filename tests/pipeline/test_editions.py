"""A later edition of a plan tells as a letter does: row by row, over the editions, and nothing is dropped silently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import permutations
from pathlib import Path
from random import Random

import numpy as np
import pytest

from extractors.model import DocumentFacts, Extraction
from extractors.registry import extract
from pipeline.cases.assign import Assigned, assign
from pipeline.cases.duplicates import renditions
from pipeline.editions.assignment import assigned
from pipeline.editions.days import day_of
from pipeline.editions.matching import matched
from pipeline.editions.rows import rows_of
from pipeline.ingest.document_store import DocumentStore
from pipeline.ledger.conclude import conclude
from pipeline.model import Concluded, Document, LedgerEntry, Link
from pipeline.tables import build
from pipeline.tables.build import Findings
from tests.pipeline import fictions

HEAD = ("Ref", "Recommendation", "Agreed action", "Owner", "Target date", "Progress")
KILN = ("1", "Kilns should be safe.", "Replace the gas valves of both kilns", "Head of Works", "March 2021", "")
LOOM = ("2", "Looms should be guarded.", "Fit a steel guard to every loom", "Head of Works", "June 2021", "")
DYES = ("3", "Dyes should be labelled.", "Label the vats in the dye house", "Dye Master", "April 2021", "")
WOOL = ("4", "Wool should be dry.", "Move the wool store to the upper floor", "Storekeeper", "May 2021", "")
ROOF = (
    "5",
    "Roofs should be sound.",
    "Repair the roof of the weaving shed",
    "Surveyor",
    "December 2021",
    "On track",
)

FIRST = (KILN, LOOM, DYES, WOOL)
SECOND = (
    (*KILN[:5], "Completed. Both valves were replaced."),
    (*LOOM[:4], "September 2021", "Delayed: the steel came late."),
    (*DYES[:3], "Head of Safety", DYES[4], "On track"),
    ROOF,  # and the wool is gone
)
THIRD = (
    (*LOOM[:4], "September 2021", "Completed"),
    (*DYES[:3], "Head of Safety", DYES[4], "Closed"),
    (*ROOF[:4], "March 2022", "Some slippage"),
    (*WOOL[:5], "Carried forward"),
)  # and what was completed is dropped


def page(rows: Sequence[Sequence[str]], title: str = "Fulling Mill action log as of 1 February 2021") -> str:
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (HEAD, *rows))
    return f"<html><body><h1>{title}</h1><table>{body}</table></body></html>"


def read(folder: Path, **pages: str) -> list[Document]:
    """The documents of pages by name, as they are read."""
    out = []
    for name, text in pages.items():
        path = folder / f"{name}.html"
        path.write_text(text, encoding="utf-8")
        out.append(fictions.document(extract(path), path.name))
    return out


@pytest.fixture
def logs(tmp_path: Path) -> list[Document]:
    """A plan and its two later editions."""
    days = {"first": "1 February 2021", "second": "1 July 2021", "third": "1 November 2021"}
    rows = {"first": FIRST, "second": SECOND, "third": THIRD}
    pages = {name: page(rows[name], f"Fulling Mill action log as of {day}") for name, day in days.items()}
    return read(tmp_path, **pages)


def concluded(documents: Sequence[Document], decided: Sequence[Link] = ()) -> Concluded:
    (members,) = assign(documents).cases
    return conclude(DocumentStore.of(documents).case(members), decided)


def told(found: Concluded, names: Mapping[str, str]) -> dict[str, list[LedgerEntry]]:
    """The ledger rows of each commitment, in the order of the letters, by the end of its action's name."""
    out: dict[str, list[LedgerEntry]] = {}
    for entry in found.entries:
        document, _, local = entry.action_id.partition("/")
        out.setdefault(f"{names[document]} {local}", []).append(entry)
    return out


def names_of(documents: Sequence[Document]) -> dict[str, str]:
    return {document.document_id: document.file_name.split(".")[0] for document in documents}


def test_editions_of_one_plan_are_one_case_and_say_what_they_are(logs: list[Document]) -> None:
    first, second, third = (document.document_id for document in logs)
    found = assign(list(reversed(logs)))
    assert [(case.plan, case.letters, case.duplicates) for case in found.cases] == [(first, (second, third), ())]
    assert found.editions == {second: first, third: second}
    assert {name: (issue.code, issue.severity) for name, issue in found.issues} == {
        second: ("edition", "info"),
        third: ("edition", "info"),
    }
    assert "a later edition of first.html: 3 rows correspond" in dict(found.issues)[second].message


def test_the_ledger_follows_a_commitment_over_its_editions(logs: list[Document]) -> None:
    rows = told(concluded(logs), names_of(logs))
    states = {name: [entry.status for entry in entries] for name, entries in rows.items()}
    assert states == {
        "first 1/1": ["completed", "not_mentioned"],  # kept, and dropped from the log
        "first 2/1": ["delayed", "completed"],
        "first 3/1": ["in_progress", "completed"],
        "first 4/1": ["not_mentioned", "delayed"],  # gone, and back
        "second 5/1": ["delayed"],  # a row that the first edition does not have
    }
    slipped = rows["first 2/1"][0]
    assert (slipped.revised_target_raw, slipped.slip, slipped.deferrals) == ("September 2021", "certain", 1)
    assert (slipped.slip_days_min, slipped.told, slipped.notice_days) == (63, "after_due", -1)
    assert slipped.target is not None
    assert slipped.target.end == date(2021, 9, 30)
    assert rows["first 2/1"][1].target == slipped.target
    assert [(change.kind, change.from_, change.to) for change in slipped.changes] == [
        ("date", "June 2021", "September 2021")
    ]
    assert [(change.kind, change.from_, change.to) for change in rows["first 3/1"][0].changes] == [
        ("owner", "Dye Master", "Head of Safety")
    ]
    assert rows["first 3/1"][1].changes == ()  # the owner of the edition before is the one it is measured against
    assert rows["second 5/1"][0].revised_target_raw == "March 2022"


def test_a_progress_cell_reports_on_the_row_of_the_first_edition_too(logs: list[Document]) -> None:
    first, second, _ = (document.document_id for document in logs)
    links = {(link.update_id, link.action_id): link for link in concluded(logs).links}
    link = links[f"{second}/u1", f"{first}/1/1"]
    assert (link.method, link.judgement, link.decided_by) == ("matched", "accepted", "edition")
    assert link.score > 0.9
    assert [signal.name for signal in link.signals][:1] == ["row_text"]


def test_what_people_decided_of_a_row_wins(logs: list[Document]) -> None:
    first, second, _ = (document.document_id for document in logs)
    apart = Link(f"{second}/u1", f"{first}/1/1", "human", 0.0, "rejected", (), "A. Reader")
    rows = told(concluded(logs, [apart]), names_of(logs))
    assert [entry.status for entry in rows["first 1/1"]] == ["not_mentioned", "not_mentioned"]
    assert [entry.status for entry in rows["second 1/1"]] == ["not_mentioned"]  # a commitment of its own


def published(documents: Sequence[Document]) -> dict[str, list[dict[str, object]]]:
    found: Assigned = assign(documents)
    store = DocumentStore.of(documents)
    every = build.build(
        Findings(
            store,
            found.issues,
            found.duplicates,
            found.cases,
            {case.case_id: conclude(store.case(case)) for case in found.cases if case.letters},
            date(2022, 1, 1),
            editions=found.editions,
            likeness=found.likeness,
        )
    )
    return {name: table.to_pylist() for name, table in every.items()}


def test_commitments_are_those_of_all_editions_once(logs: list[Document]) -> None:
    first, second, _ = (document.document_id for document in logs)
    tables = published(logs)
    rows = {str(row["action_id"]): row for row in tables["commitments"]}
    assert list(rows) == [*(f"{first}/{n}/1" for n in (1, 2, 3, 4)), f"{second}/5/1"]
    assert {row["case_id"] for row in rows.values()} == {first}
    assert [(row["letters_since"], row["silent_letters"]) for row in rows.values()] == [
        (2, 0),  # a completed row that is dropped needs no word
        (2, 0),
        (2, 0),
        (2, 1),
        (1, 0),
    ]
    assert [row["status"] for row in rows.values()] == ["completed", "completed", "completed", "delayed", "delayed"]
    likeness = {row["document_id"]: (row["edition_of"], row["likeness"]) for row in tables["documents"]}
    assert likeness[first] == (None, None)
    assert likeness[second][0] == first


def test_a_duplicate_says_the_same_and_names_its_twin(tmp_path: Path) -> None:
    plan, again = read(
        tmp_path, plan=page(FIRST), twin=page(FIRST).replace("<h1>", "<p>Copy for the board</p><h1>")
    )
    found = assign([plan, again])
    assert found.duplicates == {again.document_id: plan.document_id}
    ((name, issue),) = found.issues
    assert (name, issue.code, issue.severity) == (again.document_id, "duplicate", "info")
    assert "the same as plan.html, which alone feeds the ledger: word pairs are 0.9" in issue.message
    assert "no row of its 4 differs in state, date or owner;" in issue.message
    assert found.likeness[again.document_id] > 0.9


@pytest.mark.parametrize("cell", [(3, "Head of Safety"), (4, "July 2021"), (5, "Completed")])
def test_one_cell_that_differs_makes_an_edition(cell: tuple[int, str], tmp_path: Path) -> None:
    column, text = cell
    moved = tuple(text if n == column else value for n, value in enumerate(LOOM))
    plan, later = read(tmp_path, plan=page(FIRST), other=page((KILN, moved, DYES, WOOL)))
    assert renditions([plan, later]) == {}
    found = assign([plan, later])
    assert len(found.cases) == 1
    assert set(found.editions) | {found.cases[0].plan} == {plan.document_id, later.document_id}


@pytest.mark.parametrize("rows", [(*FIRST, ROOF), FIRST[:3]])
def test_a_row_more_or_less_makes_an_edition(rows: Sequence[Sequence[str]], tmp_path: Path) -> None:
    documents = read(tmp_path, plan=page(FIRST), other=page(rows))
    assert renditions(documents) == {}
    assert len(assign(documents).editions) == 1


def of_another(extraction: Extraction, **facts: object) -> Document:
    changed = replace(extraction, facts=replace(extraction.facts, **facts), text=f"{extraction.text} {facts}")  # type: ignore[arg-type]
    return fictions.document(changed, "other.html")


@pytest.mark.parametrize(
    "facts",
    [
        {"establishment": "HMP Fulbeck", "subject": "Inspection of HMP Fulbeck"},
        {"report_published": date(2023, 1, 5)},
    ],
)
def test_the_same_rows_for_another_place_or_inspection_are_no_edition(
    facts: dict[str, object], logs: list[Document]
) -> None:
    assert logs[0].extraction is not None
    assert logs[1].extraction is not None
    own = {"establishment": "HMP Marlbank", "subject": "Inspection of HMP Marlbank"} if "subject" in facts else {}
    plan = of_another(logs[0].extraction, **({"report_published": date(2020, 1, 5)} | own))
    other = of_another(logs[1].extraction, **facts)
    assert len(assign([plan, other]).cases) == 2


def test_an_edition_without_a_date_is_put_in_order_by_its_files_name(tmp_path: Path) -> None:
    titles = {"log-2021-02": "as of 1 February 2021", "log-2021-07": "", "log-2021-11": "as of 1 November 2021"}
    rows = (FIRST, SECOND, THIRD)
    pages = {
        name: page(own, f"Fulling Mill action log {day}")
        for (name, day), own in zip(titles.items(), rows, strict=True)
    }
    documents = read(tmp_path, **pages)
    found = assign(documents)
    assert [case.letters for case in found.cases] == [(documents[1].document_id, documents[2].document_id)]
    assert "by its file's name" in dict(found.issues)[documents[1].document_id].message.replace(
        "that of its", "by its"
    )
    assert day_of(documents[1].extraction.facts, "log-2021-02-30.html") == date.max  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("Board plan Nov24 final.pdf", date(2024, 11, 1)),
        ("plan_5th_Sept_2023.docx", date(2023, 9, 5)),
        ("Marsh-24 log June 1998.pdf", date(1998, 6, 1)),
        ("decision-2023.pdf", date.max),
        ("2024-02 log of June 2023.pdf", date(2024, 2, 1)),
        ("Centre AP 6mth update v2 28.02.25.docx", date(2025, 2, 28)),
        ("Tracker 30-06-2024.xlsx", date(2024, 6, 30)),
        ("plan v2.1.24.pdf", date.max),
        ("appendix 14.13.12.pdf", date.max),
    ],
)
def test_the_name_of_a_file_may_name_its_month(name: str, day: date) -> None:
    assert day_of(DocumentFacts("action_plan"), name) == day


def test_a_plan_of_no_day_that_reports_nothing_is_the_first(tmp_path: Path) -> None:
    documents = read(
        tmp_path,
        **{
            "a-second": page(SECOND, "Fulling Mill action log as of 1 July 2021"),
            "b-first": page(FIRST, "Fulling Mill action log"),
            "c-unknown": page(THIRD, "Fulling Mill action log"),
        },
    )
    found = assign(documents)
    (case,) = found.cases
    assert (case.plan, case.letters) == (
        documents[1].document_id,
        (documents[0].document_id, documents[2].document_id),
    )
    last = dict(found.issues)[documents[2].document_id]
    assert (last.severity, "put last" in last.message) == ("warning", True)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("60% complete", "delayed"),
        ("Amber", "delayed"),
        ("A", "delayed"),
        ("In progress", "delayed"),
        ("Under way. Half of the looms have been cleaned and oiled by the new fitter.", "delayed"),
        ("On track", "in_progress"),
        ("Green", "in_progress"),
    ],
)
def test_a_row_that_only_says_how_far_it_has_come_and_gets_more_time_is_delayed(
    said: str, status: str, tmp_path: Path
) -> None:
    moved = (*LOOM[:4], "September 2021", said)
    sooner = (*DYES[:4], "March 2021", said)
    first, second = read(tmp_path, a=page(FIRST), b=page((KILN, moved, sooner), "Mill action log as of 1 May 2021"))
    rows = told(concluded([first, second]), names_of([first, second]))
    assert [rows["a 2/1"][0].status, rows["a 3/1"][0].status] == [status, "in_progress"]


def test_a_column_for_a_new_date_sets_it_whatever_the_words_beside_it_say(tmp_path: Path) -> None:
    header = "".join(f"<td>{head}</td>" for head in (*HEAD[:5], "Revised date", "Status"))
    rows = ((*KILN[:5], "30/09/2021", "In progress"), (*LOOM[:5], "31/08/2021", "Completed"), (*DYES[:5], "", ""))
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    later = f"<h1>Mill action log as of 1 May 2021</h1><table><tr>{header}</tr>{body}</table>"
    first, second = read(tmp_path, a=page(FIRST), b=f"<html><body>{later}</body></html>")
    told_of = told(concluded([first, second]), names_of([first, second]))
    (kiln,), (loom,), (dyes,) = (told_of[f"a {n}/1"] for n in (1, 2, 3))
    assert [(change.kind, change.to) for change in kiln.changes] == [("date", "30/09/2021")]
    assert (kiln.status, kiln.revised_target and str(kiln.revised_target.end)) == ("delayed", "2021-09-30")
    assert (loom.status, [change.to for change in loom.changes]) == ("completed", ["31/08/2021"])
    assert dyes.changes == ()


def test_a_column_for_the_day_of_closing_completes_what_is_not_withdrawn(tmp_path: Path) -> None:
    head = "".join(f"<td>{name}</td>" for name in (*HEAD[:4], "Date closed", "Closing note"))
    rows = (
        (*KILN[:4], "12 Apr 2021", "Policy in force. A review of the valves is due."),
        (*LOOM[:4], "14 May 2021", "Nothing has been overdue for nine months."),
        (*DYES[:4], "21 Apr 2021", "No longer pursued. The new vats take the place of this work."),
    )
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    later = f"<h1>Mill action log as of 1 July 2021</h1><table><tr>{head}</tr>{body}</table>"
    first, second = read(tmp_path, a=page(FIRST), b=f"<html><body>{later}</body></html>")
    told_of = told(concluded([first, second]), names_of([first, second]))
    (kiln,), (loom,), (dyes,) = (told_of[f"a {n}/1"] for n in (1, 2, 3))
    assert [entry.status for entry in (kiln, loom, dyes)] == ["completed", "completed", "superseded"]
    assert [[change.to for change in entry.changes] for entry in (kiln, loom)] == [["12 Apr 2021"], []]


def test_a_state_stands_apart_from_the_words_below_it_in_one_cell(tmp_path: Path) -> None:
    said = "<p>Complete</p><p>Both valves were to be replaced, and one is late.</p>"
    first, second = read(
        tmp_path, a=page(FIRST), b=page(((*KILN[:5], said), LOOM), "Mill action log as of 1 May 2021")
    )
    (kiln,) = told(concluded([first, second]), names_of([first, second]))["a 1/1"]
    assert (kiln.status, kiln.status_probability) == ("completed", 1.0)


def test_a_state_in_the_place_of_the_date_outweighs_how_far_the_work_has_come(tmp_path: Path) -> None:
    rows = ((*KILN[:4], "On hold", "10%"), (*LOOM[:4], "Withdrawn", "The looms were sold."), DYES, WOOL)
    first, second = read(tmp_path, a=page(FIRST), b=page(rows, "Mill action log as of 1 May 2021"))
    found = told(concluded([first, second]), names_of([first, second]))
    assert [found[f"a {n}/1"][0].status for n in (1, 2)] == ["delayed", "superseded"]


def test_prose_is_judged_by_the_model_and_a_word_is_certain(tmp_path: Path) -> None:
    prose = (*KILN[:5], "The valves of both kilns were replaced in February 2021.")
    word = (*LOOM[:5], "Completed. Guards were fitted in February 2021.")
    first, second = read(tmp_path, a=page(FIRST), b=page((prose, word, DYES), "Mill action log as of 1 May 2021"))
    rows = told(concluded([first, second]), names_of([first, second]))
    (judged,), (said,) = rows["a 1/1"], rows["a 2/1"]
    assert (judged.status, said.status) == ("completed", "completed")  # each step done was work in progress before
    assert judged.status_probability is not None
    assert judged.status_probability < 1 == said.status_probability


def test_rows_of_a_series_are_not_one_another(tmp_path: Path) -> None:
    def of(which: str) -> tuple[str, ...]:
        return ("1", "", f"Circulate the minutes of the {which} meeting to members", "Clerk", "", "Completed")

    before, after = read(tmp_path, a=page((of("sixth"), WOOL)), b=page((of("seventh"), WOOL)))
    pairs = matched(rows_of(before), rows_of(after))
    assert [(pair.before, pair.after) for pair in pairs] == [(1, 1)]


def test_the_assignment_is_the_best_of_all() -> None:
    random = Random(5)
    for _ in range(60):
        rows, columns = random.randint(1, 5), random.randint(1, 5)
        worth = np.array([[random.choice((0.0, random.random())) for _ in range(columns)] for _ in range(rows)])
        pairs = assigned(worth)
        short, long = sorted((rows, columns))
        table = worth if rows <= columns else worth.T
        best = max(sum(table[i, j] for i, j in enumerate(chosen)) for chosen in permutations(range(long), short))
        assert sum(worth[i, j] for i, j in pairs) == pytest.approx(best)
        assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)


@pytest.mark.parametrize(("reader", "is_edition"), [("docx", False), ("pdf", True)])
def test_an_owner_that_differs_in_another_format_of_the_same_day_is_a_rendition_that_says_otherwise(
    reader: str, is_edition: bool
) -> None:
    read = fictions.plan()
    first, *others = read.recommendations
    action = replace(first.actions[0], owner_raw="Head of Somewhere Else", owners=("Head of Somewhere Else",))
    changed = replace(first, actions=(action, *first.actions[1:]))
    other = replace(read, reader=reader, recommendations=(changed, *others), text=f"{read.text} Note")
    documents = [fictions.document(read, "plan.pdf"), fictions.document(other, f"plan-again.{reader}")]
    assigned = assign(documents)
    told = [issue for _, issue in assigned.issues if issue.code == "renditions_differ"]
    if is_edition:
        assert (len(assigned.editions), told) == (1, [])
    else:
        assert list(assigned.duplicates) == [documents[1].document_id]
        assert "Head of Somewhere Else" in told[0].message


def test_a_list_put_together_of_several_editions_is_none(tmp_path: Path) -> None:
    documents = read(tmp_path, plan=page(FIRST), all=page((*FIRST, *SECOND, *THIRD), "Fulling Mill action log"))
    assert assign(documents).editions == {}


def test_a_closed_row_that_names_fewer_owners_has_not_changed_hands(tmp_path: Path) -> None:
    both = (*LOOM[:3], f"{LOOM[3]}; Clerk of the Mill", *LOOM[4:])
    first, second = read(
        tmp_path,
        a=page((KILN, both, DYES)),
        b=page((KILN, (*LOOM[:5], "Completed"), DYES), "Mill action log as of 1 May 2021"),
    )
    (loom,) = told(concluded([first, second]), names_of([first, second]))["a 2/1"]
    assert (loom.status, loom.changes) == ("completed", ())


def test_a_title_that_says_less_is_no_other_subject(tmp_path: Path) -> None:
    long, short = "Fulling Mill Local Weavers' Partnership: cloth action plan", "Cloth action plan: progress report"
    documents = read(tmp_path, a=page(FIRST, long), b=page(SECOND, f"{short}, 1 July 2021"))
    assert [len(case.letters) for case in assign(documents).cases] == [1]
