"""What must hold before anything is published.

A check is a small function that returns what is wrong, one line each. Any line stops the publication, so that
the last good run stays. To add a check, write the function and add it to :data:`CHECKS`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from pipeline.columns import TableSchema
from pipeline.errors import ChecksFailed, SuddenLoss
from pipeline.schema import BY_NAME

Check = Callable[[Mapping[str, Any]], Iterator[str]]

# Lines that one error message quotes.
QUOTED = 5
# The share of documents or actions that may go in one night, and how many it takes to be a loss.
MAX_LOSS, LOSS = 0.2, 2


def run(tables: Mapping[str, Any], previous: Mapping[str, Any] | None = None, max_loss: float = MAX_LOSS) -> None:
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


def matches_schema(tables: Mapping[str, Any]) -> Iterator[str]:
    """Every declared table is there with its columns, in order and typed, and no null that is forbidden."""
    for name, table in tables.items():
        schema = BY_NAME.get(name)
        if schema is None:
            yield f"{name} is not a table of the data model"
            continue
        if table.schema.names != schema.arrow.names or table.schema.types != schema.arrow.types:
            yield f"{name} does not have the columns of the data model"
            continue
        for column in schema.arrow:
            if not column.nullable and table[column.name].null_count:
                yield f"{name}.{column.name} has {table[column.name].null_count} nulls"
    yield from (f"the table {name} is missing" for name in BY_NAME if name not in (*tables, "changes"))


def unique_keys(tables: Mapping[str, Any]) -> Iterator[str]:
    """No two rows of a table have the same key."""
    for schema in _keyed(tables):
        rows = zip(*(tables[schema.name][column].to_pylist() for column in schema.key), strict=True)
        for key, n in Counter(rows).items():
            if n > 1:
                yield f"{schema.name} has {n} rows for {' | '.join(key)}"


def no_orphans(tables: Mapping[str, Any]) -> Iterator[str]:
    """Every identifier that points at another table is found there."""
    for name, table in tables.items():
        for column, target in BY_NAME[name].foreign:
            there, there_column = target.split(".")
            known = set(tables[there][there_column].to_pylist())
            for value in sorted(_values(table, column) - known):
                yield f"{name}.{column} {value} is not in {there}"


def _values(table: Any, path: str) -> set[str]:
    """The values of a column, of the items of a list column, or of a field of its structs (``column.field``)."""
    column, _, inner = path.partition(".")
    cells = table[column].to_pylist()
    if pa.types.is_list(table[column].type):
        cells = [item[inner] if inner else item for cell in cells for item in cell]
    return {value for value in cells if value is not None}


def closed_sets(tables: Mapping[str, Any]) -> Iterator[str]:
    """Columns with a closed set hold nothing else, nor do the fields of their structs."""
    for name, table in tables.items():
        for column in BY_NAME[name].columns:
            values = table[column.name].to_pylist() if column.closed or column.inside else []
            if column.closed:
                for value in sorted({v for v in values if v is not None} - set(column.closed)):
                    yield f"{name}.{column.name} says {value!r}"
            for inner, allowed in column.inside.items():
                for value in sorted({s[inner] for structs in values for s in structs} - {*allowed, None}):
                    yield f"{name}.{column.name}.{inner} says {value!r}"


def boxes_on_pages(tables: Mapping[str, Any]) -> Iterator[str]:
    """Boxes stand only in documents with pages, on a page that is there, and are not inside out."""
    documents = tables["documents"]
    pages = dict(zip(documents["document_id"].to_pylist(), documents["pages"].to_pylist(), strict=True))
    for name, boxed, owner in _BOXED:
        table = tables[name]
        for document, boxes in zip(table[owner].to_pylist(), table[boxed].to_pylist(), strict=True):
            for box in boxes:
                if not 1 <= box["page"] <= (pages.get(document) or 0):
                    yield f"{name}.{boxed} of {document} has page {box['page']} of {pages.get(document)}"
                elif box["x0"] > box["x1"] or box["top"] > box["bottom"]:
                    yield f"{name}.{boxed} of {document} has a box that is inside out"


def intervals_in_order(tables: Mapping[str, Any]) -> Iterator[str]:
    """No interval ends before it starts."""
    for name, table in tables.items():
        starts = [c for c in table.schema.names if c.endswith("_start") and pa.types.is_date(table[c].type)]
        for start in starts:
            end = start.removesuffix("_start") + "_end"
            for a, b in zip(table[start].to_pylist(), table[end].to_pylist(), strict=True):
                if (a is None) != (b is None) or (a is not None and a > b):
                    yield f"{name}.{start} is {a} and {end} is {b}"


def loses_everything(tables: Mapping[str, Any], previous: Mapping[str, Any]) -> Iterator[str]:
    """A run without a single recommendation or statement does not replace one that has some."""
    for name in ("recommendations", "updates"):
        if any(tables[other].num_rows for other in ("recommendations", "updates")):
            return
        if name in previous and previous[name].num_rows:
            yield f"the new run has no {name}, the last one has {previous[name].num_rows}"


def sudden_loss(tables: Mapping[str, Any], previous: Mapping[str, Any], max_loss: float) -> Iterator[str]:
    """What has gone since the last run: documents that could be read, and actions, beyond the share ``max_loss``.

    One document that goes is a deletion, and so are its actions; it takes two to be a loss.
    """
    if "documents" not in previous or "actions" not in previous:
        return
    before, now = _readable(previous["documents"]), _readable(tables["documents"])
    gone, fewer = before - now, len(before) - len(now)
    if fewer >= LOSS and fewer > max_loss * len(before):
        yield f"{fewer} of {len(before)} documents are gone"
    excused = gone if len(gone) == 1 and fewer == 1 else set()
    acts = sum(name not in excused for name in previous["actions"]["document_id"].to_pylist())
    lost = acts - tables["actions"].num_rows
    if lost >= LOSS and lost > max_loss * acts:
        yield f"{lost} of {acts} actions are gone"


def cases_concluded(failed: int, cases: int, max_loss: float) -> None:
    """Raises :class:`SuddenLoss` where more than the share ``max_loss`` of the cases could not be concluded."""
    if failed > max_loss * cases:
        raise SuddenLoss(
            f"the data published before stays: the letters of {failed} of {cases} cases could not be concluded, "
            "through a fault of this program: please report it"
        )


def _readable(documents: Any) -> set[str]:
    rows = zip(documents["document_id"].to_pylist(), documents["status"].to_pylist(), strict=True)
    return {name for name, status in rows if status != "failed"}


def _keyed(tables: Mapping[str, Any]) -> Iterator[TableSchema]:
    return (BY_NAME[name] for name in tables if BY_NAME[name].key)


_BOXED = (
    ("recommendations", "boxes", "document_id"),
    ("actions", "boxes", "document_id"),
    ("updates", "boxes", "document_id"),
    ("new_commitments", "boxes", "document_id"),
    ("commitments", "evidence_boxes", "evidence_document_id"),
)

CHECKS: tuple[Check, ...] = (unique_keys, no_orphans, closed_sets, boxes_on_pages, intervals_in_order)
