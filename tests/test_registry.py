"""What is imported when: reading a file of one format brings along nothing that only others need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from extractors.registry import DOCUMENT_TYPES, READERS, UNREAD, tables

ROOT = Path(__file__).parents[1]
PLAN = (
    "<table><tr><th>No</th><th>Recommendation</th><th>Action</th><th>Owner</th><th>Date</th></tr>"
    "<tr><td>1</td><td>Mend the roof.</td><td>We will mend it.</td><td>Governor</td><td>May 2020</td></tr></table>"
)
HEAVY = {"spacy", "pypdfium2", "pdfplumber", "docx", "lxml", "markdown_it", "dateparser"}


def loaded_after(code: str) -> set[str]:
    said = f"import sys\n{code}\nprint(*sorted(m for m in {HEAVY!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", said], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_reading_a_plan_in_html_loads_neither_other_formats_nor_what_splits_sentences(tmp_path: Path) -> None:
    (tmp_path / "plan.html").write_text(PLAN)
    reads = f"from pathlib import Path\nfrom extractors.registry import extract\nextract(Path({str(tmp_path / 'plan.html')!r}))"
    assert loaded_after("import extractors.registry") == set()
    assert loaded_after(reads) <= {"lxml", "dateparser"}


OTHER = "<p>…</p><table><tr><td>Name</td><td>Telephone</td></tr><tr><td>Jo Field</td><td>12</td></tr></table>"


def test_the_tables_of_a_plan_are_shown_and_all_where_none_is_a_plan(tmp_path: Path) -> None:
    (tmp_path / "plan.html").write_text(PLAN + OTHER)
    (plan,) = tables(tmp_path / "plan.html")
    assert (plan["plan"], plan["header"][1], plan["rows"][0][1]) == (True, "Recommendation", "Mend the roof.")
    both = tables(tmp_path / "plan.html", every=True)
    (tmp_path / "other.html").write_text(OTHER)
    for other in (both[1], *tables(tmp_path / "other.html")):
        assert other == {
            "plan": False,
            "pages": [],
            "header": ["Name", "Telephone"],
            "rows": [["Jo Field", "12"]],
            "boxes": [[]],
        }


def test_a_document_of_no_type_is_told_of_the_types_there_are(tmp_path: Path) -> None:
    from extractors.model import DocumentError
    from extractors.registry import extract

    (tmp_path / "menu.txt").write_text("Soup of the day, and bread.")
    with pytest.raises(
        DocumentError, match="neither an action plan nor a letter nor a report of progress was recognised in it"
    ):
        extract(tmp_path / "menu.txt")
    assert {one.name for one in DOCUMENT_TYPES} == {"an action plan", "a letter", "a report of progress"}
    for suffix in UNREAD:
        (tmp_path / f"a{suffix}").write_text("a")
        with pytest.raises(DocumentError, match=r"save it as|unpack it"):
            extract(tmp_path / f"a{suffix}")
    assert {".pdf", ".docx", ".html", ".md", ".txt"} <= set(READERS)
