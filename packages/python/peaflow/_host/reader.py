"""Reads in a thread of its own, so that a call can be cancelled, and the process ended, while it computes."""

from __future__ import annotations

import sys
from _thread import allocate_lock, start_new_thread

from ..context import Context, Replica
from .answer import Call
from .process import leave_at_once

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from .channel import Channel


class Calls:
    """The calls of this executor, as they come."""

    def __init__(self, channel: Channel, replica: Replica) -> None:
        self._channel = channel
        self._replica = replica
        self._open: dict[int, Call] = {}
        self._lock = allocate_lock()
        self._is_over = False

    def read(self, begin: Callable[[Call | None], object]) -> None:
        """Hands on each call, and `None` at the end, in a new thread. The process ends as soon as the Pea has."""
        start_new_thread(self._read, (begin,))

    def end(self, call: Call) -> None:
        """Forgets a call that has ended. A new one may have its number already."""
        with self._lock:
            if self._open.get(call.id) is call:
                del self._open[call.id]

    def _read(self, begin: Callable[[Call | None], object]) -> None:
        try:
            while True:
                message = self._channel.read()
                if message is None:
                    self._end_all()
                    return
                self._receive(message, begin)
        except BaseException:
            sys.excepthook(*sys.exc_info())
            leave_at_once(70)

    def _end_all(self) -> None:
        """The Pea has closed the connection: because it has ended, unless it has said before that it is enough."""
        if not self._is_over:
            leave_at_once(0)
        for call in list(self._open.values()):
            call.cancel("the Pea does not take any more of it")

    def _receive(self, message: dict[str, Any], begin: Callable[[Call | None], object]) -> None:
        kind = message["type"]
        if kind == "call":
            call = Call(message, Context(message, self._replica), self._channel)
            with self._lock:
                self._open[call.id] = call
            begin(call)
        elif kind == "teardown":
            self._is_over = True
            begin(None)
        elif kind == "taken":
            self._on_open(message, lambda call: call.taken())
        elif kind == "cancel":
            self._on_open(message, lambda call: call.cancel(message.get("message") or "the call was cancelled"))

    def _on_open(self, message: dict[str, Any], act: Callable[[Call], None]) -> None:
        call = self._open.get(message["id"])
        if call is not None:  # else it has ended meanwhile
            act(call)
