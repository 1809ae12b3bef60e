"""Questions to a dataset, answered in a line; every figure says what it rests on.

from pipeline import measures
print(measures.kept(ds))            # 34 % of commitments kept by the original date (12 of 35 known; …)
measures.kept(ds, by="owner")       # the same as a frame, a row an owner
measures.silent(ds, letters=2)      # lists are frames, one row a record
measures.overview(ds)               # every share with its n, its unknowns and its interval

Each definition (denominator, what counts as unknown, what is left out) stands in the docstring of its function.
The records are what the software read and linked: figures carry its errors too, which the README measures.
"""

from __future__ import annotations

from pipeline.measures.curves import survival
from pipeline.measures.dates import kept, median_slip, told
from pipeline.measures.letters import amounts_changed, owners_changed, quantities_shrunk, silent
from pipeline.measures.outcome import outcomes
from pipeline.measures.responses import accepted_without_action, accepted_without_date, refusals
from pipeline.measures.shares import overview
from pipeline.outcomes.figures import Days, Share

__all__ = [
    "Days",
    "Share",
    "accepted_without_action",
    "accepted_without_date",
    "amounts_changed",
    "kept",
    "median_slip",
    "outcomes",
    "overview",
    "owners_changed",
    "quantities_shrunk",
    "refusals",
    "silent",
    "survival",
    "told",
]
