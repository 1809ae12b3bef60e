"""Reports of progress that are no letters, the numbered plan they report on, and letters without a salutation."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from extractors.model import DocumentError
from extractors.registry import extract
from pipeline.cases.assign import assign
from tests.pipeline.fictions import document

PLAN = """##Canals strategy: what we will do

###Aim: safer locks

*"No gate left open"*

####Action 01: The Canal Office will fit rails to every lock by March 2021

{include lock-photo.md}

-   lock keepers will be trained before each rail is fitted
-   the Canal Office will publish a list of rails

[How keepers answer »](/keepers/01/)
{: .answers}

####Action 02: Keepers will count the boats that pass

Boats have been counted by hand for a hundred years. A count shows where dredging is wanted.

The Boat Agency will:

-   send counting boards to all keepers by June 2020
-   add up the counts each winter

#####Why boats are counted

Traffic wears the banks.

###Aim: cleaner water

####Action 03: Mills will stop emptying vats into the canal from May 2020
"""
REPORT = """The canals strategy was published in March 2020 and set out 3 actions for the Canal Office, its keepers and the mills.
Each quarter the Canal Board reviews progress against the strategy and publishes what it finds.

__Safer locks__

The Canal Office has fitted rails to 40 of the 90 locks. The Canal Office has trained the lock keepers of the northern
locks. The list of rails was published in August 2020.

In the next quarter we expect to:

- fit rails to 20 more locks
- train the keepers of the southern locks

__Counting boats__

The Boat Agency has sent counting boards to all keepers. Keepers are counting the boats that pass at 60 locks.

__Cleaner water__

Two mills have stopped emptying vats into the canal. The Canal Board is working with the other mills, and the Agency for
Rivers has tested the water since July 2020.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("canals")
    (path / "canals-2020-actions.md").write_text(PLAN)
    (path / "canals-2020-09.md").write_text(REPORT)
    return path


def test_a_plan_that_numbers_its_actions_is_read_with_each_as_a_commitment(folder: Path) -> None:
    read = extract(folder / "canals-2020-actions.md")
    assert [(r.number, r.section, r.text) for r in read.recommendations] == [
        ("01", "Aim: safer locks", "The Canal Office will fit rails to every lock by March 2021"),
        ("02", "Aim: safer locks", "Keepers will count the boats that pass"),
        ("03", "Aim: cleaner water", "Mills will stop emptying vats into the canal from May 2020"),
    ]
    assert [[(a.text, a.owners, a.target_raw) for a in r.actions] for r in read.recommendations] == [
        [
            (
                "The Canal Office will fit rails to every lock by March 2021\n• lock keepers will be trained before each "
                "rail is fitted\n• the Canal Office will publish a list of rails",
                ("Canal Office",),
                "March 2021",
            )
        ],
        [
            ("Keepers will count the boats that pass", (), None),
            (
                "The Boat Agency will:\n• send counting boards to all keepers by June 2020\n• add up the counts each "
                "winter",
                ("Boat Agency",),
                "June 2020",
            ),
        ],
        [("Mills will stop emptying vats into the canal from May 2020", (), "May 2020")],
    ]


def test_a_report_by_theme_is_an_update_whose_lists_are_read_with_what_opens_them(folder: Path) -> None:
    read = extract(folder / "canals-2020-09.md")
    assert read.facts.kind == "update_letter"
    assert [issue.code for issue in read.issues] == ["letter_undated", "progress_report"]
    told = {update.text: (update.section, update.status) for update in read.updates}
    assert told["fit rails to 20 more locks"] == ("Safer locks", "planned")
    assert told["The Boat Agency has sent counting boards to all keepers."] == ("Counting boats", "completed")
    assert "In the next quarter we expect to:" not in told


