"""Imported by the fork server alone: one whole night, so that those forked from it find everything loaded."""

from __future__ import annotations

import tempfile
from pathlib import Path

import s3fs  # noqa: F401
import scipy.optimize  # noqa: F401

from pipeline import refresh
from pipeline.runtime import worker
from tests.faults import nights
from tests.in_process import here

apart, worker.run = worker.run, here
with tempfile.TemporaryDirectory() as folder:
    refresh.run(nights.raw_folder(Path(folder)), Path(folder) / "out", nights.AS_OF)
worker.run = apart
