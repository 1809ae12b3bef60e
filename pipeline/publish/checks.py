"""What must hold before anything is published.

A check is a small function that returns what is wrong, one line each. Any line stops the publication, so that
the last good run stays. To add a check, write the function and add it to :data:`CHECKS`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from extractors.model import Issue
from pipeline.decisions.file import thing
from pipeline.errors import ChecksFailed, SuddenLoss
from pipeline.tables.columns import Column, TableSchema
from pipeline.tables.parquet import arrow_schema, column, count, pieces, rows
from pipeline.tables.schema import BY_NAME

Tables = Mapping[str, Any]
Check = Callable[[Tables], Iterator[str]]

# Lines that one error message quotes.
QUOTED = 5
# The share of documents or actions that may go in one night, and how many it takes to be a loss.
MAX_LOSS, LOSS = 0.2, 2


def run(tables: Tables, previous: Tables | None = None, max_loss: float = MAX_LOSS) -> None:
    """Check the new tables, and against the ``previous`` published ones where there are any.

    ``max_loss`` is the share of documents or actions that may be gone since. Raises :class:`ChecksFailed`,
    which names the checks that failed and quotes the first lines, and :class:`SuddenLoss`.
    """
    wrong = list(matches_schema(tables))
    if not wrong:  # the others rely on the columns being there
        wrong = [line for check in CHECKS for line in check(tables)]
        wrong += loses_everything(tables, previous or {})
    if wrong:
        more = f" and {len(wrong) - QUOTED} more" if len(wrong) > QUOTED else ""
        raise ChecksFailed(f"the data published before stays: {'; '.join(wrong[:QUOTED])}{more}")
    lost = list(sudden_loss(tables, previous or {}, max_loss))
    if lost:
        raise SuddenLoss(
            f"the data published before stays: {' and '.join(lost)}, more than the {max_loss:.0%} that may go in "
            "one night: look into the raw folder; if it is right so, run once with --max-loss 1"
        )


def matches_schema(tables: Tables) -> Iterator[str]:
    """Every declared table is there with its columns, in order and typed, and no null that is forbidden."""
    for name in tables:
        schema = BY_NAME.get(name)
        if schema is None:
            yield f"{name} is not a table of the data model"
            continue
        found = arrow_schema(tables, name)
        if found.names != schema.arrow.names or found.types != schema.arrow.types:
            yield f"{name} does not have the columns of the data model"
            continue
        for field in schema.arrow:
            nulls = 0 if field.nullable else sum(p.null_count for p in pieces(tables, name, field.name))
            if nulls:
                yield f"{name}.{field.name} has {nulls} nulls"
    yield from (f"the table {name} is missing" for name in BY_NAME if name not in (*tables, "changes"))


def unique_keys(tables: Tables) -> Iterator[str]:
    """No two rows of a table have the same key."""
    for schema in _keyed(tables):
        # Their hashes tell which may be there twice, so that the keys of a large table are never in memory at once.
        marks = np.fromiter(map(hash, _keys(tables, schema)), np.int64)
        marks.sort()
        twice = set(marks[1:][marks[1:] == marks[:-1]].tolist())
        counted = Counter(key for key in _keys(tables, schema) if hash(key) in twice) if twice else Counter()
        for key, times in counted.items():
            if times > 1:
                yield f"{schema.name} has {times} rows for {' | '.join(map(str, key))}"


def _keys(tables: Tables, schema: TableSchema) -> Iterator[tuple[Any, ...]]:
    key = list(schema.key)
    return (tuple(row[name] for name in key) for row in rows(tables, schema.name, key))


def no_orphans(tables: Tables) -> Iterator[str]:
    """Every identifier that points at another table is found there."""
    for name in tables:
        for path, target in BY_NAME[name].foreign:
            there, there_column = target.split(".")
            known, lost = column(tables, there, there_column), set()
            for values in _values(tables, name, path):
                lost.update(values.filter(pc.invert(pc.is_in(values, known))).to_pylist())
            for value in sorted(lost - {None}):
                yield f"{name}.{path} {value} is not in {there}"


def _values(tables: Tables, name: str, path: str) -> Iterator[Any]:
    """The values of a column, of the items of a list column, or of a field of its structs (``column.field``)."""
    outer, _, inner = path.partition(".")
    for found in pieces(tables, name, outer):
        values = pc.list_flatten(found) if pa.types.is_list(found.type) else found
        yield pc.struct_field(values, inner) if inner else values


def closed_sets(tables: Tables) -> Iterator[str]:
    """Columns with a closed set hold nothing else, nor do the fields of their structs."""
    for name in tables:
        for declared in BY_NAME[name].columns:
            sets = {declared.name: declared.closed} if declared.closed else {}
            sets |= {f"{declared.name}.{inner}": allowed for inner, allowed in declared.inside.items()}
            for path, allowed in sets.items():
                said = {value for values in _values(tables, name, path) for value in pc.unique(values).to_pylist()}
                for value in sorted(said - {*allowed, None}):
                    yield f"{name}.{path} says {value!r}"


def boxes_on_pages(tables: Tables) -> Iterator[str]:
    """Boxes stand only in documents with pages, on a page that is there, and are not inside out."""
    pages = {row["document_id"]: row["pages"] for row in rows(tables, "documents", ["document_id", "pages"])}
    for name, boxed, owner in _BOXED:
        for row in rows(tables, name, [owner, boxed]):
            document = row[owner]
            for box in row[boxed]:
                if not 1 <= box["page"] <= (pages.get(document) or 0):
                    yield f"{name}.{boxed} of {document} has page {box['page']} of {pages.get(document)}"
                elif box["x0"] > box["x1"] or box["top"] > box["bottom"]:
                    yield f"{name}.{boxed} of {document} has a box that is inside out"


def intervals_in_order(tables: Tables) -> Iterator[str]:
    """No interval ends before it starts."""
    for name in tables:
        found = arrow_schema(tables, name)
        starts = [f.name for f in found if f.name.endswith("_start") and pa.types.is_date(f.type)]
        for start in starts:
            end = start.removesuffix("_start") + "_end"
            for row in rows(tables, name, [start, end]):
                a, b = row[start], row[end]
                if (a is None) != (b is None) or (a is not None and a > b):
                    yield f"{name}.{start} is {a} and {end} is {b}"


def finite_numbers(tables: Tables) -> Iterator[str]:
    """No number is infinite or no number at all: JSON and spreadsheets know no such values."""
    for name in tables:
        for declared in BY_NAME[name].columns:
            for path in _float_paths(declared):
                odd = sum(
                    pc.sum(pc.invert(pc.is_finite(pc.drop_null(v)))).as_py() or 0
                    for v in _values(tables, name, path)
                )
                if odd:
                    yield f"{name}.{path} has {odd} values that are no numbers"


def _float_paths(declared: Column) -> Iterator[str]:
    kind = declared.type
    if pa.types.is_floating(kind):
        yield declared.name
    elif pa.types.is_list(kind) and pa.types.is_struct(kind.value_type):
        yield from (f"{declared.name}.{f.name}" for f in kind.value_type if pa.types.is_floating(f.type))


def loses_everything(tables: Tables, previous: Tables) -> Iterator[str]:
    """A run without a single recommendation or statement does not replace one that has some."""
    for name in ("recommendations", "updates"):
        if any(count(tables, other) for other in ("recommendations", "updates")):
            return
        if name in previous and count(previous, name):
            yield f"the new run has no {name}, the last one has {count(previous, name)}"


def sudden_loss(tables: Tables, previous: Tables, max_loss: float) -> Iterator[str]:
    """What has gone since the last run: documents that could be read, and actions, beyond the share ``max_loss``.

    One document that goes is a deletion, and so are its actions; it takes two to be a loss.
    """
    if "documents" not in previous or "actions" not in previous:
        return
    before, now = _readable(previous), _readable(tables)
    gone, fewer = before - now, len(before) - len(now)
    if fewer >= LOSS and fewer > max_loss * len(before):
        yield f"{fewer} of {len(before)} documents are gone"
    excused = gone if len(gone) == 1 and fewer == 1 else set()
    acts = sum(name not in excused for name in column(previous, "actions", "document_id").to_pylist())
    lost = acts - count(tables, "actions")
    if lost >= LOSS and lost > max_loss * acts:
        yield f"{lost} of {acts} actions are gone"


def decisions_there(
    kept: Sequence[Mapping[str, Any]], before: Sequence[Mapping[str, Any]], max_loss: float, *, file: bool
) -> None:
    """Raises :class:`SuddenLoss` where decisions of the last run are gone: with their file, or more than
    ``max_loss`` of them. ``kept`` and ``before`` are rows as ``run.json`` keeps them; another value of what was
    decided is no loss."""
    then, now = ({thing(*row["key"][:2]) for row in rows} for rows in (before, kept))
    gone = len(then - now)
    few = gone < LOSS or gone <= max_loss * len(then)
    if not gone or max_loss >= 1 or (file and few):
        return
    what = f"{gone} of {len(then)} decisions of the last run are gone" + (
        "" if file else ", and so is decisions.csv"
    )
    raise SuddenLoss(
        f"the data published before stays: {what}: put them back; if it is right so, run once with --max-loss 1"
    )


def cases_concluded(failed: Sequence[tuple[str, Issue]], cases: int, max_loss: float) -> None:
    """Raises :class:`SuddenLoss` where more than the share ``max_loss`` of the cases could not be concluded, with
    what is said of the first. ``failed`` are (case_id, issue) pairs."""
    if len(failed) > max_loss * cases:
        raise SuddenLoss(
            f"the data published before stays: {len(failed)} of {cases} cases could not be concluded; "
            f"of the first, {failed[0][0]}: {failed[0][1].message}"
        )


def _readable(tables: Tables) -> set[str]:
    found = rows(tables, "documents", ["document_id", "status"])
    return {row["document_id"] for row in found if row["status"] != "failed"}


def _keyed(tables: Tables) -> Iterator[TableSchema]:
    return (BY_NAME[name] for name in tables if BY_NAME[name].key)


_BOXED = (
    ("recommendations", "boxes", "document_id"),
    ("actions", "boxes", "document_id"),
    ("updates", "boxes", "document_id"),
    ("new_commitments", "boxes", "document_id"),
    ("commitments", "evidence_boxes", "evidence_document_id"),
)

CHECKS: tuple[Check, ...] = (
    unique_keys,
    no_orphans,
    closed_sets,
    boxes_on_pages,
    intervals_in_order,
    finite_numbers,
)
