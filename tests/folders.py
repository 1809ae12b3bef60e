"""A folder read anew, with nothing kept: for tests of what reading alone gives."""

from __future__ import annotations

from pathlib import Path

from pipeline.ingest import folder_reader, raw_folder
from pipeline.ingest.folder_reader import Folder, Progress
from pipeline.runtime import executors
from pipeline.runtime.executors import Engine
from pipeline.runtime.worker import Limits
from pipeline.storage import code_fingerprint
from pipeline.storage.cache import Cache
from pipeline.storage.stores import MemoryStore


def read_folder(raw: Path, progress: Progress | None = None) -> Folder:
    """Every document below ``raw``; ``progress`` is told after each."""
    place = raw_folder.opened(raw)
    cache = Cache(MemoryStore(), code_fingerprint.of_reading())
    with executors.started(Engine()) as running:
        return folder_reader.read(place, place.files(), cache, running, Limits(), progress)
