"""All date expressions of a text: the longest at each place, with the words before it that change it."""

from __future__ import annotations

from extractors.fields.dates.atoms import rules
from extractors.fields.dates.expressions import Expression
from extractors.fields.dates.prefixes import extended
from extractors.fields.dates.relative import RULES


def scan(text: str, *, cell: bool) -> list[Expression]:
    """The date expressions of a text, left to right, without overlaps; prefixes included, nothing joined yet."""
    found: list[tuple[int, int, int, list[Expression]]] = []
    for order, rule in enumerate((*rules(cell), *RULES)):
        for match in rule.pattern.finditer(text):
            made = list(rule.build(match, cell))
            if made:
                found.append((made[0].start, -made[-1].end, order, made))
    out: list[Expression] = []
    for start, _, _, made in sorted(found, key=lambda f: f[:3]):
        limit = out[-1].end if out else 0
        if start >= limit:
            out += [extended(text, limit, made[0], cell=cell), *made[1:]]
    return out
