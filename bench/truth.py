"""Hand-checked truth of action plans, and whether a record that was read is right.

The definitions are those of the corpus' own scorer: a record is right when its text is alike (token F1 at
least .90) inside the same recommendation, its owners are the same set, and its target is of the same kind with
the same intervals.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from extractors.fields.dates import parse_target
from extractors.fields.owners import split_owners

Gold = dict[str, Any]
ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared" / "corpus"
ALIKE, RELATED = 0.90, 0.5  # token F1 of a right text, and the least at which two records are compared
WORD = re.compile(r"[a-z0-9£%]+")


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
    gold: Gold

    @property
    def wanted(self) -> int:
        """How many actions the plan holds."""
        return sum(len(r["actions"]) for r in self.gold["recommendations"])

    @property
    def dated(self) -> date | None:
        """The plan's own date."""
        day = self.gold["document"].get("submitted")
        return date.fromisoformat(day) if day else None


def labelled_plans(corpus: Path, *suffixes: str) -> list[LabelledPlan]:
    """Every plan under ``corpus`` that has truth and is of one of the formats, scans left out."""
    return sorted(_plans(corpus, suffixes), key=lambda plan: str(plan.path))


def _plans(corpus: Path, suffixes: Sequence[str]) -> Iterator[LabelledPlan]:
    for file in corpus.rglob("*.gold.json"):
        gold = json.loads(file.read_text(encoding="utf-8"))
        if gold.get("document", {}).get("kind") == "action_plan":
            for name in gold["files"]:
                if name.endswith(suffixes) and ".scan." not in name:
                    yield from (LabelledPlan(path, gold) for path in file.parent.parent.rglob(name))


def judged(plan: LabelledPlan, found: Sequence[Record]) -> list[bool]:
    """For each record that was found, whether it is right: the best pairs of truth and record, one to one."""
    pairs = []
    for recommendation in plan.gold["recommendations"]:
        for action in recommendation["actions"]:
            for i, record in enumerate(found):
                alike = token_f1(action["text"], record.text)
                same = record.number.strip(" .") == recommendation["number"].strip(" .")
                if alike >= RELATED:
                    pairs.append((alike + (0.2 if same else 0.0), alike >= ALIKE and same, action, i))
    pairs.sort(key=lambda pair: -pair[0])
    right = [False] * len(found)
    taken: set[str] = set()
    used: set[int] = set()
    for _, text_right, action, i in pairs:
        if action["id"] not in taken and i not in used:
            taken.add(action["id"])
            used.add(i)
            right[i] = text_right and _entries_right(action, found[i], plan.dated)
    return right


def _entries_right(action: Gold, record: Record, dated: date | None) -> bool:
    owners = {_plain(owner) for owner in (split_owners(record.owner) if record.owner else ())}
    target = parse_target(record.date or "", dated=dated)
    spans = sorted((span.start.isoformat(), span.end.isoformat()) for span in target.targets)
    wanted = action["date"]
    return (
        owners == {_plain(owner) for owner in action["owners"]}
        and target.kind == wanted["kind"]
        and spans == sorted((span["start"], span["end"]) for span in wanted["targets"])
    )


def tokens(text: str) -> Counter[str]:
    """The words and figures of a text, compatibility characters plain."""
    return Counter(WORD.findall(unicodedata.normalize("NFKC", text).lower().replace("\u00ad", "")))


def token_f1(a: str, b: str) -> float:
    """F1 of the words of two texts, as bags."""
    x, y = tokens(a), tokens(b)
    total = sum(x.values()) + sum(y.values())
    return 2 * sum((x & y).values()) / total if total else 1.0


def _plain(owner: str) -> str:
    return " ".join(WORD.findall(unicodedata.normalize("NFKC", owner).lower().replace("&", "and")))
