"""Runs an executor of which some functions are `async`: each call is a task of asyncio, in the main thread."""

from __future__ import annotations

import asyncio
from contextvars import copy_context

from ..context import current
from .answer import Call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable

    from .reader import Calls
    from .serving import Serving


def run_in_tasks(serving: Serving, calls: Calls, concurrency: int) -> None:
    """Serves calls until there are no more."""
    asyncio.run(_Loop(serving, calls, concurrency).run())


class _Loop:
    """The event loop that the calls run in."""

    def __init__(self, serving: Serving, calls: Calls, concurrency: int) -> None:
        self._serving = serving
        self._calls = calls
        self._concurrency = concurrency
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Runs each call as it comes, then closes the executor."""
        self._loop = asyncio.get_running_loop()
        self._over = asyncio.Event()
        if self._concurrency > 1:
            from concurrent.futures import ThreadPoolExecutor

            self._loop.set_default_executor(ThreadPoolExecutor(self._concurrency))
        self._calls.read(lambda call: self._loop.call_soon_threadsafe(self._begin, call))
        await self._over.wait()
        if self._tasks:
            await asyncio.wait(self._tasks)
        closing = self._serving.close()
        if hasattr(closing, "__await__"):
            await closing

    def _begin(self, call: Call | None) -> None:
        if call is None:
            self._over.set()
            return
        task = self._loop.create_task(self._call(call))
        self._tasks.add(task)
        call.on_cancel = lambda: self._loop.call_soon_threadsafe(task.cancel)
        # Also of a task that was cancelled before its first step.
        task.add_done_callback(lambda task: self._end(call, task))

    def _end(self, call: Call, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._calls.end(call)
        try:
            task.result()
        except SystemExit:
            pass  # the event loop ends with it
        except BaseException as error:
            call.send_error(error)

    async def _call(self, call: Call) -> None:
        endpoint = self._serving.endpoint_of(call.context.endpoint)
        if endpoint is None:
            call.send_unchanged()
            return
        current.set(call.context)
        call.check()
        documents = endpoint.to_documents(call.documents)
        returned = await self._run(endpoint.is_async, lambda: endpoint.call(documents, call.context))
        if hasattr(returned, "__await__"):
            returned = await returned
        if hasattr(returned, "__aiter__"):
            await self._stream(call, _Steps(returned))
        elif hasattr(returned, "__next__"):
            await self._stream(call, _ThreadSteps(returned, self._run))
        else:
            call.send_result(returned, documents)

    async def _run(self, is_async: bool, function: Callable[[], Any]) -> Any:
        """Calls a function: in a thread, if it would keep other calls from running."""
        if is_async or self._concurrency == 1:
            return function()
        return await self._loop.run_in_executor(None, copy_context().run, function)

    async def _stream(self, call: Call, steps: Any) -> None:
        """Sends each piece that a generator yields, and asks for the next once it was taken."""
        taken = asyncio.Event()
        call.on_taken = lambda: self._loop.call_soon_threadsafe(taken.set)
        try:
            while True:
                ended, piece = await steps.next()
                if ended:
                    call.send_result(piece)
                    return
                call.check()
                taken.clear()
                call.send_piece(piece)
                await taken.wait()
        finally:
            await steps.close()


class _Steps:
    """The steps of an asynchronous generator."""

    def __init__(self, generator: Any) -> None:
        self._generator = generator
        self._iterator = generator.__aiter__()

    async def next(self) -> tuple[bool, Any]:
        try:
            return False, await self._iterator.__anext__()
        except StopAsyncIteration:
            return True, None

    async def close(self) -> None:
        if hasattr(self._iterator, "aclose"):
            await self._iterator.aclose()


class _ThreadSteps:
    """The steps of a generator that is not asynchronous."""

    def __init__(self, generator: Any, run: Callable[[bool, Callable[[], Any]], Any]) -> None:
        self._generator = generator
        self._run = run

    async def next(self) -> tuple[bool, Any]:
        found: tuple[bool, Any] = await self._run(False, self._step)
        return found

    def _step(self) -> tuple[bool, Any]:
        try:
            return False, next(self._generator)
        except StopIteration as end:
            return True, end.value

    async def close(self) -> None:
        if hasattr(self._generator, "close"):
            self._generator.close()
