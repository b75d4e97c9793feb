"""What a call knows, besides its documents."""

from __future__ import annotations

from _contextvars import ContextVar
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from logging import Logger
    from typing import Any, Mapping


class Piece:
    """Which piece of a streamed answer the documents are."""

    __slots__ = ("index", "last")

    def __init__(self, index: int = 0, last: bool = True) -> None:
        #: Its number, from 0.
        self.index = index
        #: Whether none follows. An answer that is not streamed is one piece.
        self.last = last

    def __repr__(self) -> str:
        return f"Piece(index={self.index}, last={self.last})"


class Context:
    """What a call knows, besides its documents: `def encode(self, docs, context): ...`"""

    __slots__ = ("_deadline", "_replica", "_why", "endpoint", "headers", "parameters", "piece")

    #: The endpoint that was called, such as `/index`.
    endpoint: str
    #: The parameters that were sent with the documents.
    parameters: dict[str, Any]
    #: The headers that were sent with the documents, such as `traceparent`.
    headers: dict[str, str]
    #: Which piece of a streamed answer the documents are: `piece.index`, and whether it is the `piece.last`.
    piece: Piece

    def __init__(self, call: Mapping[str, Any], replica: Replica) -> None:
        self._replica = replica
        self._why: str | None = None
        self._deadline = monotonic() + call["time_left"] / 1000 if call.get("time_left") is not None else None
        self.endpoint = call["endpoint"]
        self.parameters = call.get("parameters") or {}
        self.headers = call.get("headers") or {}
        self.piece = Piece(**(call.get("piece") or {}))

    @property
    def cancelled(self) -> bool:
        """Whether the result of this call is no longer needed: its caller has left, or its time is up."""
        return self._why is not None

    @property
    def why(self) -> str:
        """Why the call was cancelled; empty if it was not."""
        return self._why or ""

    @property
    def time_left(self) -> float | None:
        """Seconds until the time of this call is up; `None` if it has no limit."""
        return None if self._deadline is None else max(0.0, self._deadline - monotonic())

    @property
    def log(self) -> Logger:
        """A logger whose lines are shown with their level, from `info` on or from `--log-level` on."""
        from .executor import logger_of

        return logger_of(self._replica.pod)

    @property
    def replica_id(self) -> int:
        """The number of this replica, from 0."""
        return self._replica.replica_id

    @property
    def replicas(self) -> int:
        """How many replicas there were when this one was launched."""
        return self._replica.replicas

    @property
    def directory(self) -> str:
        """The folder of the flow file."""
        return self._replica.directory

    @property
    def workspace(self) -> str:
        """A folder that belongs to this replica alone, and survives restarts; created when this is read."""
        from os import makedirs

        makedirs(self._replica.workspace, exist_ok=True)
        return self._replica.workspace

    def cancel(self, why: str) -> None:
        """Marks the call as no longer needed."""
        self._why = self._why or why


class Replica:
    """What all calls of a replica share."""

    __slots__ = ("directory", "flow", "pea", "pod", "replica_id", "replicas", "workspace")

    def __init__(self, setup: Mapping[str, Any]) -> None:
        self.flow: str = setup.get("flow") or ""
        self.pod: str = setup.get("pod") or "executor"
        self.pea: str = setup.get("pea") or self.pod
        self.replica_id: int = setup.get("replica_id") or 0
        self.replicas: int = setup.get("replicas") or 1
        self.directory: str = setup.get("directory") or "."
        self.workspace: str = setup.get("workspace") or self.directory


#: The call that runs in this thread, or in this task of asyncio.
current: ContextVar[Context | None] = ContextVar("peaflow_call", default=None)


def cancelled() -> bool:
    """Whether the result of the running call is no longer needed. A long computation ends early if it looks from time to time.

        for batch in docs.batch(32):
            if cancelled():
                return
    """
    context = current.get()
    return context is not None and context.cancelled
