"""A real S3 server on the loopback address, in a process of its own, with faults where a test wants them.

The server is moto's. Two things make it honest: what it does is done one request after the other, so that a
conditional write is one step as it is in a store; and an object comes into being only when all of its bytes are
there. What was asked is counted, and a :class:`Fault` is put before or behind an answer.
"""

from __future__ import annotations

import io
import json
import os
import re
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.request
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

ROOT = Path(__file__).parents[2]
CONTROL = "/-/"  # no bucket can be called so
REGION = "eu-west-2"
PATIENCE = 30.0  # seconds that the server may take to begin
Doing = Literal["slow", "busy", "denied", "unknown key", "cut", "reset", "answer lost"]


@dataclass(frozen=True)
class Fault:
    """What goes wrong with requests of a method and a path (regular expressions), ``times`` times or always.

    ``slow`` waits before the answer, ``busy`` is 503 SlowDown, ``cut`` takes half of what is sent and ends the
    connection, ``reset`` ends it at once, ``answer lost`` does what was asked and ends it instead of an answer.
    """

    doing: Doing
    method: str = ".*"
    path: str = ".*"
    times: int | None = None
    seconds: float = 0.0
    after: int = 0  # requests that are spared before the first


@dataclass(frozen=True)
class ObjectStore:
    """A server with a bucket; ``env`` is what a process needs to find it."""

    endpoint: str
    bucket: str
    env: Mapping[str, str]

    @property
    def address(self) -> str:
        return f"s3://{self.bucket}"

    def asked(self) -> list[str]:
        """The requests since the last :meth:`forget`, as ``GET /bucket/key?query``."""
        found: list[str] = json.loads(self._control("asked"))
        return found

    def forget(self) -> None:
        self._control("forget", b"")

    def fail(self, *faults: Fault) -> None:
        """From now on these faults, and no others."""
        self._control("faults", json.dumps([asdict(fault) for fault in faults]).encode())

    def keys(self, prefix: str = "") -> dict[str, bytes]:
        """Every object whose name begins so, with its bytes; asked past the faults, and not counted."""
        there = json.loads(self._control(f"all?{self.bucket}"))
        return {name: b64decode(data) for name, data in there.items() if name.startswith(prefix)}

    def get(self, key: str) -> bytes:
        return self._control(f"get?{self.bucket}/{key}")

    def has(self, key: str) -> bool:
        """Whether there is such an object and it is not empty."""
        return self._control(f"has?{self.bucket}/{key}") == b"yes"

    def put(self, key: str, data: bytes) -> None:
        self._control(f"put?{self.bucket}/{key}", data)

    def fill(self, prefix: str, count: int) -> None:
        """Many small objects at once, of ten contents."""
        self._control(f"fill?{self.bucket}/{prefix}", str(count).encode())

    def _control(self, what: str, data: bytes | None = None) -> bytes:
        with urllib.request.urlopen(f"{self.endpoint}{CONTROL}{what}", data, timeout=60) as answer:
            read: bytes = answer.read()
        return read


@contextmanager
def serving() -> Iterator[str]:
    """The endpoint of a server for as long as the context lasts."""
    port = _free_port()
    endpoint = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "tests.faults.object_store", str(port)]
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    try:
        _wait(endpoint, server)
        yield endpoint
    finally:
        server.kill()
        server.wait()


