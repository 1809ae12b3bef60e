"""Which column of a table is what, by its header and by what its cells hold.

The words of a header propose roles (:mod:`extractors.headers`); the cells bear them out or not: numbers, answers of
the closed set, dates and owners are known by their looks, recommendations and actions are said in some words. Both
are added up, and the roles are given as one assignment over all columns, the best there is; every role but progress
and other is given once. Columns left over of which both header and cells say that they hold owners do so as well.
How much worse the best assignment is that gives a column another role is its *margin*: where it is thin, the
reading is doubted and said to be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import TypeVar

from extractors.fields.dates import parse_target
from extractors.fields.owners import is_owner_like
from extractors.fields.references import parse_number
from extractors.fields.responses import leading_answer, parse_progress, parse_response
from extractors.fields.undertakings import is_prose, is_undertaking
from extractors.headers import REPEATED, Role, Template, role_likeness

ROWS = 12  # filled cells of a column that are looked at
FEW = 8  # the same under a known header, which says most
THIN = 0.2  # a margin below this is doubted
_HELD = 0.6  # weight of the cells, from 1 (all are such) to -1 (none is), beside the likeness of the header
_ALONE = 0.5  # the least that the cells must hold where no header says it
_ENTRY_WORDS = 14  # the most words of an answer, a state or a number
_SENTENCE_WORDS = 6  # the fewest of a sentence, where most owners have fewer
_DATE_WORDS, _BARE_DATE = 8, 3  # and of a date; so few words undertake nothing ("Complete, April 2024")
_TOLD_WORDS = 6  # the least words, on average, of a column of prose that no header names
_ROWS_TO_TELL, _KINDS_TO_TELL = 3, 2  # cells, and kinds of entry, that tell a plan without its header
_SPARSE = 5  # times fewer filled cells than another column has: too few to tell by
_LAST_NUMBER = 1  # the last column that numbers alone make one of numbers: figures may stand further on
_OWNER = 0.5  # the least likeness of an owner
_NAMED, _APART = 0.9, 0.1  # how like a header is to that of progress, and how much more than to that of a date,
# where dates may stand below it
_FIRST = 0.001  # the earlier of two like columns
_ASIDE = 0.0001  # nothing is left out that may as well be read
_WIDEST = 0.05  # and the wider of two under one header
_TILT, _UNDERTAKEN = 0.2, 0.15  # for the order of what is asked, done and reported; for words that undertake
_ASKS = re.compile(r"\b(?:should|must|needs? to)\b", re.IGNORECASE)  # how a recommendation asks
_BARE_LETTER = re.compile(r"[a-z]")  # as actions are counted; states are told by capitals ("R", "A", "G")
_SAID: frozenset[Role] = frozenset({"recommendation", "action"})
_TOLD: frozenset[Role] = frozenset({"recommendation", "action", "progress"})


@dataclass(frozen=True, slots=True)
class TableColumn:
    """What is known of one column: its header's words, its filled cells in order, and its share of the width.

    ``openings`` are the first paragraphs of the cells: a cell may hold the owners or dates of several actions.
    """

    head: str
    cells: tuple[str, ...]
    openings: tuple[str, ...]
    width: float = 0.0


def together(columns: Sequence[TableColumn]) -> TableColumn:
    """What is known of the same column of several tables, as of one."""
    cells, openings = (
        (*chain.from_iterable(each),) for each in zip(*((c.cells, c.openings) for c in columns), strict=True)
    )
    return replace(columns[0], cells=cells, openings=openings)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A column whose role is doubted: what it would be else, and by how thin a margin it is not."""

    column: int
    other: Role | None
    margin: float


@dataclass(frozen=True, slots=True)
class Assignment:
    """The role of each column (None where nothing fits), those that are doubted, and the score of the whole."""

    roles: tuple[Role | None, ...]
    doubts: tuple[Doubt, ...]
    score: float


Offers = Mapping[Role, float]
Seen = TypeVar("Seen")


