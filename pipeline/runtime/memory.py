"""The memory of a run: set up before the tables are first touched, given back after each stage."""

from __future__ import annotations

import ctypes
import gc
import os

# Arenas that the C library keeps freed memory in, one a thread unless it is told otherwise (mallopt(3)).
_ARENA_MAX, _ARENAS = -8, 1
# Records hold no cycles, and looking for some at the usual pace takes a tenth of the time.
_PACE = 50_000


def keep_small() -> None:
    """Set what keeps a long run small; where the C library is not glibc, some of it."""
    # Arrow's own pool gives memory back late or never; it looks at this when it is first imported.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    gc.set_threshold(_PACE)
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt"):
        library.mallopt(_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Hand memory that was freed back to the system, where glibc would keep it between what is still in use."""
    library = ctypes.CDLL(None)
    if hasattr(library, "malloc_trim"):
        library.malloc_trim(0)
