"""Describes errors, as the Pea passes them on."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from traceback import TracebackException
    from typing import Any

#: The most characters of a message, and of a traceback.
_LONGEST = (4_000, 20_000)

#: The folder of the host's own code, whose frames are left out of tracebacks.
_HOST = os.path.dirname(__file__)


class HostError(Exception):
    """What the host itself finds wrong with the user's code or its answers."""

    def __init__(self, code: str, message: str, hint: str | None = None, cause: BaseException | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint
        #: What led to it. `raise … from None` would forget a `__cause__`.
        self.led_to = cause


def describe(error: BaseException) -> str:
    """An error's class, unless that is plain `Exception`, and its message."""
    try:
        message = str(error)
    except Exception:
        message = "its message cannot be read"
    name = type(error).__qualname__
    text = message if type(error) is Exception and message else f"{name}: {message}" if message else name
    return text[: _LONGEST[0]]


def to_message(error: BaseException, id: int | None = None) -> dict[str, Any]:
    """The message that ends a call, or the setup, with an error."""
    message: dict[str, Any] = {"type": "error"}
    if id is not None:
        message["id"] = id
    if isinstance(error, HostError):
        message.update(code=error.code, message=str(error)[: _LONGEST[0]])
        if error.hint is not None:
            message["hint"] = error.hint
        if error.led_to is not None:
            message["trace"] = trace_of(error.led_to)
    else:
        message.update(message=describe(error), trace=trace_of(error))
    return message


def trace_of(error: BaseException) -> str:
    """An error's traceback, and those of what led to it, without the frames of the host and of Python's importing."""
    try:
        from traceback import TracebackException

        found = TracebackException.from_exception(error)
        _remove_host(found)
        return "".join(found.format()).rstrip()[-_LONGEST[1] :]
    except Exception:  # an error whose class has a broken __str__, say
        return describe(error)


def _remove_host(trace: TracebackException | None) -> None:
    if trace is None:
        return
    trace.stack[:] = [frame for frame in trace.stack if not _is_host(frame.filename)]
    _remove_host(trace.__cause__)
    _remove_host(trace.__context__)
    for one in getattr(trace, "exceptions", None) or ():
        _remove_host(one)


def _is_host(file: str) -> bool:
    return file.startswith((_HOST, "<frozen importlib"))