def assigned(columns: Sequence[TableColumn], templates: Sequence[Template], *, known: bool = True) -> Assignment:
    """The best roles of the columns of a table that holds a plan; ``known`` tells whether its header is a plan's.

    Under a known header a column of prose that no word names, behind one that is named, is left alone; else it may
    be told progress.
    """
    most = max((len(column.cells) for column in columns), default=0)
    told = [known or _SPARSE * len(column.cells) >= most for column in columns]
    named = [role_likeness(column.head, templates) for column in columns]
    offers: list[Offers] = [
        _offers(i, column if may else replace(column, cells=(), openings=()), len(columns), likeness, known)
        for i, (column, may, likeness) in enumerate(zip(columns, told, named, strict=True))
    ]
    said: frozenset[Role] = frozenset()  # what the columns so far are called that hold prose
    for i, (offer, likeness) in enumerate(zip(offers, named, strict=True) if known else ()):
        # Behind what words name as asked, prose alone is not asked; behind what they name as done, neither.
        taken = _SAID if "action" in said else said
        offers[i] = {role: more for role, more in offer.items() if role not in taken or role in likeness}
        if _SAID & likeness.keys() and held(columns[i]).get("action", 0.0) > 0:
            said |= _SAID & likeness.keys()
    for i in _counting_actions(offers, named):
        offers[i] = {"other": offers[i]["number"]}
    score, roles = _best(offers)
    owned = _owner_columns(columns, roles, templates)
    doubts: dict[tuple[Role | None, ...], Doubt] = {}  # by the other assignment: two columns may share a doubt
    for i, role in enumerate(roles):
        if role is None or i in owned:
            continue
        without = [{r: s for r, s in offer.items() if n != i or r != role} for n, offer in enumerate(offers)]
        second, others = _best(without)
        if score - second < THIN:
            doubts.setdefault(others, Doubt(i, others[i], round(score - second, 3)))
    shared: tuple[Role | None, ...] = tuple("owner" if i in owned else role for i, role in enumerate(roles))
    return Assignment(shared, tuple(doubts.values()), score)


def _counting_actions(offers: Sequence[Offers], named: Sequence[Offers]) -> Iterator[int]:
    """The columns of numbers that stand behind what is asked, where another column of numbers stands before it."""
    asked = next((i for i, likeness in enumerate(named) if "recommendation" in likeness), len(named))
    if any("number" in offer for offer in offers[:asked]):
        behind = ((i, offers[i]) for i in range(asked + 1, len(offers)) if "number" in named[i])
        yield from (i for i, offer in behind if offer.get("number", 0.0) >= max(offer.values(), default=1.0))


def _owner_columns(
    columns: Sequence[TableColumn], roles: Sequence[Role | None], templates: Sequence[Template]
) -> frozenset[int]:
    """The columns of owners where several are, as header and cells say ("Executive lead", "Senior lead")."""
    named = frozenset(
        i
        for i, (column, role) in enumerate(zip(columns, roles, strict=True))
        if role in (None, "owner")
        and "owner" in role_likeness(column.head, templates)
        and held(column).get("owner", 0.0) >= _ALONE
    )
    return named if len(named) > 1 and any(roles[i] == "owner" for i in named) else frozenset()


def held(column: TableColumn) -> dict[Role, float]:
    """How much the cells of a column hold what each role wants, from 1 (all do) over 0 (half of them) to -1."""
    seen = column.openings[:ROWS]
    if not seen:
        return {}
    told = min(balance(column.cells[:ROWS], is_prose), 1 - 2 * share(seen, _is_entry))
    bare = [cell for cell in zip(column.openings[:ROWS], column.cells[:ROWS], strict=True) if not is_prose(cell[1])]
    numbers = sum(_is_number(opening) for opening, _ in bare) / len(seen)  # none that heads what is asked
    found: dict[Role, float] = {
        "number": 2 * numbers * _rising(seen) - 1,
        "response": balance(seen, _is_response),
        "owner": balance(seen, _is_owner),
        "date": balance(seen, _is_date),
        "recommendation": told,
        "action": told,
    }
    state = balance(seen, _is_state)
    others = max(state, *(likeness for role, likeness in found.items() if role != "response"))
    return found | {"progress": max(told, state), "other": others}  # an answer is no column's aside


def tells_plan(columns: Sequence[TableColumn], roles: Sequence[Role | None]) -> bool:
    """Whether cells alone, whatever the header says, are a plan's: what is to be done, by whom, when, whether."""
    sure = {
        role
        for column, role in zip(columns, roles, strict=True)
        if role and len(column.cells) >= _ROWS_TO_TELL and held(column).get(role, 0.0) >= _ALONE
    }
    return bool(sure & {"action", "recommendation"}) and len(sure & {"owner", "date", "response"}) >= _KINDS_TO_TELL


def is_entry_row(heads: Sequence[str], roles: Sequence[Role | None]) -> bool:
    """Whether the first row of a table is none of headers: most of its cells are such as stand below."""
    fits = {"number": _is_number, "owner": _is_owner, "date": _is_date, "response": _is_response}
    told = [fits[role](head) for head, role in zip(heads, roles, strict=True) if role in fits]
    return 2 * sum(told) > len(told)


def _offers(at: int, column: TableColumn, count: int, likeness: Offers, known: bool) -> Offers:
    """The roles that a column may have, each with what speaks for it; ``likeness`` is that of its header."""
    holds = held(column)
    if holds and likeness.get("progress", 0.0) >= max(_NAMED, likeness.get("date", 0.0) + _APART):
        # "Revised target", "Date closed": days tell it too
        holds["progress"] = max(holds["progress"], holds["date"])
    out: dict[Role, float] = {}
    for role in dict.fromkeys((*likeness, *holds)):  # in an order: the first of what is as likely wins
        evidence = holds.get(role, 0.0)
        if role in likeness:
            score = likeness[role] + _HELD * evidence
        elif role in _SAID and any(likeness.get(said, 0.0) >= 1 for said in _SAID):
            continue  # what is named "Action" is not what is asked, and the other way round
        elif evidence >= _ALONE and _may_stand_alone(role, at, column, holds, known):
            score = _HELD * evidence
        else:
            continue
        out[role] = score + _tilt(role, column, at, count) + _WIDEST * column.width - _FIRST * at
        out[role] -= _ASIDE * (role == "other")
    return {role: score for role, score in out.items() if score > 0}


