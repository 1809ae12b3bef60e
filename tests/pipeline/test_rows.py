"""Records to rows and back by one codec."""

from __future__ import annotations

from datetime import date

from extractors.model import Interval
from pipeline.model import LedgerEntry
from pipeline.tables.build import table
from pipeline.tables.rows import decode, encode, structs
from pipeline.tables.schema import ACTIONS, LEDGER
from pipeline.tables.schema_documents import UPDATES
from tests.pipeline import fictions


def test_a_ledger_row_read_back_from_its_table_is_the_record() -> None:
    entry = fictions.moved("p/1/1", "q", "q/u2")
    (row,) = table("ledger", [encode(entry, LEDGER)]).to_pylist()
    again = decode(LedgerEntry, row, LEDGER)
    days = Interval(date(2019, 6, 1), date(2019, 6, 30), "day")  # a table says no precision
    assert again.target == days
    assert again.changes == entry.changes
    assert encode(again, LEDGER) == encode(entry, LEDGER)


def test_every_column_of_the_ledger_comes_from_a_record() -> None:
    assert list(encode(fictions.entry("p/1/1", "q"), LEDGER)) == [column.name for column in LEDGER.columns]


def test_parts_of_a_record_fill_columns_and_lists_become_structs() -> None:
    said = fictions.letter().updates[1]
    row = encode(said, UPDATES)
    (stated,) = row["dates"]
    assert stated == {
        "raw": "June 2019",
        "role": "due",
        "start": date(2019, 6, 1),
        "end": date(2019, 6, 30),
        "precision": "month",
    }
    assert row["boxes"] == structs(said.place.boxes, ACTIONS, "boxes")
    assert row["boxes"][0]["page"] == 2
    assert row["locator"] is None
