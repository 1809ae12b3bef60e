"""``bench/RESULTS.md``: each command that measures owns a section of it, between marks."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

RESULTS = Path(__file__).with_name("RESULTS.md")


def write_section(name: str, lines: Iterable[str]) -> None:
    """Put the section called ``name`` in the place of its last one, or at the end."""
    begin, end = (f"<!-- {name}: {mark} -->" for mark in ("begin", "end"))
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else "# Results\n"
    section = "\n".join([begin, f"## {name.capitalize()}", "", *lines, end])
    if begin in text:
        before, _, rest = text.partition(begin)
        text = f"{before}{section}{rest.partition(end)[2]}"
    else:
        text = f"{text.rstrip()}\n\n{section}\n"
    RESULTS.write_text(text, encoding="utf-8")
