"""Records to rows and back: one codec, made from the declared schema and the fields of the records.

A column takes the field of its own name (``from`` the field ``from_``), or a field of a part of the record:
``boxes`` is that of its place, ``target_end`` the end of its interval ``target``. Lists of records become
lists of structs by the same rule. What a record does not hold is left to the caller.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, NamedTuple, TypeVar, get_args, get_type_hints

import pyarrow as pa

from extractors.model import Interval, Place
from pipeline.tables.columns import TableSchema

Row = dict[str, Any]
Record = TypeVar("Record")
# Records that have no columns of their own: theirs are columns of what holds them.
_PARTS: tuple[type, ...] = (Place, Interval)
# What a table does not say of a record that another holds.
_COARSE: Mapping[type, Row] = {Interval: {"precision": "day"}}


class _Source(NamedTuple):
    """Where a column's value comes from: a field, or a field ``inner`` of the record it holds; of a list, the kind
    of its items and their own sources, where they are records."""

    column: str
    attribute: str
    inner: str | None
    listed: bool
    item: type | None
    sources: tuple[_Source, ...]


def encode(record: Any, schema: TableSchema) -> Row:
    """The columns of a table that a record fills."""
    kind: Any = type(record)
    return _encoded(record, _sources_of(kind, schema))


def _encoded(record: Any, sources: Sequence[_Source]) -> Row:
    row: Row = {}
    for column, attribute, inner, listed, item, own in sources:
        value = getattr(record, attribute)
        if inner is not None and value is not None:
            value = getattr(value, inner)
        if listed:
            value = [_encoded(each, own) for each in value or ()] if item else list(value or ())
        row[column] = value
    return row


def structs(records: Sequence[Any], schema: TableSchema, column: str) -> list[Row]:
    """Records as the structs that the list ``column`` of a table holds."""
    kinds: list[Any] = [type(record) for record in records]
    return [
        _encoded(record, _sources_of(kind, schema, column)) for record, kind in zip(records, kinds, strict=True)
    ]


def decode(kind: type[Record], row: Mapping[str, Any], schema: TableSchema) -> Record:
    """The record that :func:`encode` made the row of, where its parts are intervals.

    An interval of a table says no precision: it comes back as days.
    """
    key: Any = kind
    return _decoded(kind, row, _sources_of(key, schema))


def _decoded(kind: type[Record], row: Mapping[str, Any], sources: Sequence[_Source]) -> Record:
    values: dict[str, Any] = {}
    parts: dict[str, Row] = {}
    for column, attribute, inner, listed, item, own in sources:
        value = row[column]
        if inner is not None:
            parts.setdefault(attribute, {})[inner] = value
        elif listed:
            values[attribute] = tuple(_decoded(item, each, own) for each in value) if item else tuple(value)
        else:
            values[attribute] = value
    key: Any = kind
    for attribute, held in parts.items():
        inner_kind: Any = _held(_hints(key)[attribute])
        known = all(value is not None for value in held.values())
        values[attribute] = inner_kind(**(_COARSE.get(inner_kind, {}) | held)) if known else None
    return kind(**values)


@cache
def _sources_of(kind: type, schema: TableSchema, column: str | None = None) -> tuple[_Source, ...]:
    """The sources of the columns of a table, or of the fields of the structs that a list column holds."""
    return _sources(kind, _fields_of(dict(schema.fields)[column].value_type) if column else schema.fields)


def _sources(kind: type, columns: tuple[tuple[str, Any], ...]) -> tuple[_Source, ...]:
    found = (_source(kind, name, column) for name, column in columns)
    return tuple(source for source in found if source is not None)


def _source(kind: type, name: str, column: Any) -> _Source | None:
    hints = _hints(kind)
    listed = pa.types.is_list(column)
    for attribute, hint in hints.items():
        if attribute.rstrip("_") == name:
            return _Source(name, attribute, None, listed, *_items(hint, column))
    for attribute, hint in hints.items():
        held = _held(hint)
        inner = name.removeprefix(f"{attribute}_")
        if held is not None and inner in _hints(held):
            return _Source(name, attribute, inner, listed, *_items(_hints(held)[inner], column))
    return None


def _items(hint: Any, column: Any) -> tuple[type | None, tuple[_Source, ...]]:
    """The kind of a list's items and their sources, where they are records."""
    item = next((kind for kind in get_args(hint) if is_dataclass(kind)), None)
    if item is None or not pa.types.is_list(column) or not pa.types.is_struct(column.value_type):
        return None, ()
    assert isinstance(item, type)
    return item, _sources(item, _fields_of(column.value_type))


def _held(hint: Any) -> type | None:
    """The kind of part that a field holds, or may hold."""
    return next((kind for kind in _PARTS if hint is kind or hint == kind | None), None)


@cache
def _hints(kind: type) -> dict[str, Any]:
    named = {field.name for field in fields(kind)}
    return {name: hint for name, hint in get_type_hints(kind).items() if name in named}


def _fields_of(struct: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.type) for field in struct)
