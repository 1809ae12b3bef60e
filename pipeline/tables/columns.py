"""What a published table is made of: columns with Arrow type, meaning and, where there is one, closed set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, get_args

import pyarrow as pa

from extractors import model
from pipeline import model as conclusions

STR, DAY, INT, FLOAT, BOOL = pa.string(), pa.date32(), pa.int64(), pa.float64(), pa.bool_()


def struct(**fields: Any) -> Any:
    """A list of structs with these fields (a trailing underscore frees a reserved word)."""
    return pa.list_(pa.struct([pa.field(name.rstrip("_"), kind) for name, kind in fields.items()]))


STRS = pa.list_(STR)
BOXES = struct(page=INT, x0=FLOAT, top=FLOAT, x1=FLOAT, bottom=FLOAT)
TARGETS = struct(start=DAY, end=DAY, precision=STR)
QUANTITIES = struct(raw=STR, value=FLOAT, unit=STR)
DATES = struct(raw=STR, role=STR, start=DAY, end=DAY, precision=STR)
MENTIONS = struct(kind=STR, raw=STR, start=DAY, end=DAY)
SIGNALS = struct(name=STR, weight=FLOAT, quote_update=STR, quote_action=STR)
CHANGES = struct(kind=STR, from_=STR, to=STR, update_id=STR)
REASONS = struct(name=STR, weight=FLOAT)
NEAREST = struct(update_id=STR, score=FLOAT)

PRECISION = {"precision": get_args(model.Precision)}
CHANGE_KIND = {"kind": get_args(conclusions.ChangeKind)}


@dataclass(frozen=True)
class Column:
    """A column: its Arrow type, meaning and closed set. ``inside`` holds closed sets of a struct's fields."""

    name: str
    type: Any
    description: str
    required: bool = False
    closed: tuple[str, ...] = ()
    inside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class TableSchema:
    """A table: its columns in order, the columns that identify a row, and what other columns point at.

    ``foreign`` pairs a column, or a field of its structs (``column.field``), with the ``table.column`` in which
    its values must stand.
    """

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    foreign: tuple[tuple[str, str], ...] = ()

    @cached_property
    def fields(self) -> tuple[tuple[str, Any], ...]:
        """The names of its columns with their Arrow types."""
        return tuple((column.name, column.type) for column in self.columns)

    @cached_property
    def arrow(self) -> Any:
        """The table as a ``pyarrow.Schema``; lists and required columns are not nullable."""
        return pa.schema(
            [pa.field(c.name, c.type, nullable=not (c.required or pa.types.is_list(c.type))) for c in self.columns]
        )


def must(name: str, description: str) -> Column:
    """A text column that is never null."""
    return Column(name, STR, description, required=True)


def closed(name: str, literal: Any, description: str, *, required: bool = False) -> Column:
    """A text column whose values are those of a Literal type."""
    return Column(name, STR, description, required=required, closed=get_args(literal))


C = Column
DOCUMENT_ID = must("document_id", "The document, named after its content: 12 hexadecimal digits")
BOX = C("boxes", BOXES, "Where it stands: PDF points, origin top left; none in a format without pages")
LOCATOR = C("locator", STR, "Where it stands in a format without pages, counted from 1")
CONFIDENCE = C("confidence", FLOAT, "How sure the reading is, 0 to 1")
STATUS_PROBABILITY = C("status_probability", FLOAT, "How likely the status is, 0 to 1; null where no model says it")
STATUS_REVIEW = C("status_review", BOOL, "The status is only the likeliest: a person should read it", required=True)
IN_DOCUMENTS = ("document_id", "documents.document_id")
