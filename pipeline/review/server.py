"""Serves the review on this machine until it is ended: the one door to uvicorn."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn

from pipeline.errors import PipelineError, reason
from pipeline.review.app import app
from pipeline.review.reviewer import Reviewer

HOST = "127.0.0.1"


def serve(processed: str, raw: Path | None, who: str, port: int, say: Callable[[str], None]) -> None:
    """Serve on the loopback address until the command is ended; ``say`` is given the address to open, once.

    Port 0 takes a free one. Raises :class:`~pipeline.errors.PipelineError` where the port is taken or nothing is
    published.
    """
    with TemporaryDirectory(prefix="inspection-responses-") as folder, socket.socket() as listening:
        reviewer = Reviewer(processed, raw, who, Path(folder))
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
            listening.listen()  # who opens the address at once waits, and is not turned away
        except OSError as error:
            raise PipelineError(f"port {port} cannot be had ({reason(error)}): name another with --port") from error
        token = secrets.token_urlsafe(24)
        host = f"{HOST}:{listening.getsockname()[1]}"
        made = app(reviewer, token, host, Path(folder))
        server = uvicorn.Server(uvicorn.Config(made, log_level="warning", access_log=False, server_header=False))
        say(f"http://{host}/?token={token}")
        server.run(sockets=[listening])
