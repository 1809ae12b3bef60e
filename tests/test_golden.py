"""Golden folders: a document and the records a person has checked against it. A new design needs no code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractors.model import Extraction
from extractors.registry import extract

FOLDERS = sorted(folder for folder in (Path(__file__).parent / "golden").iterdir() if folder.is_dir())


def records(found: Extraction) -> dict[str, Any]:
    return {
        "subject": found.facts.subject,
        "dated": str(found.facts.dated) if found.facts.dated else None,
        "template": found.facts.template,
        "recommendations": [
            {
                "number": r.number,
                "text": r.text,
                "response": r.response,
                "actions": [
                    {
                        "text": a.text,
                        "owners": list(a.owners),
                        "kind": a.target_kind,
                        "targets": [[str(t.start), str(t.end), t.precision] for t in a.targets],
                        "progress": a.progress_raw,
                    }
                    for a in r.actions
                ],
            }
            for r in found.recommendations
        ],
        "updates": [[u.same_row, u.status] for u in found.updates],
        "issues": sorted(issue.code for issue in found.issues if issue.severity != "info"),
    }


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_document_gives_the_records_a_person_checked(folder: Path) -> None:
    (document,) = [p for p in folder.iterdir() if p.suffix in (".pdf", ".docx", ".html", ".txt")]
    own = folder if list(folder.glob("*.toml")) else None
    got = records(extract(document, templates=own))
    expected = folder / "expected.json"
    if not expected.exists():
        fresh = expected.with_suffix(".json.new")
        fresh.write_text(json.dumps(got, indent=1, ensure_ascii=False) + "\n")
        pytest.fail(f"{fresh} was written: compare it with the document and rename it")
    assert got == json.loads(expected.read_text())


def test_the_new_design_is_unknown_without_its_template() -> None:
    from extractors.model import DocumentError

    with pytest.raises(DocumentError):
        extract(Path(__file__).parent / "golden" / "new-design" / "plan.pdf")
