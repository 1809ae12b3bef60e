"""Fictional cases with labels beside their sentences: more letters to fit the links on.

A folder of ``bench/letters`` holds ``plan.html`` and ``letter.md``. In the letter every sentence stands on a line
of its own behind the actions it reports on, in square brackets: ``[3/1 5/2?]`` is the first action of
recommendation 3, and the second of 5, which one careful reader might see in it and another not. A blank line parts
paragraphs; lines without brackets (addresses, headings, signatures) carry no label. ``truth.json`` holds, of each
action that the letter reports on, its accepted states, its new target and what else changed; ``hard`` are letters
that were written to be hard to link.
"""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import replace
from pathlib import Path

from bench.goldcase import Gold, GoldCase, build_case
from extractors.registry import extract

LETTERS = Path(__file__).with_name("letters")
_LABELLED = re.compile(r"\[(?P<labels>[^\]]*)\]\s+(?P<sentence>.+)")


def load_labelled_cases(folder: Path = LETTERS) -> list[GoldCase]:
    """Every case of ``folder``, by name. Raises ValueError for a label that no action of the plan has."""
    return [load_labelled_case(folder / name) for name in labelled_case_names(folder)]


def labelled_case_names(folder: Path = LETTERS) -> list[str]:
    """The cases of ``folder``, by name."""
    return sorted(path.name for path in folder.iterdir() if path.is_dir())


def load_labelled_case(folder: Path) -> GoldCase:
    """The case of one folder. Raises ValueError for a label that no action of the plan has."""
    plan, truth = _plan_truth(folder / "plan.html"), _letter_truth(folder / "letter.md")
    named = {action["id"] for r in plan["recommendations"] for action in r["actions"]}
    used = {a for s in truth["sentences"] for a in (*s["links_required"], *s["links_allowed"])}
    if used - named:
        raise ValueError(f"{folder / 'letter.md'}: no such action in the plan: {', '.join(sorted(used - named))}")
    table = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    reports = table["actions"]
    unknown = {"status": [], "revised_target": None, "changes": []}
    truth["actions"] = {
        action: {
            "mentioned": _mentioned(action, truth),
            "status_accepted": report["status"],
            "revised_target": report["revised_target"],
            "changes": report["changes"],
        }
        for action in named
        for report in [reports.get(action, unknown)]
    }
    with tempfile.TemporaryDirectory() as scratch:
        letter = Path(scratch) / "letter.md"
        letter.write_text(_plain((folder / "letter.md").read_text(encoding="utf-8")), encoding="utf-8")
        case = build_case(folder.name, (folder / "plan.html", plan), {f"{folder.name}-letter": (letter, truth)})
    return replace(case, listed=False, hard=table["hard"])


def _plan_truth(path: Path) -> Gold:
    return {
        "recommendations": [
            {
                "number": r.number,
                "actions": [{"id": f"{r.number}/{n}", "text": a.text} for n, a in enumerate(r.actions, 1)],
            }
            for r in extract(path).recommendations
        ]
    }


def _letter_truth(path: Path) -> Gold:
    sentences = []
    for n, match in enumerate(map(_LABELLED.fullmatch, path.read_text(encoding="utf-8").splitlines())):
        if match:
            labels = match["labels"].split()
            sentences.append(
                {
                    "id": f"S{n}",
                    "text": match["sentence"],
                    "links_required": [a for a in labels if not a.endswith("?")],
                    "links_allowed": [a.rstrip("?") for a in labels if a.endswith("?")],
                    "dates": [],
                }
            )
    return {"files": [path.name], "document": {"answers_plan": path.parent.name}, "sentences": sentences}


def _mentioned(action: str, truth: Gold) -> str:
    if any(action in s["links_required"] for s in truth["sentences"]):
        return "yes"
    return "optional" if any(action in s["links_allowed"] for s in truth["sentences"]) else "no"


def _plain(labelled: str) -> str:
    """The letter without its labels, the sentences of a paragraph on one line."""
    out: list[str] = []
    joins = False
    for line in labelled.splitlines():
        match = _LABELLED.fullmatch(line)
        if match and joins:
            out[-1] += " " + match["sentence"]
        else:
            out.append(match["sentence"] if match else f"{line}  ")  # a line of its own, as it was written
        joins = bool(match)
    return "\n".join(out) + "\n"
