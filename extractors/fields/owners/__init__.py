"""An owner cell → roles, bodies and named people."""

from __future__ import annotations

from extractors.fields.owners.likeness import is_owner_like
from extractors.fields.owners.split import split_owners

__all__ = ["is_owner_like", "split_owners"]
