"""Truth files for the made-up documents of the tests, as a person would write them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from tests.designs import PlannedRecommendation

Gold = dict[str, Any]
DATES: Mapping[str, Gold] = {
    "March 2020": {"kind": "date", "targets": [{"start": "2020-03-01", "end": "2020-03-31"}]},
    "1 April 2020": {"kind": "date", "targets": [{"start": "2020-04-01", "end": "2020-04-01"}]},
    "Completed": {"kind": "completed", "targets": []},
}


def plan_gold(plan: Iterable[PlannedRecommendation], *files: str) -> Gold:
    """The truth of a plan of :mod:`tests.designs` whose dates are in DATES."""
    return {
        "files": list(files),
        "document": {"kind": "action_plan"},
        "recommendations": [
            {
                "number": recommendation.number,
                "text": recommendation.text,
                "response": "agreed",
                "actions": [
                    {
                        "id": f"{recommendation.number}/{k}",
                        "text": action.text,
                        "owners": action.owner.split("; "),
                        "date": DATES[action.date],
                    }
                    for k, action in enumerate(recommendation.actions, 1)
                ],
            }
            for recommendation in plan
        ],
    }


def said_of(mentioned: str = "yes", *statuses: str, **changed: object) -> Gold:
    """What a letter says of an action."""
    return {"mentioned": mentioned, "status_accepted": statuses, "revised_target": None, "changes": []} | changed


def sentence(number: str, text: str, required: Iterable[str] = (), *dates: tuple[date, date]) -> Gold:
    """A numbered passage, the actions it reports on, and the first and last days it states."""
    return {
        "id": number,
        "text": text,
        "links_required": list(required),
        "links_allowed": [],
        "dates": [{"start": f"{first}", "end": f"{last}"} for first, last in dates],
    }


def write_golds(folder: Path, **golds: Gold) -> Path:
    """Write each gold as ``<name>.gold.json`` (underscores as hyphens), and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, gold in golds.items():
        (folder / f"{name.replace('_', '-')}.gold.json").write_text(json.dumps(gold), encoding="utf-8")
    return folder
