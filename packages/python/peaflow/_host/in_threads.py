"""Runs functions that are not `async`: one call at a time in the main thread, more of them in further threads."""

from __future__ import annotations

from _thread import allocate_lock

from ..context import current
from .answer import Call
from .process import leave_for

try:
    from _queue import SimpleQueue
except ImportError:
    from queue import SimpleQueue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .reader import Calls
    from .serving import Serving

    Backlog = SimpleQueue[Call | None]


def run_in_threads(serving: Serving, calls: Calls, concurrency: int) -> None:
    """Serves calls until there are no more."""
    backlog: Backlog = SimpleQueue()
    calls.read(backlog.put)
    others = [_start(serving, calls, backlog) for _ in range(concurrency - 1)]
    _work(serving, calls, backlog)
    for other in others:
        other.join()
    serving.close()


def _start(serving: Serving, calls: Calls, backlog: Backlog) -> Any:
    from threading import Thread

    def work() -> None:
        try:
            _work(serving, calls, backlog)
        except BaseException as error:
            leave_for(error)

    thread = Thread(target=work, daemon=True)
    thread.start()
    return thread


def _work(serving: Serving, calls: Calls, backlog: Backlog) -> None:
    while True:
        call = backlog.get()
        if call is None:
            backlog.put(None)  # for the next thread
            return
        try:
            _answer(serving, call)
        finally:
            calls.end(call)


def _answer(serving: Serving, call: Call) -> None:
    """Makes a call. `SystemExit` ends the process, anything else that is raised only this call."""
    endpoint = serving.endpoint_of(call.context.endpoint)
    if endpoint is None:
        call.send_unchanged()
        return
    token = current.set(call.context)
    try:
        call.check()
        documents = endpoint.to_documents(call.documents)
        returned = endpoint.call(documents, call.context)
        if hasattr(returned, "__next__"):
            _stream(returned, call)
        else:
            call.send_result(returned if not hasattr(returned, "__await__") else _awaited(returned), documents)
    except SystemExit:
        raise
    except BaseException as error:
        call.send_error(error)
    finally:
        current.reset(token)


def _stream(generator: Any, call: Call) -> None:
    """Sends each piece that a generator yields, and asks for the next once it was taken."""
    taken = allocate_lock()
    taken.acquire()

    def go_on() -> None:
        if taken.locked():
            taken.release()

    call.on_taken = call.on_cancel = go_on
    try:
        while True:
            try:
                piece = next(generator)
            except StopIteration as end:
                call.send_result(end.value)
                return
            call.check()
            call.send_piece(piece)
            taken.acquire()
            call.check()
    finally:
        if hasattr(generator, "close"):
            generator.close()


def _awaited(awaitable: Any) -> Any:
    """The result of a function that does not look like an `async` one."""
    import asyncio

    async def wait() -> Any:
        return await awaitable

    return asyncio.run(wait())