@contextmanager
def bucket(endpoint: str, name: str) -> Iterator[ObjectStore]:
    """A new bucket at a server without faults, which this process and those it starts find by the environment."""
    env = {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",  # nothing outside of this machine is asked for credentials
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
    before = {variable: os.environ.get(variable) for variable in env}
    os.environ.update(env)
    store = ObjectStore(endpoint, name, env)
    store.fail()
    store._control(f"bucket?{name}", b"")
    store.forget()
    try:
        yield store
    finally:
        store.fail()
        for variable, value in before.items():
            if value is None:
                del os.environ[variable]
            else:
                os.environ[variable] = value


def made(endpoint: str, name: str, objects: Mapping[str, bytes]) -> ObjectStore:
    """One more bucket at a server, with these objects in it."""
    store = ObjectStore(endpoint, name, {})
    there = {key: b64encode(data).decode() for key, data in objects.items()}
    store._control(f"bucket?{name}", json.dumps(there).encode())
    return store


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


def _wait(endpoint: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(f"{endpoint}{CONTROL}asked", timeout=PATIENCE).close()
        except OSError:
            if server.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


# What follows runs in the process of the server.

Environ = dict[str, Any]
Answer = Callable[..., Any]
App = Callable[[Environ, Answer], Iterable[bytes]]
REFUSED = {
    "busy": ("503 Slow Down", "SlowDown", "Please reduce your request rate."),
    "denied": ("403 Forbidden", "AccessDenied", "Access Denied"),
    "unknown key": ("403 Forbidden", "InvalidAccessKeyId", "The AWS Access Key Id does not exist in our records."),
}


@dataclass
class Faulty:
    """The application of the server, with what goes wrong put around it."""

    app: App
    asked: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    met: dict[Fault, int] = field(default_factory=dict)
    one: threading.RLock = field(default_factory=threading.RLock)

    def __call__(self, environ: Environ, answer: Answer) -> Iterable[bytes]:
        path, query = environ["PATH_INFO"], environ["QUERY_STRING"]
        if path.startswith(CONTROL):
            answer("200 OK", [("Content-Type", "application/octet-stream")])
            with self.one:
                return [self.controlled(path.removeprefix(CONTROL), query, _body(environ))]
        with self.one:
            self.asked.append(f"{environ['REQUEST_METHOD']} {path}{f'?{query}' if query else ''}")
            fault = self.next_fault(environ["REQUEST_METHOD"], path)
        doing = fault.doing if fault else None
        if fault and doing == "slow":
            time.sleep(fault.seconds)
        if doing == "cut":
            environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0) // 2)
        if doing in ("cut", "reset"):
            return _dropped(environ)
        data = _body(environ)
        if doing in REFUSED:
            status, code, message = REFUSED[doing]
            words = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>".encode()
            # An answer to HEAD has no words: those that were sent would be taken for the next answer.
            words = b"" if environ["REQUEST_METHOD"] == "HEAD" else words
            answer(status, [("Content-Type", "application/xml"), ("Content-Length", str(len(words)))])
            return [words]
        if environ["REQUEST_METHOD"] == "PUT" and len(data) != int(environ.get("CONTENT_LENGTH") or 0):
            return _dropped(environ)
        environ["wsgi.input"] = io.BytesIO(data)
        with self.one:
            if doing == "answer lost":
                list(self.app(environ, lambda *_: None))
                return _dropped(environ)
            return self.app(environ, answer)

    def next_fault(self, method: str, path: str) -> Fault | None:
        for fault in self.faults:
            if re.fullmatch(fault.method, method) and re.search(fault.path, path):
                self.met[fault] = met = self.met.get(fault, 0) + 1
                if met > fault.after and (fault.times is None or met <= fault.after + fault.times):
                    return fault
        return None

    def controlled(self, what: str, query: str, data: bytes) -> bytes:
        from moto.s3.models import s3_backends

        backend = s3_backends["123456789012"]["global"]
        bucket, _, key = query.partition("/")
        if what == "asked":
            return json.dumps(self.asked).encode()
        if what == "forget":
            self.asked.clear()
        elif what == "faults":
            self.faults, self.met = [Fault(**row) for row in json.loads(data)], {}
        elif what == "bucket":
            backend.create_bucket(bucket, REGION)
            for name, encoded in json.loads(data or b"{}").items():
                backend.put_object(bucket, name, b64decode(encoded))
        elif what == "all":
            there = {name: b64encode(one.value).decode() for name, one in backend.buckets[bucket].keys.items()}
            return json.dumps(there).encode()
        elif what == "get":
            value: bytes = backend.get_object(bucket, key).value
            return value
        elif what == "has":
            found = backend.buckets[bucket].keys.get(key)
            return b"yes" if found is not None and found.value else b"no"
        elif what == "put":
            backend.put_object(bucket, key, data)
        elif what == "fill":
            for n in range(int(data)):
                backend.put_object(bucket, f"{key}{n:05}.txt", f"Document {n % 10}\n".encode())
        return b""


def _body(environ: Environ) -> bytes:
    data: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    return data


def _dropped(environ: Environ) -> Iterable[bytes]:
    """Ends the connection without an answer."""
    connection = environ["werkzeug.socket"]
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionResetError


def main(port: int) -> None:
    """Serve until the process that asked for it is gone: its end of the pipe then closes."""
    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
    from werkzeug.serving import run_simple

    class Quiet(MotoRequestHandler):  # type: ignore[misc]
        protocol_version = "HTTP/1.1"  # connections are kept, as a store keeps them

        def log(self, *_: Any) -> None:
            pass

    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    application = Faulty(DomainDispatcherApplication(create_backend_app))
    run_simple("127.0.0.1", port, application, threaded=True, request_handler=Quiet)


if __name__ == "__main__":
    main(int(sys.argv[1]))
