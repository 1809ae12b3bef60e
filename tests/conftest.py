"""What the tests share: where the real documents lie, and why a test that needs them is skipped."""

from __future__ import annotations

from pathlib import Path

import pytest

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real documents with hand-checked truth, which lies beside the project and not in it."""
    if not CORPUS.is_dir():
        pytest.skip("the hand-checked corpus (../shared/corpus) is not beside this checkout")
    return CORPUS