def test_a_report_joins_the_plan_it_reports_on(folder: Path) -> None:
    documents = [document(extract(path), path.name) for path in sorted(folder.iterdir())]
    found, names = assign(documents), {each.document_id: each.file_name for each in documents}
    assert [(names[case.plan], [names[one] for one in case.letters]) for case in found.cases] == [
        ("canals-2020-actions.md", ["canals-2020-09.md"])
    ]


REPLY = """Assembly record, 9 November 2021

Ms Alder

To ask the Minister for Rivers what progress has been made on each of the recommendations of the Weir inquiry.

Letter from B. Birch to Ms Alder, dated 9 November 2021: The Minister has asked me to reply to your question. The Weir
inquiry made nine recommendations. A flood siren has been installed in every village. The Rivers Department has trained
60 wardens. The Department is rebuilding the lower weir. The upper weir was rebuilt in 2020. New maps have been issued to
all councils.
"""


def test_a_reply_without_a_salutation_is_dated_by_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "reply.txt").write_text(REPLY)
    read = extract(tmp_path / "reply.txt")
    assert (read.facts.kind, read.facts.dated) == ("update_letter", date(2021, 11, 9))
    assert "A flood siren has been installed in every village." in [update.text for update in read.updates]


HEADED = """<html><body><h1>RIVERS DEPARTMENT</h1><h2>9 Sluice Street, Hallowby, HB1 4RT, telephone 01234 567 890, post@rivers.example</h2>
<table><tr><td>To:</td><td>The Chair, Weir inquiry panel</td></tr><tr><td>From:</td><td>Jo Alder, Director of Rivers</td></tr>
<tr><td>Date:</td><td>4 March 2022</td></tr><tr><td>Subject:</td><td>Progress with the recommendations of the Weir inquiry</td></tr></table>
<p>This is our second quarterly report on the nine recommendations of the inquiry. The Rivers Department has trained 60
wardens and has installed a siren in every village.</p><h3>Weirs</h3><p>The Department is rebuilding the lower weir. The
upper weir was rebuilt in January 2022.</p><h3>Maps</h3><p>New maps have been issued to all councils. The Department will
issue them to schools by June 2022.</p></body></html>"""


def test_a_letterhead_is_no_section_and_an_address_no_statement(tmp_path: Path) -> None:
    (tmp_path / "headed.html").write_text(HEADED)
    read = extract(tmp_path / "headed.html")
    assert (read.facts.kind, read.facts.dated) == ("update_letter", date(2022, 3, 4))
    assert {update.section for update in read.updates} == {None, "Weirs", "Maps"}
    assert not any("Sluice" in update.text or "Jo Alder" in update.text for update in read.updates)


NOTES = """# Release notes

## Progress since the last update

We have made progress on 12 actions of our plan. Support for tables was added in March 2021. The parser has been
rewritten. Two bugs were fixed in April 2021. The old interface has been removed. We are working on a new one.
"""
POLICY = """# Progress towards a national canal policy

The government has 20 priorities for the canals, and this quarter the Department sets out its strategy. Boats should pass
freely. Councils must keep banks in repair. The Department believes that keepers need training. Mills may empty vats by
night. Ministers should consider whether tolls are fair. The Canal Board can grant licences. Councils should publish maps.
Each council must appoint an officer. The Department encourages local trusts to take part.
"""


@pytest.mark.parametrize("text", [NOTES, POLICY])
def test_notes_on_a_release_and_a_policy_are_no_report(text: str, tmp_path: Path) -> None:
    (tmp_path / "text.md").write_text(text)
    with pytest.raises(DocumentError, match="nor a report of progress"):
        extract(tmp_path / "text.md")


def test_numbered_instructions_are_no_plan(tmp_path: Path) -> None:
    (tmp_path / "steps.md").write_text(
        "# Set up\n\n## Action 1: Open the menu\n\nThe menu will appear.\n\n## Action 2: Click on Save\n\nA file is made.\n\n"
        "## Action 3: Close the window\n\nYou are done.\n"
    )
    with pytest.raises(DocumentError, match="neither an action plan"):
        extract(tmp_path / "steps.md")
