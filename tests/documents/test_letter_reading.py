"""Whole letters of our own, in the designs that letters come in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from extractors.documents.letters.letter import read_letter
from extractors.documents.letters.recognise import looks_like_letter
from extractors.model import Extraction
from extractors.registry import read_layout
from tests.documents.letter_pages import Letter

VISITS = (
    "The new visits hall opened to families on 4 March 2019 and has been full on every weekend since. The second "
    "phase, which covers the garden, will be finished by the end of June."
)
NURSES = (
    "Recruitment of nurses has been slower than we expected because two agencies withdrew from the county. Eleven "
    "of the 16 posts are filled."
)
SENDER = ["Robin Ashdown", "Executive Director, Prisons North", "HM Prison and Probation Service", "Alder House"]
READER = ["Jo Marlow", "HM Deputy Chief Inspector of Prisons", "HM Inspectorate of Prisons", "12 Mill Lane, Leeds"]


def two_columns(path: Path) -> Path:
    letter = Letter(path, header="OFFICIAL", footer="Page {n} of 3")
    letter.beside(SENDER, READER)
    letter.lines(["8 May 2019"])
    letter.space(10)
    letter.lines(["Dear Ms Marlow"])
    letter.heading("HMP STONECROFT: PROGRESS WITH THE ACTION PLAN")
    letter.para(
        "We wrote to you on 12 November 2018 about the action plan that was sent to you in July 2018. It answers "
        "your National Care Board (NCB) report."
    )
    letter.heading("Visits and families")
    letter.para(VISITS)
    letter.note("1 The figures are the prison's own.")
    letter.heading("Health")
    letter.para(NURSES, mark="•", bold_head="Nursing.")
    letter.para("On recommendation 5.07 we can report that 24 beds are being fitted.", mark="•")
    letter.para("Yours sincerely")
    letter.turn()
    letter.beside(
        ["ROBIN ASHDOWN", "Executive Director, Prisons North"], ["SAM O’DELL", "Governor, HMP Stonecroft"]
    )
    letter.turn()
    letter.heading("Annex A: Training")
    letter.para("All 36 officers have been trained. Another 12 will be trained in July 2019.")
    return letter.save()


@pytest.fixture(scope="module")
def extraction(tmp_path_factory: pytest.TempPathFactory) -> Extraction:
    return read_letter(read_layout(two_columns(tmp_path_factory.mktemp("letters") / "letter.pdf")))


def test_the_frame_of_a_letter(extraction: Extraction) -> None:
    facts = extraction.facts
    assert facts.kind == "update_letter"
    assert facts.dated == date(2019, 5, 8)
    assert facts.subject == "HMP STONECROFT: PROGRESS WITH THE ACTION PLAN"
    assert facts.addressee == "Jo Marlow, HM Deputy Chief Inspector of Prisons"
    assert facts.signatories == (
        "Robin Ashdown, Executive Director, Prisons North",
        "Sam O’Dell, Governor, HMP Stonecroft",
    )
    assert facts.inspectorate == "HM Inspectorate of Prisons"
    assert facts.establishment == "HMP Stonecroft"
    assert [(m.kind, m.interval and m.interval.start) for m in facts.mentions] == [
        ("update_letter", date(2018, 11, 12)),
        ("action_plan", date(2018, 7, 1)),
    ]


def test_statements_have_section_head_status_dates_and_reason(extraction: Extraction) -> None:
    by_text = {update.text: update for update in extraction.updates}
    opened, garden = (by_text[s.strip() + "."] for s in VISITS.rstrip(".").split(". "))
    assert (opened.section, opened.status) == ("Visits and families", "completed")
    assert [(d.role, d.interval.start) for d in opened.dates] == [("achieved", date(2019, 3, 4))]
    assert (garden.status, garden.strength) == ("planned", "will")
    assert [(d.role, d.interval.end) for d in garden.dates] == [("due", date(2019, 6, 30))]
    slow = next(u for u in extraction.updates if u.status == "delayed")
    assert (slow.section, slow.run_in_head) == ("Health", "Nursing")
    assert slow.reason == "two agencies withdrew from the county"
    beds = next(u for u in extraction.updates if "24 beds" in u.text)
    assert beds.references == ("5.07",)
    assert [(q.value, q.unit) for q in beds.quantities] == [(24.0, "beds")]
    assert {u.section for u in extraction.updates if u.status == "completed"} == {
        "Visits and families",
        "Annex A: Training",
    }


def test_frame_headings_and_footnotes_make_no_statements(extraction: Extraction) -> None:
    texts = " ".join(update.text for update in extraction.updates)
    for words in ("Dear", "sincerely", "Alder House", "STONECROFT", "figures are the prison", "OFFICIAL", "Annex"):
        assert words not in texts


def test_text_places_and_coverage(extraction: Extraction) -> None:
    assert all(extraction.text[u.char_start : u.char_end] == u.text for u in extraction.updates)
    assert all(u.place.boxes for u in extraction.updates)
    assert extraction.words == extraction.words_assigned
    assert extraction.acronyms == (("NCB", "National Care Board"),)
    assert extraction.issues == ()


PLAIN = """Westford City Council
Civic Hall, Westford

Dr Ann Lee, HM Assistant Chief Inspector
HM Inspectorate of Probation

3rd July 2020

Dear Ann,

Re: Joint inspection of youth work in Westford

{first}

Health

{second}

Yours sincerely,

Pat Grey
Director of Children’s Services

cc Members of the Board
"""


def test_a_letter_in_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text(PLAIN.format(first=VISITS.replace("2019", "2020"), second=NURSES), encoding="utf-8")
    layout = read_layout(path)
    assert looks_like_letter(layout) > 0.8
    found = read_letter(layout)
    assert found.facts.dated == date(2020, 7, 3)
    assert found.facts.subject == "Joint inspection of youth work in Westford"
    assert found.facts.addressee == "Dr Ann Lee, HM Assistant Chief Inspector"
    assert found.facts.signatories == ("Pat Grey, Director of Children’s Services",)
    assert [u.section for u in found.updates] == [None, None, "Health", "Health"]
    assert all(u.place.locator and u.place.locator.startswith("line[") for u in found.updates)


def test_a_letter_without_date_or_statements_says_so(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear Ann,\n\nYours sincerely,\n\nPat Grey\n", encoding="utf-8")
    codes = {issue.code for issue in read_letter(read_layout(path)).issues}
    assert {"letter_undated", "no_statements"} <= codes


def test_prose_without_a_frame_is_no_letter(tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(f"# A report\n\n{VISITS}\n\n{NURSES}\n", encoding="utf-8")
    assert looks_like_letter(read_layout(path)) < 0.5
