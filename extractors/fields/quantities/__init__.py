"""Counted amounts: "230 places", "£22m per annum", "six sites"."""

from __future__ import annotations

from extractors.fields.quantities.counts import find_counts, numbers_in
from extractors.fields.quantities.find import FoundQuantity, find_quantities

__all__ = ["FoundQuantity", "find_counts", "find_quantities", "numbers_in"]
