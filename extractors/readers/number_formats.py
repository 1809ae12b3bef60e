"""A number of a workbook as its cell prints it: a day, an amount, a share or a plain number.

The format codes are those of ECMA-376 (part 1, 18.8.30). A day in figures alone is written day first where the
code has the month first: the number says which day is meant, and figures are read so everywhere in this package.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

# The codes that a workbook does not spell out; of those with a currency the numbers say nothing.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "dd/mm/yyyy", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "dd/mm/yyyy h:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss",
    47: "mm:ss", 49: "@",
}  # fmt: skip
GENERAL = "General"
DAYS = 2_958_465  # the last day of the year 9999, as a number
LONG = 200  # characters; a longer code is no program's
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]\-]*)[^\]]*\]|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_TOKEN = re.compile(r"\x00[^\x00]*\x00|AM/PM|A/P|\[h+\]|y+|m+|d+|h+|s+|.", re.IGNORECASE | re.DOTALL)
_DAY_IN_FIGURES = re.compile(r"(m{1,2}|d{1,2}|y{2,4})(\W)(m{1,2}|d{1,2})\2(y{2,4}|d{1,2}|m{1,2})", re.IGNORECASE)
_PLACES = re.compile(r"[#0?][#0?,]*(?:\.([#0?]*))?")


def shown(value: float, code: str, *, from_1904: bool = False) -> str:
    """The number as the format code prints it; ``from_1904`` is how some workbooks count days.

    A code that is not understood prints the number as it is.
    """
    sections = _sections(code) if len(code) <= LONG else [GENERAL]
    section = sections[1] if value < 0 and len(sections) > 1 else sections[0]
    if section.strip().lower() in ("", "general", "@"):
        return plain(value)
    if _is_day(section):
        day = _day(value, from_1904=from_1904)
        return _printed_day(day, section) if day is not None else plain(value)
    return _printed_number(abs(value) if section is not sections[0] else value, section)


def plain(value: float) -> str:
    """A number without a format: whole where it is whole, else with ten digits at most."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.10g}"


def _sections(code: str) -> list[str]:
    """The parts of a code for positive numbers, negative ones, …: literal text between marks, colours left out."""
    marked = _LITERAL.sub(lambda m: f"\x00{m[1] or m[2] or m[3] or ''}\x00", code.replace("\x00", ""))
    out, open_literal = [""], False
    for letter in marked:
        open_literal ^= letter == "\x00"
        if letter == ";" and not open_literal:
            out.append("")
        else:
            out[-1] += letter
    return out


def _bare(section: str) -> str:
    return re.sub(r"\x00[^\x00]*\x00", "", section)


def _is_day(section: str) -> bool:
    bare = _bare(section).lower()
    return "general" not in bare and bool(re.search(r"[ymdhs]", bare))


def _day(value: float, *, from_1904: bool) -> datetime | None:
    """The moment that a number counts to, None where there is no such day."""
    if not 0 <= value <= DAYS:
        return None
    # The count has a 29 February 1900, which never was.
    first = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 if value >= 60 else 31)
    try:
        return first + timedelta(seconds=round(value * 86400))
    except OverflowError:
        return None


def _printed_day(day: datetime, section: str) -> str:
    found = _DAY_IN_FIGURES.search(_bare(section))
    if (
        found
        and found[1][0].lower() != "y"
        and {part[0].lower() for part in (found[1], found[3], found[4])} == {"d", "m", "y"}
    ):
        year = f"{day:%Y}" if "yyyy" in section.lower() else f"{day:%y}"
        clock = f" {day:%H:%M}" if "h" in _bare(section).lower() else ""
        return f"{day:%d}{found[2]}{day:%m}{found[2]}{year}{clock}"
    tokens = _TOKEN.findall(section)
    half = any(token.upper() in ("AM/PM", "A/P") for token in tokens)
    out, after_hour = [], False
    for n, token in enumerate(tokens):
        kind = token[0].lower() if token[0] != "[" else token[1].lower()
        if token.upper() in ("AM/PM", "A/P"):
            out.append(f"{day:%p}")
        elif kind == "m" and len(token) <= 2 and (after_hour or _before_seconds(tokens[n + 1 :])):
            out.append(f"{day:%M}")
        else:
            out.append(_part_of_day(day, kind, len(token), token, half=half))
        if kind in "ymdhs":
            after_hour = kind == "h"
    return " ".join("".join(out).replace("\x00", "").split())


def _before_seconds(rest: list[str]) -> bool:
    return next((token[0].lower() == "s" for token in rest if token[0].lower() in "ymdhs"), False)


def _part_of_day(day: datetime, kind: str, length: int, token: str, *, half: bool) -> str:
    if kind == "y":
        return f"{day:%Y}" if length > 2 else f"{day:%y}"
    if kind == "m":
        return (str(day.month), f"{day:%m}", f"{day:%b}", f"{day:%B}", f"{day:%b}"[0])[min(length, 5) - 1]
    if kind == "d":
        return (str(day.day), f"{day:%d}", f"{day:%a}", f"{day:%A}")[min(length, 4) - 1]
    if kind == "h":
        hour = (day.hour % 12 or 12) if half else day.hour
        return f"{hour:02}" if length == 2 else str(hour)
    return f"{day:%S}" if kind == "s" else token


def _printed_number(value: float, section: str) -> str:
    bare = _bare(section)
    found = _PLACES.search(bare)
    if found is None and section and not bare.strip():
        return section.replace("\x00", "").strip()  # words alone, as "Done" for any number
    if found is None or re.search(r"[/?]|e[+-]", bare, re.IGNORECASE):
        return plain(value)
    value *= 100 ** min(bare.count("%"), 2)
    decimals = found[1] or ""
    figures = (
        f"{abs(value):,.{min(len(decimals), 15)}f}"
        if "," in found[0]
        else f"{abs(value):.{min(len(decimals), 15)}f}"
    )
    if decimals and "0" not in decimals:
        figures = figures.rstrip("0").rstrip(".")
    if "," not in found[0]:
        whole, dot, rest = figures.partition(".")
        figures = whole.zfill(found[0].partition(".")[0].count("0")) + dot + rest
    before, after = _around(section)
    sign = "-" if value < 0 and float(figures.replace(",", "") or 0) else ""
    return f"{sign}{before}{figures}{after}".strip()


def _around(section: str) -> tuple[str, str]:
    """What a code prints before and after the figures."""
    pieces = re.split(r"(\x00[^\x00]*\x00)", section)
    at = next(n for n, piece in enumerate(pieces) if "\x00" not in piece and _PLACES.search(piece))
    found = _PLACES.search(pieces[at])
    assert found is not None
    before = "".join(pieces[:at]) + pieces[at][: found.start()]
    after = pieces[at][found.end() :] + "".join(pieces[at + 1 :])
    return before.replace("\x00", ""), re.sub(r"[#0?,.]", "", after.replace("\x00", ""))
