"""How often links of each score were right when people looked at them: what stands in for a rule of thumb.

"Read those below 0.6 yourself" is a rule for letters of no one in particular. Who has decided links of their own
letters has figures of these instead. Only what a model gave a score counts, and the last decision about a link.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipeline.decisions.file import LINK, Decision, thing
from pipeline.model import SURE
from pipeline.outcomes.intervals import of_share
from pipeline.tables.parquet import rows

# The share of right links that a reader can rely on unseen, and the fewest decisions that speak against it.
RELIABLE, FEWEST = 0.9, 10


@dataclass(frozen=True, slots=True)
class ScoreBand:
    """Of the links that the model gave a score from ``low`` up to ``high``, how many people decided (``asked``),
    and how many of these they accepted (``right``); ``interval`` is Wilson's at 95 %, None where none was decided.
    """

    low: float
    high: float
    asked: int
    right: int
    interval: tuple[float, float] | None

    @property
    def sentence(self) -> str:
        """The figures as a sentence."""
        between = f"of the links from {self.low:.1f} to {self.high:.1f}"
        if self.interval is None:
            return f"{between} you have decided none yet"
        low, high = self.interval
        return (
            f"{between} you decided {self.asked} and found {self.right} right: {self.right / self.asked:.0%} "
            f"({low:.0%} to {high:.0%})"
        )


def bands(
    tables: Mapping[str, Any], decisions: Iterable[Decision] = (), *, width: float = 0.1
) -> tuple[ScoreBand, ...]:
    """The bands from 0 to 1; ``tables`` are ``pyarrow.Table`` by name.

    ``decisions`` are those of the file, in which some may be that no run has used yet. ``width`` parts 1 evenly.
    """
    judged = list(_judged(tables, decisions))
    count = round(1 / width)
    edges = [n / count for n in range(count + 1)]
    out = []
    for n, (low, high) in enumerate(pairwise(edges)):
        own = [right for score, right in judged if min(int(score * count + _ROUNDING), count - 1) == n]
        out.append(ScoreBand(low, high, len(own), sum(own), of_share(sum(own), len(own))))
    return tuple(out)


_ROUNDING = 1e-9  # 0.3 * 10 is a little less than 3


def _judged(tables: Mapping[str, Any], decisions: Iterable[Decision]) -> Iterator[tuple[float, bool]]:
    """(score of the model, whether a person found the link right) of each link that is decided."""
    said: dict[str, Decision] = {}
    for each in sorted(decisions, key=lambda each: (each.when, each.line)):
        if each.field == LINK:
            said[thing(each.record, LINK)[0]] = each
    columns = ("update_id", "action_id", "method", "score", "judgement", "machine_score")
    for row in rows(tables, "links", columns):
        decision = said.get(f"{row['update_id']} | {row['action_id']}")
        by_machine = row["method"] not in ("human", "same_row")
        score = row["score"] if by_machine else row["machine_score"]
        verdict = decision.value if decision else None if by_machine else row["judgement"]
        if score is not None and verdict is not None:
            yield score, verdict == "accepted"


def advice(found: Sequence[ScoreBand]) -> str:
    """From which score links need no reading, by one's own decisions; the rule of thumb where these are too few.

    From that score up nine in ten were right in every band that has decisions, and Wilson's interval of all of them
    together begins at no less.
    """
    best: str | None = None
    asked = right = 0
    for band in (band for band in reversed(found) if band.asked):
        if band.right < RELIABLE * band.asked and band.asked >= FEWEST and not asked:
            return f"read all links yourself: {band.sentence}"
        if band.right < RELIABLE * band.asked:
            break
        asked, right = asked + band.asked, right + band.right
        share = of_share(right, asked)
        if share is not None and share[0] >= RELIABLE:
            best = (
                f"read the links below {band.low:.1f} yourself: of those from there up you decided {asked} and "
                f"found {right} right (at least {share[0]:.0%})"
            )
    total = sum(band.asked for band in found)
    return best or f"read the links below {SURE} yourself: you have decided too few ({total}) to say otherwise"
