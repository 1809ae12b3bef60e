"""What a run sets so that the memory of one stage is not taken for the next."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

CODE = """
import sys
from pipeline.runtime.memory import give_back, keep_small
def resident():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS"))
keep_small()
start = resident()
blocks = [bytes(5000) for _ in range(20_000)]
kept = blocks[::200]
del blocks
freed = resident()
give_back()
left = resident()
import pyarrow
print(freed - start > 80_000, left - start < 20_000, pyarrow.default_memory_pool().backend_name)
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="the C library is not glibc")
def test_what_was_freed_between_things_still_in_use_is_given_back() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "system"]
