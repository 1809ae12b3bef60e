"""Plans with hand-checked truth, and which records of a reader are right by the measure of ``evaluate``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from extractors.fields.dates import parse_target
from extractors.fields.owners import split_owners
from pipeline.evaluation import plan_figures, scoring, truth
from pipeline.evaluation.evaluate import BESIDE
from pipeline.evaluation.truth import LetterTruth, PlanTruth
from pipeline.tables.document_rows import Row

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"


@dataclass(frozen=True, slots=True)
class Record:
    """One action as a reader gave it, owner and date as printed."""

    number: str
    text: str
    owner: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class LabelledPlan:
    """A plan's file and its truth."""

    path: Path
    truth: PlanTruth

    @property
    def wanted(self) -> int:
        """How many actions the plan holds."""
        return len(self.truth.actions)


def labelled_plans(*suffixes: str) -> list[LabelledPlan]:
    """Every plan with truth in one of the formats: of the corpus beside the project, else of ``data/raw``."""
    found = [LabelledPlan(path, of) for of, path in labelled_files() if isinstance(of, PlanTruth)]
    return sorted((p for p in found if p.path.suffix in suffixes), key=lambda plan: str(plan.path))


def labelled_files() -> Iterator[tuple[PlanTruth | LetterTruth, Path]]:
    """Every document with its truth: of the corpus beside the project, else of ``data/raw``. Scans are left out."""
    for gold, raw in _folders():
        yield from scoring.files(truth.load(gold), raw)


def _folders() -> list[tuple[Path, Path]]:
    """Folders of truth, each with one of documents."""
    golds = sorted(path for path in CORPUS.rglob("gold") if path.is_dir())
    beside = [(gold, gold.parent / name) for gold in golds for name in BESIDE if (gold.parent / name).is_dir()]
    return beside or [(ROOT / "tests" / "truth", ROOT / "data" / "raw")]


def judged(plan: PlanTruth, found: Sequence[Record]) -> list[bool]:
    """For each record that was found, whether all of it is right."""
    rows = [_row(str(n), record, plan.submitted) for n, record in enumerate(found)]
    right = {row["action_id"] for row in plan_figures.right_records(plan.actions, rows).values()}
    return [row["action_id"] in right for row in rows]


def _row(name: str, record: Record, dated: date | None) -> Row:
    """A record as a row of the table ``actions``, its owners and target read by this project's fields."""
    target = parse_target(record.date or "", dated=dated)
    return {
        "action_id": name,
        "number": record.number,
        "text": record.text,
        "owners": list(split_owners(record.owner)) if record.owner else [],
        "target_kind": target.kind,
        "targets": [{"start": span.start, "end": span.end} for span in target.targets],
    }
