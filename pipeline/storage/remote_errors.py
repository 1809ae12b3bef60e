"""What a store at an address says, in one line for the person who must act."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.errors import PipelineError, reason

# The packages between us and a store: what they raise is about the store, and no fault of this program.
_LIBRARIES = ("botocore", "aiobotocore", "aiohttp", "s3fs", "fsspec")
_NO_CREDENTIALS = ("NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "ProfileNotFound")
_DENIED = ("AccessDenied", "403", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken")
_BUSY = ("SlowDown", "503", "ServiceUnavailable", "InternalError", "500", "RequestTimeout", "502", "504")
ARCHIVED = "InvalidObjectState"


def code_of(error: BaseException) -> str | None:
    """The code that an S3 store gave, None where there is none."""
    for one in _chain(error):
        response = getattr(one, "response", None)
        if isinstance(response, dict):
            return str(response.get("Error", {}).get("Code", ""))
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    while one is not None:
        yield one
        one = one.__cause__


def told(error: Exception, address: str) -> PipelineError | None:
    """The error to be told; None where it is to be raised as it is: what a caller expects, or a fault of ours.

    A caller expects that a value is not there, or cannot be had because it lies in an archive.
    """
    code = code_of(error)
    if isinstance(error, PipelineError) or code == ARCHIVED:
        return None
    if code == "NoSuchBucket":
        return PipelineError(f"{address}: there is no such bucket: make it, or correct its name")
    if isinstance(error, FileNotFoundError | FileExistsError):
        return None
    kind = type(error)
    if not isinstance(error, OSError) and not kind.__module__.startswith(_LIBRARIES):
        return None
    if kind.__name__ in _NO_CREDENTIALS:
        return PipelineError(
            f"{address}: there are no credentials ({_words(error)}): set AWS_ACCESS_KEY_ID and "
            "AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
        )
    if code in _DENIED or isinstance(error, PermissionError):
        return PipelineError(
            f"{address}: access is denied ({_words(error)}): check the credentials, and what they may do there"
        )
    if code in _BUSY:
        return PipelineError(f"{address}: the store is busy or in trouble ({_words(error)}): run again later")
    if code == "NotImplemented":
        return PipelineError(
            f"{address}: the store lacks something that is needed ({_words(error)}): conditional writes, perhaps"
        )
    if code is None and not (isinstance(error, OSError) and error.errno):
        return PipelineError(
            f"{address}: the store does not answer ({_words(error)}): check the network and the address, and run "
            "again"
        )
    return PipelineError(f"{address}: the store refuses ({_words(error)})")


def _words(error: Exception) -> str:
    """What was said, without the number of the system that a library puts before it."""
    said = error.args[1] if isinstance(error, OSError) and len(error.args) > 1 else str(error)
    fallback = reason(error) if isinstance(error, OSError) else type(error).__name__
    return " ".join(str(said).split())[:300].rstrip(".") or fallback
