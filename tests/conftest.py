"""What the tests share: where the real documents lie, and why a test that needs them is skipped."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.faults import object_store
from tests.faults.object_store import ObjectStore

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


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """A real S3 server on the loopback address, for the whole session."""
    with object_store.serving() as endpoint:
        yield endpoint


@pytest.fixture
def bucket(s3_endpoint: str) -> Iterator[ObjectStore]:
    """A new bucket, which ``s3://`` finds in this process and in those it starts."""
    with object_store.bucket(s3_endpoint, f"test-{uuid.uuid4().hex[:12]}") as store:
        yield store
