"""The labelled letters beside the repository: dates, states and facts as good as their floors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extractors.documents.letters.letter import read_letter
from extractors.model import Extraction
from extractors.registry import read_layout

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the labelled corpus (../shared/corpus) is not here")

SENTENCE_FLOOR, DATE_FLOOR = 0.88, 0.95


def letters() -> list[tuple[str, str]]:
    found = []
    for gold in sorted(CORPUS.rglob("*.gold.json")):
        content = json.loads(gold.read_text(encoding="utf-8"))
        if content["document"]["kind"] == "update_letter":
            found += [(str(gold), name) for name in content["files"]]
    return found


def read(gold_path: str, name: str) -> tuple[dict[str, Any], Extraction]:
    gold = json.loads(Path(gold_path).read_text(encoding="utf-8"))
    (path,) = list(CORPUS.rglob(name))[:1]
    return gold, read_letter(read_layout(path))


def squeezed(text: str) -> str:
    return "".join(c for c in text.lower().replace("’", "'") if c.isalnum())


@pytest.mark.parametrize(("gold_path", "name"), letters(), ids=lambda v: Path(v).name)
def test_letter(gold_path: str, name: str) -> None:
    gold, found = read(gold_path, name)
    assert found.words_assigned == found.words
    assert str(found.facts.dated) == gold["document"]["date"]
    assert found.facts.addressee == gold["document"]["addressee"]
    assert list(found.facts.signatories) == gold["document"]["signatories"]
    assert found.facts.subject is not None
    assert squeezed(found.facts.subject) == squeezed(gold["document"]["subject"])
    assert _date_f1(gold, found) >= DATE_FLOOR
    if "sentences" in gold:
        assert _status_share(gold, found) >= SENTENCE_FLOOR


def _passages(gold: dict[str, Any]) -> dict[str, str]:
    if "sentences" in gold:
        return {s["id"]: squeezed(s["text"]) for s in gold["sentences"]}
    return {str(i): squeezed(b["text"]) for i, b in enumerate(gold["blocks"])}


def _date_f1(gold: dict[str, Any], found: Extraction) -> float:
    passages = _passages(gold)
    want = {(str(d["block"]), d["start"], d["end"]) for d in gold.get("dates", [])}
    want |= {(s["id"], d["start"], d["end"]) for s in gold.get("sentences", []) for d in s["dates"]}
    got = set()
    for update in found.updates:
        at = next((key for key, text in passages.items() if squeezed(update.text) in text), "?")
        got |= {(at, str(d.interval.start), str(d.interval.end)) for d in update.dates}
    return 2 * len(got & want) / (len(got) + len(want))


def _status_share(gold: dict[str, Any], found: Extraction) -> float:
    accepted = {squeezed(s["text"]): s["status_accepted"] for s in gold["sentences"]}
    judged = [u.status in accepted[squeezed(u.text)] for u in found.updates if squeezed(u.text) in accepted]
    assert len(judged) >= 0.95 * len(found.updates)
    return sum(judged) / len(judged)
