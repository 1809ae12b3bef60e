"""What the tests share: where the real documents lie, and why a test that needs them is skipped."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real documents with hand-checked truth, which lies beside the project and not in it."""
    if not CORPUS.is_dir():
        pytest.skip("the hand-checked corpus (../shared/corpus) is not beside this checkout")
    return CORPUS


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents of ``data/raw``, published once for the whole session as ``processed`` beside ``raw``."""
    from pipeline import refresh

    base = tmp_path_factory.mktemp("sample")
    (base / "raw").symlink_to(Path(__file__).parents[1] / "data" / "raw", target_is_directory=True)
    refresh.run(base / "raw", base / "processed", date(2019, 8, 1))
    return base / "processed"
