"""The main job from the command line, over real files of a prison that does not exist."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipeline import dataset
from tests.pipeline.test_cli import command

ROWS = (
    (
        "Every new arrival should be offered a private safety interview.",
        "Agreed",
        "A private interview room will be opened beside the reception desk.",
        "Head of Safety",
        "March 2019",
    ),
    (
        "The drug supply reduction strategy should be renewed.",
        "Agreed",
        "A body scanner will be bought for the visitors' gate.",
        "Head of Security",
        "December 2018",
    ),
    ("Prisoners should choose their cells.", "Not Agreed", "Cells are allocated by risk.", "", ""),
    (
        "Complaints should be answered within five days.",
        "Agreed",
        "A complaints clerk will chase late replies each Friday.",
        "Business Manager",
        "Completed",
    ),
    (
        "Prisoners should be able to buy fresh fruit.",
        "Agreed",
        "The canteen list will offer apples and bananas.",
        "Catering Manager",
        "May 2019",
    ),
    (
        "Allotments should be open to older prisoners.",
        "Agreed",
        "Two greenhouses will be repaired for the over-fifties club.",
        "Head of Reducing Reoffending",
        "September 2019",
    ),
    (
        "Library opening hours should be extended.",
        "Agreed",
        "An evening librarian will be recruited with the county council.",
        "Head of Learning",
        "Ongoing",
    ),
)
PLAN = """<!DOCTYPE html><html><head><title>Action plan</title></head><body>
<h1>Action plan: HMP Larkhill Moor</h1>
<p>A Response to: Report on an unannounced inspection of HMP Larkhill Moor</p>
<p>Report Published: 3 September 2018</p>
<p>Action Plan Submitted: 1 November 2018</p>
<table>
<tr><th>1. Rec No</th><th>2. Recommendation</th><th>3. Agreed/ Partly Agreed/ Not Agreed</th>
<th>4. Response Action Taken/Planned</th><th>5. Responsible Owner</th><th>6. Target Date</th></tr>
{rows}
</table></body></html>
""".replace(
    "{rows}",
    "\n".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in (str(n), *row))}</tr>" for n, row in enumerate(ROWS, 1)
    ),
)
LETTER = """Ann Weller
Governor, HMP Larkhill Moor

Ms Ngozi Okafor
HM Inspectorate of Prisons

10 April 2019

Dear Ms Okafor,

HMP Larkhill Moor: progress since the inspection

I write about the action plan for HMP Larkhill Moor that we sent you in November 2018.

On recommendation 1, the private interview room beside the reception desk was opened on 4 March 2019.

On recommendation 2, the body scanner for the visitors' gate has been delayed by building works and will now be
bought by June 2019.

Yours sincerely,

Ann Weller
Governor
"""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the command ran once over a plan, a letter and a file that is no document."""
    folder = tmp_path_factory.mktemp("run")
    raw = folder / "raw"
    raw.mkdir()
    (raw / "plan.html").write_text(PLAN, encoding="utf-8")
    (raw / "letter.txt").write_text(LETTER, encoding="utf-8")
    (raw / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing else")
    (raw / "README.md").write_text("notes")
    done = command("run", "--raw", raw, "--processed", folder / "out", "--as-of", "2019-07-01")
    (folder / "stdout").write_text(done.stdout, encoding="utf-8")
    (folder / "stderr").write_text(done.stderr, encoding="utf-8")
    (folder / "code").write_text(str(done.returncode))
    return folder


def test_the_run_ends_well_counts_the_warning_and_keeps_the_log_clean(ran: Path) -> None:
    assert (ran / "code").read_text() == "0", (ran / "stderr").read_text()
    out = (ran / "stdout").read_text(encoding="utf-8")
    assert "documents  2 read, 1 failed" in out
    assert "broken.pdf: " in out
    assert "plan.html, 1 letter" in out
    assert "commitments 6: kept 1 of 2 (1 unknown), late 1 of 4, changed 1 of 2 (4 unknown), silent 3 of 4" in out
    assert "published  " in out
    assert (ran / "stderr").read_text() == ""


def test_each_commitment_has_its_promise_its_state_and_its_place(ran: Path) -> None:
    ds = dataset.load(ran / "out")
    rows = ds.commitments.set_index("recommendation_number")
    room, scanner = rows.loc["1"], rows.loc["2"]
    assert (room.status, scanner.status) == ("completed", "delayed")
    assert list(scanner.owners) == ["Head of Security"]
    assert scanner.original_target_end == pd.Timestamp(2018, 12, 31)
    assert scanner.overdue
    assert not room.overdue
    assert "body scanner" in scanner.evidence
    places = ds.updates.set_index("text").locator
    assert places[scanner.evidence].startswith("line[")
    assert set(ds.documents.status) == {"ok", "failed"}


def test_the_letters_new_date_is_the_one_in_force(ran: Path) -> None:
    scanner = dataset.load(ran / "out").commitments.set_index("recommendation_number").loc["2"]
    assert scanner.current_target_end == pd.Timestamp(2019, 6, 30)
    assert scanner.deferrals == 1


def test_the_story_of_a_commitment_is_told(ran: Path) -> None:
    story = command("explain", "2/1", "--full", "--processed", ran / "out").stdout
    assert "A body scanner will be bought for the visitors' gate." in story
    assert "Letter letter.txt, 2019-04-10: delayed" in story
    assert "bits" in story
    assert "line[" in story


def test_extract_shows_a_document_as_text_and_as_json(ran: Path) -> None:
    assert "Recommendation 3: not_agreed" in command("extract", ran / "raw" / "plan.html").stdout
    as_json = command("extract", ran / "raw" / "plan.html", "--json").stdout
    assert '"dated": "2018-11-01"' in as_json
    assert '"target_raw": "December 2018"' in as_json


def test_tables_shows_rows_made_whole_as_text_and_as_json(ran: Path) -> None:
    shown = command("tables", ran / "raw" / "plan.html").stdout
    assert "7 rows" in shown
    assert "| Head of Security | December 2018" in shown
    assert '"header"' in command("tables", ran / "raw" / "plan.html", "--json").stdout
