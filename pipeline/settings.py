"""What can be set for a run besides its folders and its day."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.publish.checks import MAX_LOSS
from pipeline.runtime.executors import Engine
from pipeline.runtime.worker import Limits

KEEP = 30


@dataclass(frozen=True, slots=True)
class Settings:
    """``keep`` runs stay, ``max_loss`` is the share of documents or actions that may go in one night.

    ``force`` publishes also where nothing has changed.
    """

    engine: Engine = field(default_factory=Engine)
    limits: Limits = field(default_factory=Limits)
    keep: int = KEEP
    max_loss: float = MAX_LOSS
    force: bool = False