def _may_stand_alone(role: Role, at: int, column: TableColumn, holds: Offers, known: bool) -> bool:
    """Whether the cells of the column ``at`` (from 0) may give it a role that no word of its header proposes."""
    if role == "other" or (role == "progress" and known) or (role == "number" and at > _LAST_NUMBER):
        return False
    if role not in _TOLD or holds.get("action", 0.0) < _ALONE:
        return True
    words = sum(len(cell.split()) for cell in column.cells)
    return words >= _TOLD_WORDS * len(column.cells)


def _tilt(role: Role, column: TableColumn, at: int, count: int) -> float:
    """What is asked stands before what is done, and that before how far it came."""
    if role not in _TOLD:
        return 0.0
    later = at / max(count - 1, 1)
    undertaken = 2 * share(column.cells[:ROWS], is_undertaking) - 1 if column.cells else 0.0
    asked = share(column.cells[:ROWS], lambda text: _ASKS.search(text) is not None)
    if role == "action":
        return _UNDERTAKEN * (undertaken - asked)
    if role == "progress":
        return _TILT * (later - 1) - _UNDERTAKEN * undertaken
    return _TILT * (1 - later) + _UNDERTAKEN * asked


def _best(offers: Sequence[Offers]) -> tuple[float, tuple[Role | None, ...]]:
    """The assignment with the highest sum, column by column over the sets of roles that are taken."""
    ways: dict[frozenset[Role], tuple[float, tuple[Role | None, ...]]] = {frozenset(): (0.0, ())}
    for offer in offers:
        longer: dict[frozenset[Role], tuple[float, tuple[Role | None, ...]]] = {}
        for taken, (score, roles) in ways.items():
            for role, more in _choices(offer, taken):
                now = taken | {role} if role and role not in REPEATED else taken
                if now not in longer or score + more > longer[now][0]:
                    longer[now] = (score + more, (*roles, role))
        ways = longer
    return max(ways.values(), key=lambda way: way[0])


def _choices(offer: Offers, taken: frozenset[Role]) -> Iterator[tuple[Role | None, float]]:
    yield None, 0.0
    yield from ((role, score) for role, score in offer.items() if role not in taken)


def share(cells: Sequence[Seen], fits: Callable[[Seen], bool]) -> float:
    """The share of cells that fit, 0 where there are none."""
    return sum(map(fits, cells)) / len(cells) if cells else 0.0


def balance(cells: Sequence[str], fits: Callable[[str], bool]) -> float:
    """From -1, where none of the cells fits, over 0 (half of them, or there are none) to 1."""
    return 2 * share(cells, fits) - 1 if cells else 0.0


def _is_short(text: str) -> bool:
    return len(text.split()) <= _ENTRY_WORDS


def _is_number(text: str) -> bool:
    return _is_short(text) and (parse_number(text) is not None or _BARE_LETTER.fullmatch(text) is not None)


def _rising(cells: Sequence[str]) -> float:
    """The share of cells that are not below the one before, as numbers that count something up are.

    They may begin anew in the next table, and letters below each number.
    """
    keys = [key for cell in cells if (key := tuple(map(int, re.findall(r"\d+", cell))))]
    return sum(a <= b or b == keys[0] for a, b in pairwise(keys)) / (len(keys) - 1) if len(keys) > 1 else 1.0


def _is_response(text: str) -> bool:
    return (_is_short(text) and parse_response(text).known) or leading_answer(text) > 0


def _is_date(text: str) -> bool:
    words = len(text.split())
    told = words > _DATE_WORDS or (words > _BARE_DATE and is_undertaking(text))
    return not told and not _is_number(text) and parse_target(text).kind != "none"


def _is_owner(text: str) -> bool:
    return is_owner_like(text) >= _OWNER and not is_undertaking(text) and not _is_sentence(text)


def _is_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does and hardly a word of it is a name."""
    words = text.split()
    return (
        len(words) >= _SENTENCE_WORDS
        and text.endswith(".")
        and 3 * sum(word[0].isupper() for word in words) < len(words)
    )


def _is_state(text: str) -> bool:
    return _is_short(text) and parse_progress(text) is not None


def _is_entry(text: str) -> bool:
    """Whether a cell is an answer, a date, an owner or the like, and so says nothing that is asked or done."""
    return any(is_one(text) for is_one in (_is_number, _is_response, _is_date, _is_state, _is_owner))
