"""Plans that are hard to read, made from a seed: owners and dates far off their paragraphs, or missing.

The designs are those of the property tests; what is added is the untidiness of real plans: actions of several
paragraphs and bullets, entries that drift by several lines and not by the same number, owners or dates left
out, no blank line between two actions. Where an entry stands nearer to another action than to its own, no
reader can be right: such plans show whether the confidence knows it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from bench.plans import LabelledPlan
from extractors.fields.dates import parse_target
from pipeline.evaluation.truth import plan_truth
from tests.designs import LEADING, WIDTHS, Design, _Sheet, _wrap
from tests.test_designs import DATES, OWNERS, WORDS

Gold = dict[str, Any]
Cells = dict[str, list[str]]


@dataclass(frozen=True)
class Noise:
    """How untidy a plan is: lines all entries stand off, lines each may differ by, shares, and blank lines."""

    drift: int
    jitter: int
    missing: float
    paragraphs: float
    gap: int


def hard_plans(count: int, folder: Path, seed: int = 2026) -> Iterator[LabelledPlan]:
    """``count`` plans written into a folder, each with its truth."""
    rng = Random(seed)
    for n in range(count):
        noise = Noise(
            rng.choice((0, 0, 1, 2, 3, 5)),
            rng.choice((0, 0, 1, 2)),
            rng.choice((0.0, 0.0, 0.1)),
            rng.choice((0.0, 0.3, 0.6)),
            rng.choice((0, 1, 1, 2)),
        )
        borders = rng.choice(("lines", "rects", "inner", "open"))
        design = Design(borders=borders, page_lines=rng.randint(16, 44), repeat_header=rng.random() < 0.5)
        path = folder / f"hard-{n}.pdf"
        gold = [_recommendation(number, noise, rng) for number in range(1, rng.randint(5, 12))]
        path.write_bytes(_drawn(gold, design, noise, rng))
        truth = {"files": [path.name], "document": {}, "recommendations": gold}
        yield LabelledPlan(path, plan_truth(path.stem, truth))


def _recommendation(number: int, noise: Noise, rng: Random) -> Gold:
    actions = [_action(f"{number}/{k}", noise, rng) for k in range(1, rng.randint(1, 5) + 1)]
    return {"number": str(number), "text": _sentence(rng, 6, 24), "actions": actions}


def _action(name: str, noise: Noise, rng: Random) -> Gold:
    parts = [_sentence(rng, 8, 50)]
    while rng.random() < noise.paragraphs and len(parts) < 4:
        parts.append(("• " if rng.random() < 0.5 else "") + _sentence(rng, 5, 30))
    owner, day = rng.choice(OWNERS), rng.choice(DATES)
    if rng.random() < noise.missing:
        owner, day = rng.choice((("", day), (owner, "")))
    target = parse_target(day)
    spans = [{"start": t.start.isoformat(), "end": t.end.isoformat()} for t in target.targets]
    return {
        "id": name,
        "text": "\n".join(parts),
        "owners": owner.split("; ") if owner else [],
        "owner": owner,
        "date": {"raw": day, "kind": target.kind, "targets": spans},
    }


def _sentence(rng: Random, least: int, most: int) -> str:
    return f"The {' '.join(rng.choices(WORDS, k=rng.randint(least, most)))}."


def _drawn(gold: list[Gold], design: Design, noise: Noise, rng: Random) -> bytes:
    out = io.BytesIO()
    size = 60 + sum(WIDTHS[c] for c in design.order), 100 + LEADING * (design.page_lines + 6)
    canvas = Canvas(out, pagesize=size, invariant=1)
    sheet = _Sheet(canvas, design)
    sheet.row({role: _wrap(text, role, design) for role, text in dict(design.headers).items()}, whole=True)
    for recommendation in gold:
        sheet.row(_cells(recommendation, design, noise, rng), whole=False)
    sheet.finish()
    canvas.save()
    return out.getvalue()


def _cells(recommendation: Gold, design: Design, noise: Noise, rng: Random) -> Cells:
    cells: Cells = {
        "number": [recommendation["number"]],
        "recommendation": _wrap(recommendation["text"], "recommendation", design),
        "response": ["Agreed"],
        "action": [],
        "owner": [],
        "date": [],
    }
    for action in recommendation["actions"]:
        start = len(cells["action"])
        for n, part in enumerate(action["text"].split("\n")):
            blank = [""] if n and not part.startswith("•") else []
            cells["action"] += blank + _wrap(part, "action", design)
        for role, text in (("owner", action["owner"]), ("date", action["date"]["raw"])):
            if text:
                off = noise.drift + rng.randint(-noise.jitter, noise.jitter) if start else 0
                least = len(cells[role]) + 1 if cells[role] else 0  # a blank line parts two entries
                cells[role] += [""] * (max(start + off, least) - len(cells[role])) + _wrap(text, role, design)
        longest = max(len(cells["action"]), len(cells["owner"]) - noise.drift, len(cells["date"]) - noise.drift)
        cells["action"] += [""] * (longest - len(cells["action"]) + noise.gap)
    return cells
